"""A district's rules as data (政策方案): readable files; a new profile is a new file.

A profile is checked when it is read: an unknown word in it stops the program before it serves.
"""

import tomllib
from collections.abc import Mapping
from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from .codes import Category, Mode, NeedKind, RiskKind, Service, Severity, Tier
from .conditions import Rule, read_rule
from .duties import Duty
from .forms import required_by
from .mending import MendCodes
from .monitoring import AlertKind, AlertOpens, DeviceKind

DEFAULT = "hanjiang-2023"
ReadRule = Annotated[Rule, BeforeValidator(lambda rule: rule if isinstance(rule, Rule) else read_rule(rule))]


class UnknownProfile(Exception):
    """The file of a profile in force is missing; the program must not judge by other rules."""


class Frequency(BaseModel):
    """The frequency of visits: so many within each half month or month."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    within: Literal["half_month", "month"]
    times: Annotated[int, Field(ge=1, le=31)]


class SpecialDefaults(BaseModel):
    """What a special period (特殊时间节点) requires by default."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    times: int = 1
    modes: tuple[Mode, ...] = (Mode.IN_HOME,)
    tiers: tuple[Tier, ...] = (Tier.KEY, Tier.GENERAL)


Hours = Annotated[int, Field(ge=0, le=17_520)]


class RiskHours(BaseModel):
    """The deadlines of a risk's steps, in hours from when each step becomes due; `escalate`: hours after a deadline until the
    second tier above is notified."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    emergency_call: Hours
    family_contact: Hours
    township_told: Hours
    handling: Hours
    clearance: Hours
    follow_up: Hours
    escalate: Hours


class NeedHours(BaseModel):
    """The deadlines of a need's steps, in hours; the referral names the day of the outcome."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    referral: Hours
    acceptance: Hours
    follow_up: Hours
    escalate: Hours


class HealthChecks(BaseModel):
    """The age from which an elder has health management (健康管理), and the interval of checks."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    from_age: Annotated[int, Field(ge=0, le=120)] = 65
    every_months: Annotated[int, Field(ge=1, le=120)] = 12


class Deadlines(BaseModel):
    """Deadlines of a major and a general risk, of an urgent need (急需) and of any other."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    major: RiskHours
    general: RiskHours
    urgent: NeedHours
    need: NeedHours


