"""Start and end other programs, and handle interruptions of this process."""
