"""Where a repository has left its template."""
