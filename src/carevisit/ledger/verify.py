"""Verifying the ledger: nothing missing or changed, the feed complete, the views equal to what the entries say."""

from collections.abc import AsyncIterator, Collection, Iterable
from dataclasses import dataclass
from typing import Any, LiteralString
from uuid import UUID

import orjson

from ..access import numbers_of, place_at
from ..database import Sight, Transaction
from .fact import UnknownKind
from .keycheck import unopened_keys, wrong_keys
from .ledger import Ledger
from .proof import entry_hash
from .rebuild import AT_ONCE, Progress, head_columns, place_now, read_streams
from .rows import entry_rows
from .store import COLUMNS
from .view import Views, recordset, stamped


@dataclass(frozen=True)
class Finding:
    """Something that `verify` found wrong."""

    subject: UUID
    what: str


_SNAPSHOT: LiteralString = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY"  # writers continue meanwhile


async def verify(
    ledger: Ledger, *, deep: bool = False, only: Collection[UUID] | None = None
) -> AsyncIterator[Progress | Finding]:
    """Verify the ledger: its keys are those it was written with; versions run 1..n without gaps; hashes match the stored
    bytes; the feed is complete; views reflect their streams. `deep` also folds every subject anew and compares the views;
    `only` checks some subjects' streams and not the keys. Changes nothing."""
    after, views, named = UUID(int=0), ledger.views, None if only is None else list(only)
    for finding in await _verify_keys(ledger) if only is None else ():
        yield finding
        deep = False  # sealed parts that don't open can't be folded
    while True:
        async with ledger.database.transaction(Sight.KEEPER, _SNAPSHOT) as keeper:
            await keeper.run("SET LOCAL statement_timeout = 0")
            await keeper.run(
                "SET LOCAL idle_in_transaction_session_timeout = '120s'"
            )  # folding takes time, though no statement runs
            heads = await keeper.all(
                "SELECT subject, noun, version, views_version, views_code, place_id, place_no FROM head"
                f" WHERE subject > %s AND (%s::uuid[] IS NULL OR subject = ANY (%s)) ORDER BY subject LIMIT {AT_ONCE}",
                (after, named, named),
            )
            if not heads:
                async for finding in _verify_whole(keeper, views):
                    yield finding
                return
            subjects = [head["subject"] for head in heads]
            findings = await _verify_entries(keeper, heads)
            if deep:
                findings += await _verify_views(keeper, ledger, heads)
        for head in heads:
            if head["views_version"] != head["version"] or head["views_code"] != views.code:
                findings.append(Finding(head["subject"], "its views reflect an older version: run `carevisit rebuild`"))
        for finding in findings:
            yield finding
        after = subjects[-1]
        yield Progress(len(heads), 0)


async def _verify_keys(ledger: Ledger) -> list[Finding]:
    async with ledger.database.transaction(Sight.KEEPER, _SNAPSHOT) as keeper:
        await keeper.run("SET LOCAL statement_timeout = 0")
        findings = [Finding(UUID(int=0), wrong) for wrong in await wrong_keys(keeper, ledger.sealing)]
        return findings + [Finding(person, why) async for person, why in unopened_keys(keeper, ledger.sealing)]


async def _verify_entries(keeper: Transaction, heads: list[dict[str, Any]]) -> list[Finding]:
    subjects = [head["subject"] for head in heads]
    rows = await keeper.all(
        f"SELECT {COLUMNS}, audience, beyond, agencies FROM entry WHERE subject = ANY (%s) ORDER BY subject, version",
        (subjects,),
    )
    sealed: dict[tuple[UUID, int], list[tuple[UUID, bytes]]] = {}
    for part in await keeper.all(
        "SELECT subject, version, person, ciphertext FROM sealed WHERE subject = ANY (%s)", (subjects,)
    ):
        sealed.setdefault((part["subject"], part["version"]), []).append((part["person"], part["ciphertext"]))
    findings, count = [], dict.fromkeys(subjects, 0)
    for row in rows:
        subject = row["subject"]
        count[subject] += 1
        if row["version"] != count[subject]:
            findings.append(Finding(subject, f"version {count[subject]} is missing"))
            count[subject] = row["version"]
        stored, open_json = row.pop("hash"), row.pop("open")
        if entry_hash(**row, open_json=open_json, sealed=sealed.get((subject, row["version"]), ())) != stored:
            findings.append(Finding(subject, f"version {row['version']} is not what was written"))
    findings += [
        Finding(h["subject"], f"the head says {h['version']} entries")
        for h in heads
        if h["version"] != count[h["subject"]]
    ]
    return findings


async def _verify_views(keeper: Transaction, ledger: Ledger, heads: list[dict[str, Any]]) -> list[Finding]:
    """Fold some subjects anew and compare every view."""
    views, findings = ledger.views, list[Finding]()
    streams = await read_streams(keeper, ledger, [head["subject"] for head in heads])
    wanted: dict[str, list[Any]] = {view.name: [] for view in views.all_tables}
    on_heads: list[dict[str, Any]] = []
    for head in heads:
        subject, mine = head["subject"], views.of(head["noun"])
        try:
            folded = mine.fold(streams[subject])
        except UnknownKind as unknown:
            findings.append(Finding(subject, f"can't be read: {unknown}"))
            continue
        place_id = place_now(mine, streams[subject])
        if place_id != head["place_id"]:
            findings.append(Finding(subject, "the head names another place"))
            continue
        for view in views.all_tables:
            made = folded.rows.get(view.name, [])
            wanted[view.name] += [stamped(row, place_id, head["place_no"], view, subject) for row in made]
        on_heads.append(head_columns(subject, head["version"], mine, folded, place_id, head["place_no"]))
    judged = [row["subject"] for row in on_heads]
    for view in views.all_tables:
        sql = _UNLIKE.format(wanted=recordset(view).replace("%s", "%(rows)s"), table=view.name, owner=view.owner)
        for row in await keeper.all(sql, {"rows": orjson.dumps(wanted[view.name]).decode(), "subjects": judged}):
            findings.append(Finding(row["owner"], f"the view {view.name} holds something else"))
    return findings + await _verify_heads(keeper, on_heads)


