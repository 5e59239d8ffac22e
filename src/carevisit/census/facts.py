"""Facts of a census: a person is listed, surveyed at home, found to have two files."""

from collections.abc import Callable
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from ..ledger import Fact, Open
from ..policy import (
    Category,
    Condition,
    Department,
    Eligible,
    Hardship,
    Illness,
    ListSource,
    NeedKind,
    RiskKind,
    Safety,
    Support,
)


class ElderListed(Fact):
    """A list named the elder as somebody to look at (摸排线索). Several lists may; they name one candidate.

    `department`: whose list it was, of those in 涵民〔2023〕53号, annex 1, where a department sent it.
    """

    kind: ClassVar[str] = "elder.listed"
    address: ClassVar[str] = "/v1/elders/{elder}"
    schema_no: ClassVar[int] = 2
    rank: ClassVar[int] = 18

    on: Open[date]
    source: Open[ListSource]
    department: Open[Department | None] = None
    categories: Open[list[Category]] = []
    list_name: str | None = None


class Conditions(BaseModel):
    """How the elder was found: the baseline that "unchanged" in the first visit's record refers to (初始状态)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    expression: Condition | None = None
    mobility: Condition | None = None
    reaction: Condition | None = None
    illness: Illness | None = None
    mind: Condition | None = None


class Facilities(BaseModel):
    """How safe the home was found (水、电、气、住房安全)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    water: Safety | None = None
    electricity: Safety | None = None
    gas: Safety | None = None
    housing: Safety | None = None


class ElderSurveyed(Fact):
    """Somebody called at the elder's home and verified what the lists say (入户核实). It is not a visit, and decides nothing.

    What it found that nobody sees to yet begins as a need or a risk with this as its cause.

    `hazards` are what the household was warned of (提醒其及时消除隐患). Source: 涵民〔2023〕53号, part 3 (2).
    """

    kind: ClassVar[str] = "elder.surveyed"
    rank: ClassVar[int] = 19

    on: Open[date]
    conditions: Open[Conditions] = Conditions()
    facilities: Open[Facilities] = Facilities()
    hardships: Open[list[Hardship] | None] = None
    support: Open[Support | None] = None
    hazards: Open[list[RiskKind]] = []
    needs: Open[list[NeedKind]] = []
    anomaly: Open[bool | None] = None
    eligible: Open[Eligible]
    wants_service: Open[bool | None] = None
    by: str | None = None
    note: str | None = None


class ElderMergedInto(Fact):
    """The file was made twice and goes into another one (重复档案合并).

    Its history stays. Which file it went into is sealed, for not everybody who reads of this one covers that one.
    """

    kind: ClassVar[str] = "elder.merged_into"
    views_see_sealed: ClassVar[bool] = True
    rank: ClassVar[int] = 29

    on: Open[date]
    into: UUID | None = None
    reason: str | None = None


class ElderMergedFrom(Fact):
    """Another file of the same person went into this one (并入重复档案). Both series of running numbers stay."""

    kind: ClassVar[str] = "elder.merged_from"
    rank: ClassVar[int] = 29

    on: Open[date]
    merged: UUID | None = None


class ElderUnmerged(Fact):
    """A merging was taken back (撤销合并): the two files are two persons' again. Recorded in both files."""

    kind: ClassVar[str] = "elder.unmerged"
    rank: ClassVar[int] = 32

    on: Open[date]
    reason: str | None = None


class MatchDismissed(Fact):
    """Two files that may be one person's are two persons' (非同一人). Recorded in both files; which the other is, is sealed."""

    kind: ClassVar[str] = "elder.match_dismissed"
    rank: ClassVar[int] = 32

    on: Open[date]
    other: UUID | None = None
    reason: str | None = None


def _no_department(parts: dict[str, Any]) -> dict[str, Any]:
    return parts  # the department came with the second schema


FACTS: tuple[type[Fact], ...] = (
    ElderListed, ElderSurveyed, ElderMergedInto, ElderMergedFrom, ElderUnmerged, MatchDismissed,
)  # fmt: skip
UPCASTERS: dict[tuple[str, int], Callable[[dict[str, Any]], dict[str, Any]]] = {(ElderListed.kind, 1): _no_department}
