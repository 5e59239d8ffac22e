"""A district's rules: its codes, its profiles, the windows that follow."""

from .api import router
from .case_codes import (
    CASE_CODES,
    BenefitOutcome,
    CallWaiver,
    CaseOrigin,
    CaseStep,
    CaseTier,
    DeclineReason,
    Department,
    FollowUpLoop,
    FollowUpResult,
    NeedState,
    RiskState,
    Rung,
    UnmetReason,
)
from .circumstances import Circumstances, Kin, Path, Person
from .codes import (
    DICTIONARY,
    Ability,
    AbilityItem,
    AbilityModifier,
    AssessmentReason,
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
    HealthTold,
    HelperKind,
    HouseholdTrend,
    Illness,
    IllnessTrend,
    LabourCapacity,
    LeaveReason,
    ListSource,
    LivesWith,
    LivingTold,
    MendReason,
    Mode,
    NeedKind,
    NoSignature,
    NotApplicableReason,
    NotMetReason,
    Outcome,
    PairingKind,
    PeriodKind,
    PoliticalStatus,
    Question,
    RemovalReason,
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
from .duties import Duty
from .judgement import Held, Judgement, Told, Unknown, derive, judge_elder, turns
from .profile import DEFAULT as DEFAULT_PROFILE
from .profile import (
    Deadlines,
    NeedHours,
    Opens,
    Profile,
    RiskHours,
    UnknownProfile,
    load_profiles,
    profile_of,
    profiles,
)
from .windows import FAR, REASONS, Course, Owing, Reason, Stretch, Window, month_of, window_of

OLDEST_VISIT_DAYS = 730
AGE_FLOOR = 60

__all__ = [
    "AGE_FLOOR", "CASE_CODES", "DEFAULT_PROFILE", "DICTIONARY", "FAR", "OLDEST_VISIT_DAYS", "REASONS", "Ability",
    "AbilityItem", "AbilityModifier", "AssessmentReason", "AwayReason", "BenefitOutcome", "CallWaiver", "Case",
    "CaseOrigin", "CaseStep", "CaseTier", "Category", "CensusStage", "Circumstances", "Code", "Condition", "Consent",
    "ContactState", "Course", "Deadlines", "DeclineReason", "Department", "Duty", "EconomicStatus", "Eligible",
    "EmergencyNumber", "FileState", "Flag", "FollowUpLoop", "FollowUpResult", "Hardship", "HealthTold", "Held",
    "HelperKind", "HouseholdTrend", "Illness", "IllnessTrend", "Judgement", "Kin", "LabourCapacity", "LeaveReason",
    "ListSource", "LivesWith", "LivingTold", "MendReason", "Mode", "NeedHours", "NeedKind", "NeedState", "NoSignature",
    "NotApplicableReason", "NotMetReason", "Opens", "Outcome", "Owing", "PairingKind", "Path", "PeriodKind", "Person",
    "PoliticalStatus", "Profile", "Question", "Reason", "RemovalReason", "RiskHours", "RiskKind", "RiskState", "Rung",
    "Safety", "Service", "Severity", "Sex", "SpouseStatus", "Stretch", "Support", "SuspensionReason", "Tier", "Told",
    "Trend", "Unknown", "UnknownProfile", "UnmetReason", "VisitorCategory", "Window", "derive", "judge_elder", "living",
    "load_profiles", "month_of", "months_after", "profile_of", "profiles", "router", "turns", "window_of", "years_on",
]  # fmt: skip
