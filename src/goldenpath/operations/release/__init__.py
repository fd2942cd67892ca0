"""Releases of the template: their notes, the gate that they pass, and how they are made."""
