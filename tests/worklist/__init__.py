"""What is asked of the status slice."""
