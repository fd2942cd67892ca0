"""Checking a repository against the standard, and the plug-in that lets repo-review do it."""
