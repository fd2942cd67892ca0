"""Find what a new version of a template changes in one repository.

Changes are in files, environment variables, dependencies and questions.
"""
