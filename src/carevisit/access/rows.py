"""SQL fragments of places, contracts and assignments, for the other slices."""

from typing import LiteralString


def place_rows(alias: LiteralString = "p") -> LiteralString:
    """The places; those within one are numbered from its `no` to its `hi`."""
    return f"place {alias}"


def place_at(row: LiteralString, alias: LiteralString = "p") -> LiteralString:
    """Joins the place that a row names by its `place_id`."""
    return f"JOIN {place_rows(alias)} ON {alias}.id = {row}.place_id"


def name_of(alias: LiteralString = "p") -> LiteralString:
    """The name that a place has on the reader's day."""
    return f"place_name_on({alias}, (SELECT rule_day()))"


def is_there(alias: LiteralString, first: LiteralString, last: LiteralString) -> LiteralString:
    """Whether a place is there on any day from a first to a last one."""
    return f"({alias}.from_on <= {last} AND {alias}.until_on >= {first})"


def numbers_of(ids: LiteralString) -> LiteralString:
    """The numbers of the places of an array of ids, ascending."""
    return f"ARRAY(SELECT n.no FROM {place_rows('n')} WHERE n.id = ANY ({ids}) ORDER BY n.no)"


LOCK_PLACES: LiteralString = "SELECT FROM place ORDER BY id FOR NO KEY UPDATE"
"""Makes whoever opens the stream of a place, or changes the tree, wait until the transaction ends."""

PLACE_OF_CODE: LiteralString = "SELECT id, no, level FROM place WHERE code = %s"
PLACE_NUMBERS: LiteralString = "SELECT id, no FROM place"
PLACE_PATHS: LiteralString = """
WITH RECURSIVE above AS (
  SELECT code AS asked, code, parent, 0 AS steps FROM place WHERE code = ANY (%s)
  UNION ALL SELECT above.asked, p.code, p.parent, steps + 1 FROM above JOIN place p ON p.id = above.parent
) SELECT asked, array_agg(code ORDER BY steps DESC) AS path FROM above GROUP BY asked
"""
"""The codes from the top of the tree down to each of some places."""

SERVED: LiteralString = "(SELECT DISTINCT elder FROM assignment WHERE agency = (SELECT own_maker()))"
"""The elders that the asking agency serves, each once."""

SERVED_NOW: LiteralString = """JOIN assignment a ON a.elder = h.subject AND a.agency = (SELECT own_maker())
  AND a.from_at <= (SELECT rule_at()) AND a.until_at > (SELECT rule_at())
"""
"""Joins, to an elder's head `h`, that the agency that asks serves the elder now."""


def contracts_of(agency: LiteralString) -> LiteralString:
    """The contracts that an agency has `%(today)s`."""
    return (
        f"ARRAY(SELECT c.id FROM contract c WHERE c.agency = {agency} AND %(today)s BETWEEN c.from_on AND c.until_on)"
    )


AGENCIES_OF_ELDER: LiteralString = (
    "SELECT DISTINCT agency FROM assignment WHERE elder = %s AND from_at <= %s AND until_at > %s"
)
AGENCIES_AT: LiteralString = """
SELECT c.agency FROM contract_at c JOIN place l ON l.id = c.place_id
WHERE l.no <= %(no)s AND l.hi >= %(no)s AND c.from_on <= %(on)s AND c.until_on >= %(on)s
UNION
SELECT c.agency FROM contract c JOIN contract_elder n ON n.contract = c.id
WHERE n.elder = %(elder)s AND c.from_on <= %(on)s AND c.until_on >= %(on)s
"""
"""The agencies whose contracts, on a day, are for the place of a number or for an elder by name."""


def is_served(elder: LiteralString) -> LiteralString:
    """Whether the agency that asks serves an elder."""
    return f"EXISTS (SELECT FROM assignment a WHERE a.elder = {elder} AND a.agency = (SELECT own_maker()))"
