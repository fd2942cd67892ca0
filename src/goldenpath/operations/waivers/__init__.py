"""The waivers of a repository, in goldenpath.toml."""
