"""Checking a repository: against its template, against the standard, or its version alone."""
