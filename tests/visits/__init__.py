"""Visits: handed in, read, corrected and void, over HTTP and as rules."""
