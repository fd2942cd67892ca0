"""One module for each thing that the service does; none knows HTTP or a provider."""
