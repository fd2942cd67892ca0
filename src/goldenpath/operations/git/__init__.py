"""Git as goldenpath uses it: plumbing, without the settings of whoever runs it."""
