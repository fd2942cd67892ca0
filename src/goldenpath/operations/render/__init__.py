"""Render a version of a template with answers."""
