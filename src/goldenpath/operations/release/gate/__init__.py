"""The gate: the checks that a commit must pass before it can be released."""
