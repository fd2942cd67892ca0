"""A new repository, from nothing to its first commit."""
