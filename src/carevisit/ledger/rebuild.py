"""Rebuilding the views from the ledger, in place, while writers go on.

A rebuild locks some hundred subjects at a time, so that a writer waits only briefly. The head rows record what is
done, so that an interrupted rebuild can continue.
"""

import gc
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, LiteralString
from uuid import UUID

import orjson
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ..access import PLACE_NUMBERS
from ..aside import aside
from ..database import Database, Sight, Transaction
from .entry import Entry
from .fact import Kinds
from .ledger import Ledger
from .sealing import unseal
from .store import COLUMNS, as_entry
from .view import Folded, RowView, StateTable, Views, recordset, stamped

AT_ONCE = 250
_LAST = UUID(int=2**128 - 1)
_DUE: LiteralString = "(%(all)s OR views_version <> version OR views_code <> %(code)s)"


@dataclass(frozen=True)
class Portion:
    """The subjects after one and up to another, in the order of their ids."""

    after: UUID
    until: UUID


@dataclass(frozen=True)
class Progress:
    """How far a rebuild has come."""

    subjects: int
    entries: int


async def unreadable_kinds(database: Database, kinds: Kinds) -> list[str]:
    """The kinds in the ledger that this program can't read; with any of these it must not serve."""
    async with database.transaction(Sight.KEEPER) as keeper:
        rows = await keeper.all(
            "WITH RECURSIVE k AS ((SELECT kind, schema_no FROM entry ORDER BY kind, schema_no LIMIT 1)"
            " UNION ALL SELECT n.kind, n.schema_no FROM k, LATERAL (SELECT kind, schema_no FROM entry e"
            "  WHERE (e.kind, e.schema_no) > (k.kind, k.schema_no) ORDER BY kind, schema_no LIMIT 1) n)"
            " SELECT kind, schema_no FROM k"
        )
    return [f"{r['kind']} schema {r['schema_no']}" for r in rows if not kinds.knows(r["kind"], r["schema_no"])]


async def count_subjects(database: Database) -> int:
    """The number of subjects, for a progress bar."""
    async with database.transaction(Sight.KEEPER) as keeper:
        row = await keeper.one("SELECT count(*) AS n FROM head")
    assert row
    return int(row["n"])


async def portions(ledger: Ledger, *, all_of_them: bool = True) -> list[Portion]:
    """What is to be rebuilt, in portions of some hundred subjects each, which any process may take in any order."""
    async with ledger.database.transaction(Sight.KEEPER) as keeper:
        await keeper.run("SET LOCAL statement_timeout = 0")
        rows = await keeper.all(
            f"SELECT subject FROM (SELECT subject, row_number() OVER (ORDER BY subject) AS n FROM head WHERE {_DUE}) due"
            f" WHERE n %% {AT_ONCE} = 0 ORDER BY subject",
            {"all": all_of_them, "code": ledger.views.code},
        )
    ends = [*(row["subject"] for row in rows), _LAST]
    return [Portion(after, until) for after, until in pairwise([UUID(int=0), *ends])]


async def rebuild(ledger: Ledger, *, all_of_them: bool = True) -> AsyncIterator[Progress]:
    """Fold every subject anew and write its view rows and search tags, some hundred subjects at a time.

    With `all_of_them` false, only subjects whose views reflect an older version or older code: an interrupted rebuild
    continues so.
    """
    for portion in await portions(ledger, all_of_them=all_of_them):
        if (progress := await rebuild_portion(ledger, portion, all_of_them=all_of_them)).subjects:
            yield progress
    await add_up(ledger)


