"""Run git commands, with fixed settings and without programs that a repository names."""
