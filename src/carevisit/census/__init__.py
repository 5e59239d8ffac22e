"""The census (摸排): who is listed, surveyed and decided on, and files that were made twice."""

from .api import router
from .facts import FACTS, UPCASTERS, ElderListed, ElderMergedFrom, ElderMergedInto, ElderSurveyed, ElderUnmerged
from .views import VIEWS

__all__ = [
    "FACTS", "UPCASTERS", "VIEWS", "ElderListed", "ElderMergedFrom", "ElderMergedInto", "ElderSurveyed", "ElderUnmerged", "router",
]  # fmt: skip
