"""Starting and ending other programs, and handling interruptions of this process."""
