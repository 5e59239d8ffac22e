"""How a case reads: what is awaited, what could be done now, and the whole story in order, with who and when."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, LiteralString, TypeVar
from uuid import UUID

import orjson
from pydantic import BaseModel, Field

from .. import clock
from ..database import Sight
from ..dated import TASKS
from ..desk import Desk, Reading, place_of
from ..ledger import entry_of, entry_rows, head_rows
from ..policy import CaseTier, WithdrawalReason
from .loop import Loop, parties_of

Shown = TypeVar("Shown", bound=BaseModel)


class AwaitedShown(BaseModel):
    """A step that somebody must take."""

    step: str
    tier: CaseTier | None = Field(description="who must take it first; null: only the agency")
    agency: UUID | None = Field(description="an agency that must, too or alone")
    since: datetime
    by: datetime
    overdue: bool
    told: list[CaseTier] = Field(description="the tiers that see it on their list by now / 已提示层级")


class StoryBy(BaseModel):
    """Whose doing a step is: in which role, and for which side."""

    role: str
    maker: UUID


class StoryLine(BaseModel):
    """A step as it was recorded."""

    id: UUID
    kind: str
    at: datetime = Field(description="when it happened")
    recorded_at: datetime
    by: StoryBy
    told: dict[str, Any] = Field(description="what was said; what was erased is left out")
    voided: bool = Field(description="taken back by a later line / 已作废")


class Serving(BaseModel):
    """An agency that serves the elder now."""

    id: UUID
    name: str


class CasePage(BaseModel):
    """What every case shows beside its own fields."""

    awaited: list[AwaitedShown] = Field(description="the steps that somebody must take / 待办步骤")
    possible: list[str] = Field(description="the steps that you could take now / 您可执行的步骤")
    withdrawn: WithdrawalReason | None = Field(description="why, where it is withdrawn / 撤销原因")
    agencies: list[Serving] = Field(
        description="the agencies that serve the elder now, for the elder's own area / 现服务机构"
    )
    story: list[StoryLine] = Field(description="everything that happened to it, in order / 办理经过")


_STORY: LiteralString = f"""
SELECT e.subject, e.version, e.id, e.kind, e.corrects, e.open::text AS open, e.happened_at AS at,
  e.written_at AS recorded_at, e.maker, role_of(e.actor) AS role
FROM {entry_rows()} WHERE e.subject = %(elder)s AND (e.id = %(id)s OR e.open->>%(key)s = %(id)s::text OR e.corrects = %(id)s)
  AND (%(serves)s OR e.id = %(id)s OR e.maker = (SELECT own_maker()) OR (SELECT own_maker()) = ANY (e.agencies))
ORDER BY e.happened_at, e.version
"""
_SERVING: LiteralString = "SELECT agency AS id, name FROM serving(ARRAY[%s::uuid]) ORDER BY name, agency"
_AWAITED: LiteralString = f"""
SELECT step, tier, agency, since, by, by <= %(now)s AS overdue, array_remove(ARRAY[
  CASE WHEN village_at <= %(now)s THEN 'village' END, CASE WHEN township_at <= %(now)s THEN 'township' END,
  CASE WHEN district_at <= %(now)s THEN 'district' END], NULL) AS told
