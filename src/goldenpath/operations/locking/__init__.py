"""Lock a repository with uv, without running its code or touching files outside it."""
