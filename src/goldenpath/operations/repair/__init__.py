"""Put back what differs from the template, or record a waiver for the difference."""
