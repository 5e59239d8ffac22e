"""The change feed: complete, in order, and nothing personal in it."""
