"""Rendering a version of a template with answers."""
