"""Needs (关爱服务需求): what an elder needs, until it is met."""

from .api import router
from .facts import FACTS, NeedRaised
from .views import VIEWS

__all__ = ["FACTS", "VIEWS", "NeedRaised", "router"]
