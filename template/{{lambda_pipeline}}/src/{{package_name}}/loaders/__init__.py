"""Where curated records go."""
