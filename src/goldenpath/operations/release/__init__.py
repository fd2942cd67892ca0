"""Releases of the template: their notes, their gate, and how they are created."""
