"""The tables as the documents show them: entity diagrams by area, made from a migrated database."""

import re
from typing import LiteralString

import psycopg
from psycopg.rows import TupleRow

from .settings import ROOT

_AREAS = ROOT / "migrations" / "sql" / "tables"
_SHORT = {
    "timestamp with time zone": "timestamptz",
    "double precision": "float8",
    "integer": "int",
    "smallint": "int2",
    "bigint": "int8",
}
_SUBJECT = (
    "subject",
    "elder",
    "elder_id",
)  # names of the stream that a row is about; no key holds it, for views are rebuilt
_COLUMNS: LiteralString = """
SELECT c.relname, a.attname, format_type(a.atttypid, NULL), a.attnotnull,
  EXISTS (SELECT FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'p' AND a.attnum = ANY (k.conkey))
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r' ORDER BY c.relname, a.attnum
"""
_KEYS: LiteralString = """
SELECT k.conrelid::regclass::text, k.confrelid::regclass::text, a.attname, a.attnotnull
FROM pg_constraint k JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1]
WHERE k.contype = 'f' AND k.connamespace = current_schema()::regnamespace ORDER BY 1, 2, 3
"""
_HEAD = """# The tables

Made by `carevisit tables --write` from a migrated database; a test holds it equal. What each column means stands beside it in
[`migrations/sql/tables`](../migrations/sql/tables), who may see a row in [walls and doors](walls.md).

A solid line is a foreign key. A dotted line is a row that is about a stream: `subject`, `elder` or `elder_id` is its id, which no
foreign key holds, for views are deleted and made anew. A type that ends with `_null` may be absent; `_list` is an array.
"""


def areas() -> dict[str, tuple[str, list[str]]]:
    """Each area with what its file says first, and its tables, in the file's order."""
    found = {}
    for path in sorted(_AREAS.glob("*.sql")):
        text = path.read_text(encoding="utf-8")
        intro = re.match(r"(?:-- .*\n)+", text)
        assert intro, f"{path.name} begins with what it is"
        words = " ".join(line.removeprefix("-- ") for line in intro[0].splitlines())
        found[path.stem] = (words, re.findall(r"^CREATE TABLE (\w+)", text, re.M))
    return found


def draw(owner: psycopg.Connection[TupleRow]) -> str:
    """The document of all areas, from the database's own catalogue."""
    columns: dict[str, list[tuple[str, str, bool, bool]]] = {}
    for table, *column in owner.execute(_COLUMNS).fetchall():
        columns.setdefault(table, []).append((column[0], column[1], column[2], column[3]))
    keys = owner.execute(_KEYS).fetchall()
    parts = [_HEAD]
    for area, (words, tables) in areas().items():
        lines = ["erDiagram"]
        for table in tables:
            lines.append(f"    {table} {{")
            foreign = {name for of, _, name, _ in keys if of == table}
            for name, kind, always, primary in columns[table]:
                marks = ", ".join(mark for mark, holds in (("PK", primary), ("FK", name in foreign)) if holds)
                lines.append(f"        {_type(kind, always=always)} {name} {marks}".rstrip())
            lines.append("    }")
        for of, to, name, always in keys:
            if of in tables:
                lines.append(f"    {to} {'||' if always else '|o'}--o{{ {of} : {name}")
        for table in tables:
            subjects = [name for name, *_ in columns[table] if name in _SUBJECT and table != "head"]
            lines += [f"    head ||..o{{ {table} : {name}" for name in subjects[:1]]
        drawing = "\n".join(lines)
        parts.append(f"\n## {area.capitalize()}\n\n{words}\n\n```mermaid\n{drawing}\n```\n")
    return "".join(parts)


def _type(kind: str, *, always: bool) -> str:
    plain = kind.removesuffix("[]")
    word = _SHORT.get(plain, plain) + ("_list" if kind.endswith("[]") else "")
    return word if always else f"{word}_null"
