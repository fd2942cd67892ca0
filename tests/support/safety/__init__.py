"""An adversary's tools: a team that does anything, a template that changes, and who judges it."""
