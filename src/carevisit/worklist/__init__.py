"""The worklist: who has to be visited, and which step of a case is due, most urgent first. This slice only reads."""

from .api import router

__all__ = ["router"]
