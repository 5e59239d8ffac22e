"""Notices (通知): facts of a place that hold for everything below it: special periods and adopted profiles."""

from .actions import declare_period, profile_rules_for, reopened_until, rules_of, unknown_profiles
from .api import router
from .facts import FACTS, MonthReopened, PeriodCancelled, PeriodDeclared, ProfileAdopted
from .festivals import festivals as festivals_of
from .rules import Adopted, ProfileStart, differences, in_force
from .sheets import PeriodSheet
from .views import (
    ADOPTION_REACHED,
    NEXT_ADOPTION,
    PERIOD_ROWS,
    PERIODS,
    RUNNING,
    VIEWS,
    Adoption,
    AdoptionProgress,
    MonthReopening,
    SpecialPeriod,
    adopted_over,
    profile_over,
)

__all__ = [
    "ADOPTION_REACHED", "FACTS", "NEXT_ADOPTION", "PERIODS", "PERIOD_ROWS", "RUNNING", "VIEWS", "Adopted", "Adoption",
    "AdoptionProgress", "MonthReopened", "MonthReopening", "PeriodCancelled", "PeriodDeclared", "PeriodSheet",
    "ProfileAdopted", "ProfileStart", "SpecialPeriod", "adopted_over", "declare_period", "differences", "festivals_of",
    "in_force", "profile_over", "profile_rules_for", "reopened_until", "router", "rules_of", "unknown_profiles",
]  # fmt: skip
