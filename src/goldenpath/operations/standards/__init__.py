"""Check a repository against the standard, directly or through a plug-in for repo-review."""
