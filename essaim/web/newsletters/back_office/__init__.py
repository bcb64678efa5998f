"""Letters in the back office."""
