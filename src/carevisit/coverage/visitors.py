"""What each visitor did in a month: no rates, for it has no denominator."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from ..aside import aside
from ..database import Sight
from ..desk import Desk
from ..errors import TooManyEntries
from ..policy import month_of
from .queries import VISITS
from .sheets import ENTRIES_AT_MOST


async def by_visitor(desk: Desk, place: str | None, month: date) -> tuple[list[dict[str, Any]], str | None]:
    """What each visitor did; they are named, so this is for who may read the visits."""
    desk.actor.need("visits:read")
    sight = desk.records(mine=False)
    async with desk.reading(sight) as read:
        where, params = await read.area(place, "v.place_no", sight)
        own = " AND v.maker = (SELECT own_maker())" if sight is Sight.OWN else ""
        params |= {"from": month, "to": month_of(month).end}
        rows = await read.all(f"{VISITS} AND {where}{own} LIMIT {ENTRIES_AT_MOST + 1}", params)
        if len(rows) > ENTRIES_AT_MOST:
            raise TooManyEntries
        parts = await read.unseal([(row["elder_id"], row["content_version"], row["kind"]) for row in rows])
        makers = list({row["maker"] for row in rows})
        of_agencies = await read.all(
            "SELECT m AS maker FROM unnest(%s::uuid[]) m WHERE role_of(m) = 'agency'", (makers,)
        )
        agencies = {row["maker"] for row in of_agencies}
    return await aside(_visitors, rows, parts, agencies), place


def _visitors(
    rows: Iterable[Mapping[str, Any]], parts: Mapping[Any, Mapping[UUID, Any]], agencies: Collection[UUID]
) -> list[dict[str, Any]]:
    """What each visitor did, the busiest first."""
    found: dict[UUID, dict[str, Any]] = {}
    for row in rows:
        people = parts.get((row["elder_id"], row["content_version"]), {})
        of_agency = row["maker"] in agencies
        for person, known in people.items():
            if person == row["elder_id"]:
                continue
            one = found.setdefault(
                person,
                {"visitor": person, "name": None, "agency": row["maker"] if of_agency else None,
                 "account": None if of_agency else row["maker"], "visits": 0, "in_home": 0, "late": 0, "reached": set(),
                 "rate_in_home": None, "rate_any_mode": None},
            )  # fmt: skip
            one["name"] = known.get("name") or one["name"]
            one["visits"] += 1
            one["in_home"] += row["mode"] == "in_home"
            one["late"] += row["late"]
            if row["outcome"] == "met":
                one["reached"].add(row["elder_id"])
    items = [one | {"elders_reached": len(one.pop("reached"))} for one in found.values()]
    return sorted(items, key=lambda one: (-one["visits"], str(one["visitor"])))
