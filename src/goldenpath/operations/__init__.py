"""What goldenpath does. An operation takes models, returns a frozen report, and prints nothing."""
