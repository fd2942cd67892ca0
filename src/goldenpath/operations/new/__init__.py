"""Create a new repository, from the render to the first commit."""
