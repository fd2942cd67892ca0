"""Templates by version: which there are, and what each contains."""
