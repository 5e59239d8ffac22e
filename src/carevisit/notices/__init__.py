"""Notices (通知): what a place says to all below it, that a special period begins or that other rules hold."""

from .actions import profile_rules_for, unknown_profiles
from .api import router
from .facts import FACTS, PeriodCancelled, PeriodDeclared, ProfileAdopted
from .rules import Adopted, Told, differences, in_force
from .views import VIEWS, Adoption, AdoptionProgress, SpecialPeriod

__all__ = [
    "FACTS", "VIEWS", "Adopted", "Adoption", "AdoptionProgress", "PeriodCancelled", "PeriodDeclared", "ProfileAdopted",
    "SpecialPeriod", "Told", "differences", "in_force", "profile_rules_for", "router", "unknown_profiles",
]  # fmt: skip