FROM {TASKS} WHERE elder = %(elder)s AND case_id = %(id)s ORDER BY by, step
"""


async def case_page(desk: Desk, loop: Loop, id: UUID, shown: type[Shown]) -> Shown:
    """A case with its story, where the reader finds it: in the area, else among those that they have in hand.

    A reader that no longer has the elder keeps its own steps and those it was an audience of; nothing is awaited of it.
    """
    serving = desk.actor.is_agency and await _serves(desk, await elder_of(desk, loop, id))

    async def look(read: Reading) -> Shown | None:
        row = await read.record(rows_of(loop), "c", id, "hands")
        if row is None:
            return None
        here = read.sight is Sight.AREA
        serves = here or serving
        asked = {"elder": row["elder_id"], "id": id, "key": f"{loop.noun}_id", "now": clock.now(), "serves": serves}
        awaited = await read.all(_AWAITED, asked) if serves else []
        story = await _story(read, asked)
        agencies = await read.all(_SERVING, (row["elder_id"],)) if here else []
        desk.mark_version(row["revision"])
        parties = parties_of(desk.actor, maker=row["own"], responsible=row["responsible"]) if serves else frozenset()
        first: dict[str, Any] = next((line["told"] for line in story if line["id"] == id), {})
        return shown.model_validate(
            {
                "note": first.get("note"), "caller": first.get("caller"), **row, "awaited": awaited, "story": story,
                "agencies": agencies,
                "possible": loop.possible(loop.case.model_validate(row), parties),
                "withdrawn": _withdrawn(story) if row["state"] == loop.withdrawn else None,
            }
        )  # fmt: skip

    return await desk.find(loop.not_found, look)


async def _serves(desk: Desk, elder: UUID) -> bool:
    """Whether an agency serves the elder now."""
    async with desk.reading(Sight.ASSIGNED) as read:
        return await read.one(f"SELECT h.subject FROM {head_rows()} WHERE h.subject = %s", (elder,)) is not None


async def elder_of(desk: Desk, loop: Loop, id: UUID) -> UUID:
    """The elder of a case that the actor finds. Raises the loop's `not_found`."""

    async def look(read: Reading) -> UUID | None:
        row = await read.record(f"SELECT c.elder_id FROM {loop.noun} c", "c", id, "hands")
        return row["elder_id"] if row else None

    return await desk.find(loop.not_found, look)


def rows_of(loop: Loop) -> LiteralString:
    """The rows of a case's table as they are read, each with its place, its entry, and whether it is the reader's own."""
    own: LiteralString = "c.maker = (SELECT own_maker())"
    agency: LiteralString = "c.agency = (SELECT own_maker())" if "agency" in loop.case.model_fields else "false"
    return (
        f"SELECT c.*, {place_of('c')} AS place, {own} AS own, coalesce({agency}, false) AS responsible"
        f" FROM {loop.noun} c {entry_of('c')}"
    )


async def _story(read: Reading, asked: Mapping[str, Any]) -> list[dict[str, Any]]:
    rows = await read.all(_STORY, asked)
    parts = await read.unseal([(row["subject"], row["version"], row["kind"]) for row in rows])
    key, voided = asked["key"], {row["corrects"] for row in rows}
    lines = []
    for row in rows:
        said = orjson.loads(row["open"]) | parts.get((row["subject"], row["version"]), {}).get(row["subject"], {})
        said.pop(key, None)
        lines.append(
            {
                "id": row["id"], "kind": row["kind"], "at": row["at"], "recorded_at": row["recorded_at"],
                "by": {"role": row["role"], "maker": row["maker"]},
                "told": {name: value for name, value in said.items() if value is not None}, "voided": row["id"] in voided,
            }
        )  # fmt: skip
    return lines


def _withdrawn(story: Sequence[Mapping[str, Any]]) -> str | None:
    """Why a case was withdrawn, as far as the reader may see it."""
    said = [line for line in story if line["kind"].endswith((".ended", ".withdrawn"))]
    return said[-1]["told"].get("reason", WithdrawalReason.VISIT_MENDED.value) if said else None


def case_clauses(
    loop: Loop, *, open: bool | None, overdue: bool | None, awaits: CaseTier | None
) -> tuple[list[str], dict[str, Any]]:
    """The filters that ask what is awaited of a case."""
    clauses, params = [], {"now": clock.now(), "ends": [end.value for end in loop.ends]}
    task = f"(SELECT FROM {TASKS} WHERE t.elder = c.elder_id AND t.case_id = c.id AND t.{{}} <= %(now)s)"
    if open is not None:
        clauses.append(f"c.state {'<>' if open else '='} {'ALL' if open else 'ANY'} (%(ends)s)")
    if overdue is not None:
        clauses.append(f"{'' if overdue else 'NOT '}EXISTS {task.format('by')}")
    if awaits is not None:
        clauses.append(f"EXISTS {task.format(f'{awaits.value}_at')}")
    return clauses, params
