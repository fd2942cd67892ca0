"""Many rendered repositories at once."""
