"""Update a repository to another version of the template, without losing the team's work."""
