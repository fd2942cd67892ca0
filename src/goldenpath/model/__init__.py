"""The data that goldenpath works with: catalogue, ownership, answers, reports and errors."""
