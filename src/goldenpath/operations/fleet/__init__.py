"""Check many rendered repositories at once."""
