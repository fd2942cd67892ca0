"""Check a repository against its template and the standard, or check only its version."""
