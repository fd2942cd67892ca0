"""The lock of a repository, and the journal of an update that was killed halfway."""
