"""The gate of a release: what is proven about a commit before it may become one."""
