"""A district's rules: its codes, its windows, its deadlines."""

from .api import router
from .codes import (
    DICTIONARY,
    Ability,
    AwayReason,
    Category,
    Code,
    Consent,
    EconomicStatus,
    EmergencyNumber,
    FileState,
    Flag,
    HouseholdTrend,
    IllnessTrend,
    LabourCapacity,
    LivesWith,
    Mode,
    NeedKind,
    NoSignature,
    NotMetReason,
    Outcome,
    RiskKind,
    Safety,
    Service,
    Severity,
    Sex,
    SpouseStatus,
    Tier,
    Trend,
    VisitorCategory,
)  # fmt: skip
from .windows import (
    ADVANCED_AGE,
    AGE_FLOOR,
    LATE_AFTER_HOURS,
    OLDEST_VISIT_DAYS,
    PROFILE,
    SHORTEST_STANDING_DAYS,
    Duty,
    Window,
    duty,
    month_of,
    window_of,
)

__all__ = [
    "ADVANCED_AGE", "AGE_FLOOR", "DICTIONARY", "LATE_AFTER_HOURS", "OLDEST_VISIT_DAYS", "PROFILE", "SHORTEST_STANDING_DAYS", "Ability", "AwayReason",
    "Category", "Code", "Consent", "Duty", "EconomicStatus", "EmergencyNumber", "FileState", "Flag", "HouseholdTrend",
    "IllnessTrend", "LabourCapacity", "LivesWith", "Mode", "NeedKind", "NoSignature", "NotMetReason", "Outcome", "RiskKind",
    "Safety", "Service", "Severity", "Sex", "SpouseStatus", "Tier", "Trend", "VisitorCategory", "Window", "duty", "month_of",
    "router", "window_of",
]  # fmt: skip
