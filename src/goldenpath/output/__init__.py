"""How reports and progress are shown: text for people, JSON for machines."""
