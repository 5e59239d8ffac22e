"""The ledger's rows, as other SQL may name them: the tables are the ledger's own, and these fragments are their front door."""

from typing import LiteralString

from ..access import LOCK_PLACES, numbers_of


def head_rows(alias: LiteralString = "h") -> LiteralString:
    """What is known at once of each subject: its place, its version, its status. An elder's has the noun `elder`."""
    return f"head {alias}"


def entry_rows(alias: LiteralString = "e") -> LiteralString:
    """The entries of all subjects."""
    return f"entry {alias}"


def entry_of(row: LiteralString, version: LiteralString = "version", alias: LiteralString = "e") -> LiteralString:
    """Joins the entry that a view's row names by its elder and a version."""
    return f"JOIN {entry_rows(alias)} ON {alias}.subject = {row}.elder_id AND {alias}.version = {row}.{version}"


def with_key(subject: LiteralString) -> LiteralString:
    """Joins a subject's key `k`; its columns are null where it was destroyed."""
    return f"LEFT JOIN person k ON k.id = {subject}"


def tag_rows(alias: LiteralString = "t") -> LiteralString:
    """The tags by which what is sealed in a version of a file is searched."""
    return f"search_tag {alias}"


FILE: LiteralString = f"JOIN {entry_rows()} ON e.subject = h.subject AND e.version = h.file_version"
"""Joins the latest entry `e` of the file of an elder's head `h`."""

FEED_POSITION: LiteralString = "SELECT position FROM feed_head WHERE id = 1"
"""How far the feed has come."""

FEED_STATE: LiteralString = f"""
SELECT (SELECT count(*) FROM pending) AS pending, ({FEED_POSITION}) AS position,
  coalesce((SELECT extract(epoch FROM clock_timestamp() - e.written_at) FROM pending p JOIN entry e USING (subject, version)
    ORDER BY p.ingest LIMIT 1), 0)::float AS late_s
"""
"""How many entries wait for the feed, how far it has come, and for how many seconds the first has waited."""

IS_BEGUN: LiteralString = "SELECT true FROM feed_head WHERE position > 0"
"""Whether anything was ever written."""

TRY_WRITE: LiteralString = (
    "UPDATE write_probe SET turn = turn + 1 WHERE id IN (SELECT id FROM write_probe FOR UPDATE SKIP LOCKED)"
)
"""A write that changes nothing that anybody reads."""

LOCK_FEED: LiteralString = "SELECT FROM feed_head WHERE id = 1 FOR UPDATE"
"""Makes the sequencer wait until the transaction ends."""

RENUMBER_FEED: LiteralString = f"""
UPDATE feed f SET places = told.places, beyond = told.beyond FROM (
    SELECT subject, version, {numbers_of("e.audience")} AS places, {numbers_of("e.beyond")} AS beyond FROM {entry_rows()}) told
  WHERE f.subject = told.subject AND f.version = told.version AND (f.places, f.beyond) IS DISTINCT FROM (told.places, told.beyond)
"""
"""Gives the rows of the feed the numbers that the places of their audience have now. The caller holds the lock."""

LOCK_TREE: tuple[LiteralString, ...] = (LOCK_FEED, LOCK_PLACES, "LOCK TABLE head IN EXCLUSIVE MODE")
"""Make every writer wait until the transaction ends: each locks its head before it learns a number.

The feed comes first, as in the district's closing; then the places, as in `book_place`, which locks its place and then its
head: so that no two can deadlock.
"""

SEALED: LiteralString = """
SELECT s.subject, s.version, s.person, s.ciphertext, p.wrapped FROM unnest(%s::uuid[], %s::int[]) w(subject, version)
  JOIN sealed s USING (subject, version) JOIN person p ON p.id = s.person
"""
"""The sealed parts of some entries, each with its person's key."""

OWN_NUMBERED: LiteralString = "SELECT subject, version FROM said WHERE owner = (SELECT own_maker()) AND number = %s"
"""The entry that bears one of the reader's own numbers."""

KNOWN: LiteralString = """
SELECT e.subject, e.version, e.kind FROM unnest(%s::uuid[], %s::int[]) w(subject, version) JOIN entry e USING (subject, version)
"""
"""Which of some entries the reader may know, and their kinds."""

KEY: LiteralString = "SELECT wrapped FROM person WHERE id = %s"
"""A person's key."""

TOLD_OF: LiteralString = "SELECT audience, agencies FROM entry WHERE subject = %s AND (id = %s OR corrects = %s)"
"""The audience of an entry and of its corrections."""
