"""Putting back what differs from the template, or recording that it differs on purpose."""
