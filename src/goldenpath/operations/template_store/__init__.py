"""Find the versions of a template, and check them out."""
