"""Putting back what differs from the template, or recording a waiver for the difference."""
