"""Other programs and this process: how they are started, interrupted and ended."""