async def rebuild_portion(ledger: Ledger, portion: Portion, *, all_of_them: bool = True) -> Progress:
    """Rebuild one portion, in one transaction."""
    async with ledger.database.transaction(Sight.KEEPER) as keeper:
        await keeper.run("SET LOCAL statement_timeout = 0")
        await keeper.run(
            "SET LOCAL idle_in_transaction_session_timeout = '120s'"
        )  # folding takes time, though no statement runs
        await keeper.run("SET LOCAL lock_timeout = '30s'")
        heads = await keeper.all(
            f"SELECT subject, noun, version FROM head WHERE subject > %(after)s AND subject <= %(until)s AND {_DUE}"
            " ORDER BY subject FOR UPDATE",
            {"after": portion.after, "until": portion.until, "all": all_of_them, "code": ledger.views.code},
        )
        with _nothing_collected():
            return Progress(len(heads), await _refold(keeper, ledger, heads) if heads else 0)


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """Thousands of entries come and go without circles: looking through them for some takes as long as folding them."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


async def add_up(ledger: Ledger) -> None:
    """Make the tallies right, once every portion is rebuilt."""
    async with ledger.database.transaction(Sight.KEEPER) as keeper:
        await keeper.run("SET LOCAL statement_timeout = 0")
        for tally in ledger.views.tallies:
            await keeper.run(f"INSERT INTO {tally.table} SELECT * FROM {tally.amiss}")


async def _refold(keeper: Transaction, ledger: Ledger, heads: list[dict[str, Any]]) -> int:
    views, subjects = ledger.views, [head["subject"] for head in heads]
    streams = await read_streams(keeper, ledger, subjects)
    await _tag(keeper, ledger, streams)
    numbers = {row["id"]: row["no"] for row in await keeper.all(PLACE_NUMBERS)}
    rows: dict[str, list[Any]] = {view.name: [] for view in views.all_tables}
    shown: dict[str, list[dict[str, Any]]] = {}
    for head in heads:
        subject, noun = head["subject"], head["noun"]
        mine = views.of(noun)
        folded = mine.fold(streams[subject])
        place_id = place_now(mine, streams[subject])
        place_no = numbers.get(place_id)
        for view in mine.every_table:
            rows[view.name] += [stamped(row, place_id, place_no, view, subject) for row in folded.rows[view.name]]
        columns = head_columns(subject, head["version"], mine, folded, place_id, place_no)
        shown.setdefault(noun, []).append(columns)
    async with keeper.connection.pipeline():
        # a JSON parameter's length is not known to the planner: joined row by row, thousands with thousands would take minutes
        await keeper.run("SET LOCAL enable_nestloop = off")
        for view in views.all_tables:
            await keeper.run(_make_right(view), {"rows": orjson.dumps(rows[view.name]).decode(), "subjects": subjects})
        for status in shown.values():
            names = [name for name in status[0] if name != "subject"]
            await keeper.run(
                f"UPDATE head t SET {', '.join(f'{name} = w.{name}' for name in names)}"
                " FROM json_populate_recordset(NULL::head, %(rows)s::json) w"
                f" WHERE t.subject = ANY (%(subjects)s) AND t.subject = w.subject AND {_unlike(names)}",
                {"rows": orjson.dumps(status).decode(), "subjects": subjects},
            )
    return sum(len(stream) for stream in streams.values())


def _make_right(view: RowView | StateTable) -> str:
    """Makes the rows of some subjects those of a JSON parameter, and touches only rows that differ."""
    keys = list(dict.fromkeys((view.owner, view.key)))
    same = " AND ".join(f"t.{key} = w.{key}" for key in keys)
    rest = [column for column in view.columns if column not in keys]
    return (
        f"WITH wanted AS MATERIALIZED ({recordset(view).replace('%s', '%(rows)s')}),"
        f" held AS MATERIALIZED (SELECT * FROM {view.name} t WHERE t.{view.owner} = ANY (%(subjects)s)),"
        f" gone AS (DELETE FROM {view.name} t WHERE t.{view.owner} = ANY (%(subjects)s)"
        f" AND NOT EXISTS (SELECT FROM wanted w WHERE {same}))"
        f" INSERT INTO {view.name} ({', '.join(view.columns)}) SELECT {', '.join(f'w.{column}' for column in view.columns)}"
        f" FROM wanted w LEFT JOIN held t ON {same} WHERE t.{view.owner} IS NULL OR {_unlike(rest)}"
        f" ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {', '.join(f'{column} = excluded.{column}' for column in rest)}"
    )


def _unlike(columns: Sequence[str]) -> str:
    """Whether the row `t` differs in any of these columns from the row `w`; of JSON the text is compared."""
    text = {"status": "::text"}
    ours, theirs = (", ".join(f"{row}.{name}{text.get(name, '')}" for name in columns) for row in "tw")
    return f"({ours}) IS DISTINCT FROM ({theirs})"


async def _tag(keeper: Transaction, ledger: Ledger, streams: dict[UUID, list[Entry]]) -> None:
    """Add the search tags that an older program did not write, or wrote with an older key."""
    tags = [
        {
            "subject": subject,
            "version": entry.version,
            "field": field,
            "tag": f"\\x{ledger.sealing.tag(field, word).hex()}",
        }
        for subject, stream in streams.items()
        for entry in stream
        for field, word in entry.fact.words()
    ]
    await keeper.run(
        "INSERT INTO search_tag SELECT * FROM json_populate_recordset(NULL::search_tag, %s::json) ON CONFLICT DO NOTHING",
        (orjson.dumps(tags).decode(),),
    )


def place_now(views: Views, stream: list[Entry]) -> UUID | None:
    """The subject's place: that of the last live entry that moves it; None where heads of its noun name none."""
    if not views.placed:
        return None
    moved = [e for e in stream if e.fact.places]
    return max(moved, key=lambda e: e.order).place_id


