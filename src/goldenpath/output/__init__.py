"""Show reports and progress: text for people, JSON and other formats for machines."""
