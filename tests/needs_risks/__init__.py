"""Needs and risks: their loops over HTTP, from the first word to the last follow-up."""
