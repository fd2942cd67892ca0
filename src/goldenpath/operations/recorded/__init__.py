"""What a repository records: the version of its template, found and rendered with its answers."""
