"""Status: where an elder stands, and what happened. This slice only reads."""

from .api import router
from .views import STATUS, Standing, step

__all__ = ["STATUS", "Standing", "router", "step"]
