"""Elders of several places with records of several agencies, and means to look at them with SQL that is wrong on purpose."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest
from psycopg import errors
from psycopg.rows import dict_row

from attachments.files import attached
from carevisit import clock
from conftest import FAR_VILLAGE, NEXT_VILLAGE, OTHER_DISTRICT, World
from doors import asking

DENIED = errors.InsufficientPrivilege

READERS = ("area", "assigned", "own", "feed")

WALLED = (
    "head",
    "visit",
    "need",
    "risk",
    "entry",
    "sealed",
    "search_tag",
    "presence",
    "assignment",
    "candidate",
    "attachment",
)


class Scene:
    """Elders of several places, with records of several agencies, and a way to look at them with wrong SQL."""

    def __init__(self, world: World) -> None:
        self.world = world
        register = {"residence": {"place": NEXT_VILLAGE}}
        self.home, self.second = world.register("guide"), world.register("liaison")
        self.next = world.register("guide", **register)
        self.far = world.register("supervisor", residence={"place": FAR_VILLAGE})
        elsewhere = (
            world.as_("far_supervisor").get("/v1/places", params={"level": "village"}).json()["items"][0]["code"]
        )
        assert elsewhere.startswith(OTHER_DISTRICT)
        self.other = world.register("far_supervisor", residence={"place": elsewhere})
        found: dict[str, Any] = {
            "needs": [{"kind": "comfort", "note": "想有人说话"}],
            "risks": [{"kind": "fall", "severity": "general", "note": "地滑"}],
        }
        for who, elder in (
            ("guide", self.home),
            ("guide", self.next),
            ("supervisor", self.far),
        ):  # which makes them candidates
            found_there = {"by": "王核实", "eligible": "yes"}
            assert world.as_(who).post(f"/v1/elders/{elder}/surveys", json=found_there).status_code == 201
        for hours, (who, elder) in enumerate(
            [
                ("agency", self.home), ("rival_agency", self.home), ("liaison", self.home), ("agency", self.second),
                ("next_agency", self.next), ("supervisor", self.far), ("far_supervisor", self.other),
            ]
        ):  # fmt: skip
            receipt = world.hand_in(who, elder, 30 - hours, **found)
            attached(world, who, f"risks/{receipt['risks'][0]}")
        self.village = {self.home, self.second}
        self.elders = {self.home, self.second, self.next, self.far, self.other}
        with psycopg.connect(world.owner_url, row_factory=dict_row) as owner:
            self.people = {
                row["name"]: row
                for row in owner.execute("SELECT id, name, generation, maker FROM principal").fetchall()
            }

    def read_as(self, connection: psycopg.Connection[Any], who: str, role: str, generation: int | None = None) -> bool:
        """Open reading the way the service does; answers whether the door let us in."""
        me = self.people[who]
        row = connection.execute(
            "SELECT set_config('role', %s, true), r.known FROM (SELECT) one LEFT JOIN"
            " (SELECT *, true AS known FROM open_reading(%s, %s, %s)) r ON true",
            (f"carevisit_{role}", me["id"], me["generation"] if generation is None else generation, clock.today()),
        ).fetchone()
        assert row
        return bool(row[1])

    def open_book(
        self, connection: psycopg.Connection[Any], who: str, elder: str, at: datetime | None = None, generation: int | None = None
    ) -> bool:  # fmt: skip
        """Open a book the way the service does; answers whether the door let us in."""
        me = self.people[who]
        row = connection.execute(
            "SELECT b.subject, b.then_place_id, set_config('role', 'carevisit_writer', true)"
            " FROM book_open(%s, true, false) b",
            (
                asking(
                    (me["id"], me["generation"] if generation is None else generation),
                    elder,
                    at=at or datetime.now(UTC),
                ),
            ),
        ).fetchone()
        assert row
        return row[0] is not None


@contextmanager
def session(url: str) -> Iterator[psycopg.Connection[Any]]:
    """A transaction that is never committed."""
    with psycopg.connect(url) as connection:
        try:
            yield connection
        finally:
            connection.rollback()


def column(connection: psycopg.Connection[Any], statement: str) -> set[str]:
    return {str(row[0]) for row in connection.execute(statement.encode()).fetchall()}


@contextmanager
def refused(connection: psycopg.Connection[Any], *kinds: type[Exception]) -> Iterator[None]:
    """What is done inside is refused, and the transaction goes on."""
    with pytest.raises(kinds or (DENIED,)), connection.transaction():
        yield


ELDER_OF = dict.fromkeys(("visit", "need", "risk", "candidate", "merger", "attachment"), "elder_id")


# --- reading ----------------------------------------------------------------------------------------------------------------


def heard(connection: psycopg.Connection[Any]) -> list[dict[str, Any]]:
    """Every event that the door of the feed shows, in order."""
    page = connection.execute("SELECT events FROM feed_page(0, 1000000, 1000000, NULL, 'http://localhost')").fetchone()
    assert page
    found: list[dict[str, Any]] = json.loads(f"[{page[0] or ''}]")
    return found


# --- writing ----------------------------------------------------------------------------------------------------------------

ENTRY = (
    "INSERT INTO entry SELECT %s, version + 1000, gen_random_uuid(), kind, schema_no, place_id, audience, beyond, agencies, maker,"
    " actor, happened_at, written_at, cause, corrects, NULL, open, hash FROM entry WHERE subject = %s LIMIT 1"
)

NEW_ENTRY = (
    "INSERT INTO entry VALUES (%s, 999, gen_random_uuid(), 'visit.recorded', 1, NULL, '{}', '{}', '{}', gen_random_uuid(),"
    " gen_random_uuid(), now(), now(), NULL, NULL, NULL, '{}', '')"
)

WRONG_INSERTS = {
    "entry": NEW_ENTRY,
    "sealed": "INSERT INTO sealed VALUES (%s, 1, gen_random_uuid(), '')",
    "search_tag": "INSERT INTO search_tag VALUES (%s, 1, 'name', 'x')",
    "head": "INSERT INTO head (subject, noun, version, views_version, views_code, last_at, latest_at)"
    " VALUES (%s, 'elder', 1, 1, 1, now(), now())",
    "presence": "INSERT INTO presence VALUES (%s, gen_random_uuid(), now(), now())",
    "assignment": "INSERT INTO assignment VALUES (gen_random_uuid(), %s, gen_random_uuid(), '2026-01-01', '2026-01-01')",
    "visit": "INSERT INTO visit SELECT %s, gen_random_uuid(), 1, 1, 1, gen_random_uuid(), 1, gen_random_uuid(),"
    " 'recorded', 1, 'phone', 'met', now(), now(), '2026-01-01', now(), false",
    "need": "INSERT INTO need SELECT %s, gen_random_uuid(), 1, 1, gen_random_uuid(), 1, gen_random_uuid(), NULL,"
    " 'comfort', false, 'raised', now()",
    "risk": "INSERT INTO risk SELECT %s, gen_random_uuid(), 1, 1, gen_random_uuid(), 1, gen_random_uuid(), NULL,"
    " 'fall', 'major', 'reported', now()",
    "attachment": "INSERT INTO attachment SELECT %s, gen_random_uuid(), 1, gen_random_uuid(), 1, gen_random_uuid(),"
    " gen_random_uuid(), 'visit', gen_random_uuid(), gen_random_uuid(), 'image/png', 1, '', 'kept', now(), NULL, NULL",
}
