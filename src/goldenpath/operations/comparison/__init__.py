"""What a new version of a template changes in one repository: files, dependencies, settings."""
