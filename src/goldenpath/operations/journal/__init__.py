"""Who writes into a repository now, and what a killed update has left half done."""
