"""How raw records become curated ones: pure functions, no input or output."""
