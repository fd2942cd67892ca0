"""Copy a service into a folder where it runs without its organisation's private package."""
