"""The census (摸排): who is listed, surveyed and decided on, and duplicate files."""

from .actions import list_stranger
from .api import candidates, list_candidate, router
from .facts import FACTS, UPCASTERS, ElderListed, ElderMergedFrom, ElderMergedInto, ElderSurveyed, ElderUnmerged
from .sheets import CandidateSheet
from .views import VIEWS

__all__ = [
    "FACTS", "UPCASTERS", "VIEWS", "CandidateSheet", "ElderListed", "ElderMergedFrom", "ElderMergedInto", "ElderSurveyed",
    "ElderUnmerged", "candidates", "list_candidate", "list_stranger", "router",
]  # fmt: skip
