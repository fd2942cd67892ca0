"""From a template and answers to a repository."""
