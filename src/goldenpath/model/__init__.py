"""What goldenpath knows: the catalogue, ownership, answers, and the errors that people see."""
