"""Coverage: of the visits owed, how many were made, place by place and month by month. This slice only reads."""

from .api import router
from .counting import rate

__all__ = ["rate", "router"]
