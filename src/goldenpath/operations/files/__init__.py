"""Read files that somebody else wrote, without following links or leaving a folder."""
