"""Find where a repository differs from its template."""