class Opens(BaseModel):
    """What a visit's record opens automatically: `marks` that equal `reads` (at least `count` of them), or so many visits in
    a row without meeting the elder, open a risk of a severity, or a need."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    marks: tuple[str, ...] = ()
    reads: str | bool = ""
    count: Annotated[int, Field(ge=1)] = 1
    not_met: Annotated[int, Field(ge=2)] | None = None
    risk: RiskKind | None = None
    severity: Severity = Severity.GENERAL
    need: NeedKind | None = None

    @model_validator(mode="after")
    def _says_what(self) -> Self:
        if (self.risk is None) == (self.need is None) or bool(self.marks) == (self.not_met is not None):
            raise ValueError("opens: marks or not_met, and a risk or a need")
        return self

    @property
    def noun(self) -> str:
        """The loop of what it opens."""
        return "need" if self.risk is None else "risk"

    @property
    def kind(self) -> RiskKind | NeedKind:
        """What it opens."""
        kind = self.risk or self.need
        assert kind is not None
        return kind


QUIET_HOURS = 24
"""Hours without a sign after which a device is silent, unless the profile has another number for its kind."""


class Form(BaseModel):
    """What a registration must contain, as JSON pointers: what a `printed` form requires, and `required` besides."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    printed: str | None = None
    required: tuple[str, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _as_printed(cls, given: Any) -> Any:
        if not isinstance(given, dict) or given.get("printed") is None:
            return given
        return given | {"required": (*required_by(given["printed"]), *given.get("required", ()))}


class Profile(BaseModel):
    """A district's rules (政策方案)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    zh: str
    en: str
    source: str
    age_floor: int
    standing_days: int
    windows: Literal["calendar", "rolling"]
    late_after_hours: int
    correct_within_days: int
    month_lock_day: Annotated[int, Field(ge=1, le=28)] | None = None
    review_every_months: int
    reassess_every_months: int
    health_checks: HealthChecks = HealthChecks()
    visits: Mapping[Tier, Frequency]
    special: SpecialDefaults
    services: tuple[Service, ...] = tuple(Service)
    corrections: MendCodes = MendCodes()
    voids: MendCodes = MendCodes()
    deadlines: Deadlines
    opens: tuple[Opens, ...] = ()
    alerts: tuple[AlertOpens, ...] = ()
    quiet_hours: Mapping[DeviceKind, Annotated[int, Field(ge=1, le=8_760)]] = {}
    unsafe: Mapping[Literal["water", "electricity", "gas", "housing"], RiskKind] = {
        "water": RiskKind.UNSAFE_WATER, "electricity": RiskKind.UNSAFE_ELECTRICITY, "gas": RiskKind.UNSAFE_GAS,
        "housing": RiskKind.UNSAFE_HOUSING,
    }  # fmt: skip
    """The general risk that unsafe living conditions open, as a file (`living`) or a survey (`facilities`) records them."""
    category: Mapping[Category, ReadRule]
    tier: Mapping[Literal["key"], ReadRule]
    form: Form = Form()
    duties: tuple[Duty, ...] = ()

    @model_validator(mode="after")
    def _numbered(self) -> Self:
        if [duty.no for duty in self.duties] != list(range(1, len(self.duties) + 1)):
            raise ValueError("duties: numbered from 1, without gaps")
        return self

    @model_validator(mode="after")
    def _alert_kinds_once(self) -> Self:
        if len({rule.kind for rule in self.alerts}) < len(self.alerts):
            raise ValueError("alerts: each kind once")
        return self

    def opened_by(self, alert: AlertKind) -> AlertOpens | None:
        """The risk that an alert of a kind opens; None if it opens none."""
        return next((rule for rule in self.alerts if rule.kind is alert), None)

    def quiet_after(self, device: DeviceKind) -> int:
        """The hours without a sign after which a device of a kind is silent."""
        return self.quiet_hours.get(device, QUIET_HOURS)

    def duty(self, no: int) -> Duty | None:
        """The duty with this number; None if the list has none."""
        return self.duties[no - 1] if 1 <= no <= len(self.duties) else None

    @cached_property
    def follows_cases(self) -> bool:
        """Whether an open risk or need changes who is a key target."""
        return bool({"open_risk", "open_need"} & {word for rule in self.rules for word in rule.words()})

    @property
    def rules(self) -> list[Rule]:
        """Every rule of the profile."""
        return [*self.category.values(), *self.tier.values()]


def read_profile(name: str, text: str) -> Profile:
    """A profile from its file. Raises ValueError for anything that no rule knows."""
    return Profile.model_validate({"name": name, **tomllib.loads(text)})


_more: dict[str, Profile] = {}


@cache
def _shipped() -> dict[str, Profile]:
    folder = files(__package__).joinpath("profiles")
    return {
        file.name.removesuffix(".toml"): read_profile(file.name.removesuffix(".toml"), file.read_text(encoding="utf-8"))
        for file in sorted(folder.iterdir(), key=lambda file: file.name)
        if file.name.endswith(".toml")
    }


def profiles() -> dict[str, Profile]:
    """All profiles by name: those that are shipped, and the deployment's own."""
    return {**_shipped(), **_more}


def profile_of(name: str) -> Profile:
    """A profile by its name. Raises KeyError."""
    return _more.get(name) or _shipped()[name]


def load_profiles(folder: Path | None) -> list[str]:
    """Read the deployment's own profiles, each a TOML file, besides the shipped ones. Returns their names."""
    _more.clear()
    for path in sorted(folder.glob("*.toml")) if folder else ():
        if path.stem in _shipped():
            raise ValueError(f"profile {path.stem}: that name is taken by one that is shipped")
        _more[path.stem] = read_profile(path.stem, path.read_text(encoding="utf-8"))
    return list(_more)
