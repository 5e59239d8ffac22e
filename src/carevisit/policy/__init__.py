"""A district's rules: its codes, its profiles, the windows that follow."""

from .api import router
from .circumstances import Circumstances, Kin, Path
from .codes import (
    DICTIONARY,
    Ability,
    AwayReason,
    Category,
    CensusStage,
    Code,
    Condition,
    Consent,
    ContactState,
    EconomicStatus,
    Eligible,
    EmergencyNumber,
    FileState,
    Flag,
    Hardship,
    HouseholdTrend,
    Illness,
    IllnessTrend,
    LabourCapacity,
    LeaveReason,
    ListSource,
    LivesWith,
    MendReason,
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
    Support,
    SuspensionReason,
    Tier,
    Trend,
    VisitorCategory,
)  # fmt: skip
from .conditions import Case, living, months_after, years_on
from .judgement import Held, Judgement, Told, judge_elder, turns
from .profile import DEFAULT as DEFAULT_PROFILE
from .profile import Profile, load_profiles, profile_of, profiles
from .windows import FAR, Course, Owing, Stretch, Window, month_of, window_of

LATE_AFTER_HOURS = profile_of(DEFAULT_PROFILE).late_after_hours
OLDEST_VISIT_DAYS = 730
AGE_FLOOR = 60
ADVANCED_AGE = 80

__all__ = [
    "ADVANCED_AGE", "AGE_FLOOR", "DEFAULT_PROFILE", "DICTIONARY", "FAR", "LATE_AFTER_HOURS", "OLDEST_VISIT_DAYS", "Ability",
    "AwayReason", "Case", "Category", "CensusStage", "Circumstances", "Code", "Condition", "Consent", "ContactState",
    "Course", "EconomicStatus", "Eligible", "EmergencyNumber", "FileState", "Flag", "Hardship", "Held", "HouseholdTrend",
    "Illness", "IllnessTrend", "Judgement", "Kin", "LabourCapacity", "LeaveReason", "ListSource", "LivesWith", "MendReason",
    "Mode", "NeedKind", "NoSignature", "NotMetReason", "Outcome", "Owing", "Path", "Profile", "RiskKind", "Safety",
    "Service", "Severity", "Sex", "SpouseStatus", "Stretch", "Support", "SuspensionReason", "Tier", "Told", "Trend",
    "VisitorCategory", "Window", "judge_elder", "living", "load_profiles", "month_of", "months_after", "profile_of",
    "profiles", "router", "turns", "window_of", "years_on",
]  # fmt: skip
