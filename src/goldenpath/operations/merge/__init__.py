"""Merged files: TOML compared, edited and merged by its keys."""
