"""Locking a repository with uv, of which nothing is run and outside of which nothing is touched."""
