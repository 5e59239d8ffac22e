"""A scene without a server: a database of its own, people who act in this process, and a superuser who may do harm."""

import json
from collections.abc import Iterable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import psycopg

from carevisit import deploy
from carevisit.access import Actor
from carevisit.app import KINDS, VIEWS
from carevisit.database import Database
from carevisit.elders import Registration
from carevisit.elders.actions import amend_elder, register_elder, transfer_elder
from carevisit.elders.sheets import Transfer
from carevisit.etags import Expected
from carevisit.ledger import Book, Entry, Ledger, Page, Sealing, Written, read_stream
from carevisit.policy import Mode, Outcome
from carevisit.visits import VisitCorrected, VisitRecorded, VisitSheet, VisitVoided
from carevisit.visits.actions import Recorded, record_visit
from conftest import World, registration, visit

SEQUENCE_OF_VIEWS = ("head", "presence", "visit", "need", "risk")


class Scene(World):
    """A world that nobody serves: its people act in this process."""

    @classmethod
    def of(cls, other: World, source: str | None = None) -> "Scene":
        """A copy of a world's database, under a name of its own."""
        name = f"scene_{uuid4().hex[:10]}"
        other.let_go()
        deploy.create_database(other.postgres.url(), name, source or other.database)
        return cls(other.postgres, name, other.keys, other.keys_file, dict(other.secrets))

    def drop(self) -> None:
        self.close()
        with psycopg.connect(self.postgres.url(), autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{self.database}" WITH (FORCE)')

    def harm(self, table: str, *statements: Any) -> None:
        """What a superuser can do who switches the ledger's triggers off first."""
        with psycopg.connect(self.owner_url) as connection:
            connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL".encode())
            for statement in statements:
                sql, params = statement if isinstance(statement, tuple) else (statement, ())
                assert connection.execute(sql, params).rowcount > 0, "the harm was done to nothing"
            connection.execute(f"ALTER TABLE {table} ENABLE TRIGGER ALL".encode())

    def registered(self, who: str = "guide", **changes: Any) -> UUID:
        """Register an elder in this process; answers the id."""
        actor = self.actor(who)
        return self.run(lambda ledger: register(ledger, actor, **changes))

    def visited(self, who: str, elder: UUID, hours_ago: float = 1, **changes: Any) -> Recorded:
        """Hand in a visit in this process."""
        actor = self.actor(who)
        written = self.run(lambda ledger: hand_in(ledger, actor, elder, hours_ago, **changes))
        assert isinstance(written, Recorded)
        return written

    def stream(self, elder: UUID) -> list[Entry]:
        async def work(ledger: Ledger) -> list[Entry]:
            return await stream_of(ledger, elder)

        return self.run(work)

    def views(self) -> dict[str, list[dict[str, Any]]]:
        """Every row of every view, to be compared."""
        shown = {}
        for table in SEQUENCE_OF_VIEWS:
            rows = self.ask(f"SELECT to_jsonb(t)::text AS row FROM {table} t ORDER BY 1")  # type: ignore[arg-type]
            shown[table] = [json.loads(row["row"]) for row in rows]
        return shown

    def head(self, elder: UUID) -> dict[str, Any]:
        return self.ask("SELECT * FROM head WHERE subject = %s", elder)[0]


@asynccontextmanager
async def opened(world: World, size: int = 4) -> Any:
    """The ledger of a world, with a pool of its own."""
    database = Database(world.url, world.keeper_url, size)
    await database.open()
    try:
        yield Ledger(database, KINDS, VIEWS, Sealing(world.keys))
    finally:
        await database.close()


def sheet_of(told: Mapping[str, Any]) -> VisitSheet:
    return VisitSheet.model_validate_json(json.dumps(told))


async def register(ledger: Ledger, actor: Actor, **changes: Any) -> UUID:
    """Register an elder (registrations differ in their ID numbers)."""
    sheet = Registration.model_validate_json(json.dumps(registration(**changes)))
    numbers = {}
    if sheet.external_id:
        numbers[f"x:{sheet.external_id}"] = ledger.sealing.fingerprint(sheet.model_dump_json().encode())
    written = await ledger.write(actor, lambda book: register_elder(book, sheet, numbers, ledger.sealing))
    return written.subject


async def hand_in(
    ledger: Ledger, actor: Actor, elder: UUID, hours_ago: float = 1, **changes: Any
) -> Recorded | Written:
    """Hand in a visit."""
    sheet = sheet_of(visit(str(elder), hours_ago, **changes))
    numbers = {}
    if sheet.record_no:
        numbers[f"r:{sheet.record_no}"] = ledger.sealing.fingerprint(sheet.model_dump_json().encode())
    return await ledger.write(actor, lambda book: record_visit(book, sheet, numbers))


async def transfer(ledger: Ledger, actor: Actor, elder: UUID, version: int, **told: Any) -> None:
    """Hand a file to another village."""
    move = Transfer.model_validate_json(json.dumps(told))
    await ledger.write(actor, lambda book: transfer_elder(book, elder, move, Expected.of(version), {}))


async def amend(ledger: Ledger, actor: Actor, elder: UUID, version: int, **changes: Any) -> None:
    """Change what a file says."""
    await ledger.write(actor, lambda book: amend_elder(book, elder, changes, Expected.of(version), {}, ledger.sealing))


async def stream_of(ledger: Ledger, elder: UUID) -> list[Entry]:
    async with ledger.database.connection(keeper=True) as connection, connection.transaction():
        await connection.execute("SET LOCAL ROLE carevisit_keeper")
        return await read_stream(connection, ledger.kinds, elder)


async def visit_entry(book: Book, page: Page, visit_id: UUID) -> Entry:
    """The entry of a visit, with everybody's sealed parts."""
    version = next(e.version for e in await book.stream(page) if e.id == visit_id)
    return await book.entry(page, version)


async def correct(ledger: Ledger, actor: Actor, elder: UUID, visit_id: UUID, **changes: Any) -> None:
    """Replace what a record says, at the level of the ledger."""

    async def action(book: Book) -> None:
        probe = (await stream_of(ledger, elder))[0]
        page = await book.open(elder, at=max(probe.happened_at, changes.get("started_at", probe.happened_at)))
        original = (await visit_entry(book, page, visit_id)).fact
        assert isinstance(original, VisitRecorded)
        told = {name: getattr(original, name) for name in VisitRecorded.model_fields} | changes
        fact = VisitCorrected(**told, reason=reason_for(VisitCorrected))
        book.write(page, fact, happened_at=fact.started_at, corrects=visit_id)

    await ledger.write(actor, action)


async def void(ledger: Ledger, actor: Actor, elder: UUID, visit_id: UUID) -> None:
    """Declare that a record should not have been made, at the level of the ledger."""

    async def action(book: Book) -> None:
        original = next(e for e in await stream_of(ledger, elder) if e.id == visit_id)
        page = await book.open(elder, at=original.happened_at)
        book.write(page, VisitVoided(reason=reason_for(VisitVoided)), happened_at=page.written_at, corrects=visit_id)

    await ledger.write(actor, action)


def reason_for(fact: type[Any]) -> Any:
    """A reason that this fact accepts, be it a word or a code."""
    told = fact.model_fields["reason"].annotation
    return next(iter(told)) if hasattr(told, "__members__") else "wrong_elder"


def minute(entry: datetime) -> datetime:
    return entry.replace(second=0, microsecond=0)


def ids(entries: Iterable[Entry]) -> list[UUID]:
    return [entry.id for entry in entries]


__all__ = [
    "Mode", "Outcome", "Recorded", "Scene",
    "amend", "correct", "hand_in", "ids", "minute", "opened", "reason_for", "register",
    "sheet_of", "stream_of", "transfer", "visit_entry", "void",
]  # fmt: skip