def head_columns(
    subject: UUID, version: int, views: Views, folded: Folded, place_id: UUID | None, place_no: int | None
) -> dict[str, Any]:
    """What a subject's head row must hold."""
    return {
        "subject": subject, "views_version": version, "views_code": views.code, "latest_at": folded.latest_at,
        "place_id": place_id, "place_no": place_no, **views.on_head(folded.state),
    }  # fmt: skip


async def read_streams(keeper: Transaction, ledger: Ledger, subjects: list[UUID]) -> dict[UUID, list[Entry]]:
    """The streams of some subjects, each in order, with the sealed parts that the views read."""
    sealed = await keeper.all(
        "SELECT e.subject, e.version, e.kind, s.ciphertext, p.wrapped FROM entry e"
        " JOIN sealed s ON s.subject = e.subject AND s.version = e.version AND s.person = e.subject"
        " JOIN person p ON p.id = e.subject WHERE e.subject = ANY (%s) AND e.kind = ANY (%s)",
        (subjects, ledger.kinds.seen_sealed),
    )
    rows = await keeper.all(
        f"SELECT {COLUMNS} FROM entry WHERE subject = ANY (%s) ORDER BY subject, version",
        (subjects,),
    )
    return await aside(_opened, ledger, subjects, rows, sealed)


def _opened(
    ledger: Ledger, subjects: list[UUID], rows: list[dict[str, Any]], sealed: list[dict[str, Any]]
) -> dict[UUID, list[Entry]]:
    keys: dict[UUID, AESGCM] = {}
    parts: dict[tuple[UUID, int], dict[UUID, bytes]] = {}
    for part in sealed:
        subject = part["subject"]
        key = keys.get(subject) or keys.setdefault(subject, ledger.sealing.unwrap(subject, part["wrapped"]))
        plain = unseal(key, part["ciphertext"], subject, part["version"], part["kind"], subject)
        parts[subject, part["version"]] = {subject: plain}
    streams: dict[UUID, list[Entry]] = {subject: [] for subject in subjects}
    for row in rows:
        known = parts.get((row["subject"], row["version"]))
        streams[row["subject"]].append(as_entry(row, ledger.kinds, known))
    return streams