# rows as the table would hold them, so that two notations of one moment compare equal
_UNLIKE = """
WITH wanted AS (SELECT t.{owner} AS owner, to_jsonb(t) AS row FROM ({wanted}) t),
  held AS (SELECT t.{owner} AS owner, to_jsonb(t) AS row FROM {table} t WHERE t.{owner} = ANY (%(subjects)s))
SELECT DISTINCT owner FROM ((TABLE wanted EXCEPT ALL TABLE held) UNION ALL (TABLE held EXCEPT ALL TABLE wanted)) unlike
"""
_HEADS = """
SELECT w.subject, to_jsonb(w)::text AS wanted, to_jsonb(h)::text AS held
FROM json_populate_recordset(NULL::head, %s::json) w JOIN head h ON h.subject = w.subject
"""


async def _verify_heads(keeper: Transaction, wanted: list[dict[str, Any]]) -> list[Finding]:
    columns = {row["subject"]: row.keys() for row in wanted}
    rows = await keeper.all(_HEADS, (orjson.dumps(wanted).decode(),))
    return [
        Finding(row["subject"], "the status on the head says something else")
        for row in rows
        if not _agrees(orjson.loads(row["wanted"]), orjson.loads(row["held"]), columns[row["subject"]])
    ]


def _agrees(wanted: dict[str, Any], held: dict[str, Any], columns: Iterable[str]) -> bool:
    return all(wanted[name] == held[name] for name in columns)


async def _verify_whole(keeper: Transaction, views: Views) -> AsyncIterator[Finding]:
    for view in views.all_tables:
        orphans = (
            f"SELECT DISTINCT {view.owner} AS subject FROM {view.name} t"
            f" WHERE NOT EXISTS (SELECT FROM head h WHERE h.subject = t.{view.owner}) LIMIT 20"
        )
        for row in await keeper.all(orphans):
            yield Finding(row["subject"], f"the view {view.name} holds rows of a subject that is not there")
    for tally in views.tallies:
        if await keeper.one(f"SELECT true AS amiss FROM {tally.amiss} LIMIT 1"):
            yield Finding(UUID(int=0), f"{tally.table} is not what the views come to: run `carevisit rebuild`")
    checks: tuple[tuple[LiteralString, str], ...] = (
        (
            "SELECT subject FROM feed JOIN entry USING (subject, version) WHERE feed.hash <> entry.hash LIMIT 20",
            "the feed has another hash",
        ),
        (
            f"SELECT subject FROM feed f JOIN {entry_rows()} USING (subject, version) WHERE (f.places, f.beyond, f.agencies)"
            f" IS DISTINCT FROM ({numbers_of('e.audience')}, {numbers_of('e.beyond')}, e.agencies) LIMIT 20",
            "the feed shows an entry to others than its audience",
        ),
        (
            "SELECT subject FROM feed f WHERE NOT EXISTS"
            " (SELECT FROM entry e WHERE e.subject = f.subject AND e.version = f.version) LIMIT 20",
            "the feed names an entry that is not there",
        ),
        (
            "SELECT subject FROM entry e"
            " WHERE NOT EXISTS (SELECT FROM feed f WHERE f.subject = e.subject AND f.version = e.version)"
            " AND NOT EXISTS (SELECT FROM pending p WHERE p.subject = e.subject AND p.version = e.version) LIMIT 20",
            "an entry will never be in the feed",
        ),
        (
            "SELECT '00000000-0000-0000-0000-000000000000'::uuid AS subject FROM feed_head h"
            " WHERE h.position <> (SELECT count(*) FROM feed) OR h.position <> (SELECT coalesce(max(position), 0) FROM feed)",
            "the feed has holes",
        ),
        (
            "SELECT subject FROM pending p WHERE EXISTS"
            " (SELECT FROM feed f WHERE f.subject = p.subject AND f.version = p.version) LIMIT 20",
            "an entry is in the feed and still waits for it",
        ),
        (
            "SELECT DISTINCT subject FROM entry e WHERE NOT EXISTS (SELECT FROM head h WHERE h.subject = e.subject) LIMIT 20",
            "its head is missing",
        ),
        (
            f"SELECT h.subject FROM head h {place_at('h')} WHERE p.no <> h.place_no LIMIT 20",
            "its place number is not its place's",
        ),
        (
            "SELECT b.subject FROM feed a JOIN feed b ON a.subject = b.subject AND b.version = a.version + 1"
            " WHERE b.position < a.position LIMIT 20",
            "the feed is out of order",
        ),
    )
    for sql, what in checks:
        for row in await keeper.all(sql):
            yield Finding(row["subject"], what)
