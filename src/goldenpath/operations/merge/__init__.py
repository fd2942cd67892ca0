"""Compare, edit and merge TOML files key by key."""
