"""Tables have owners, as code has: a slice's SQL names its own tables, and asks the front doors of other slices for theirs.

The owner of a table is the slice whose module defines it (`SQLModel`, `table=True`). What `migrations/sql` defines beside
tables, its functions, doors and views, is for everybody.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from carevisit.app import TABLES
from test_architecture import MODULES, SRC, slice_of, tree

WRITERS = {
    "places": {
        "place"
    },  # everything from the ledger on asks for the tree, so `access` publishes it; `places` fills and shows it
}
"""The slices that name a table which another slice publishes, each with the reason."""


@cache
def owners() -> dict[str, str]:
    """The owner of each table."""
    found = {}
    for path in MODULES:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ClassDef) and any(k.arg == "table" for k in node.keywords):
                named = [
                    ast.literal_eval(one.value)
                    for one in node.body
                    if isinstance(one, ast.Assign) and ast.unparse(one.targets[0]) == "__tablename__"
                ]
                found[(named or [node.name.lower()])[0]] = slice_of(path)
    return found


def words(path: Path) -> Iterator[tuple[str, int]]:
    """Every string of a module but its docstrings, with its line; of an f-string, the parts."""
    docs = {id(node.value) for node in ast.walk(tree(path)) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node.value, node.lineno


def named(sql: str, tables: set[str]) -> Iterator[tuple[str, int]]:
    """The tables that a piece of SQL reads or writes, with the line of each: behind a keyword, in a list behind FROM, or alone
    with an alias where a fragment begins."""
    table = rf"({'|'.join(sorted(tables))})\b"
    for pattern in (
        rf"\b(?:FROM|JOIN|UPDATE|LOCK TABLE)\s+(?:ONLY\s+)?{table}(?!\()",
        rf"\b(?:INTO|DELETE FROM)\s+{table}",
        rf"(?s:\bFROM\b.*?),\s+{table}\s+[a-z]\w?\b",
        rf"\A\s*{table}\s+[a-z]\w?(?:\s+(?:LEFT|JOIN|WHERE|ON)\b|\s*\Z)",
    ):
        for found in re.finditer(pattern, sql):
            yield found[1], sql.count("\n", 0, found.start(1))


def test_every_table_has_one_owner() -> None:
    assert set(owners()) == set(TABLES.tables)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(SRC).as_posix())
def test_no_slice_names_the_table_of_another(path: Path) -> None:
    mine = slice_of(path)
    strange = {table for table, owner in owners().items() if owner != mine and table not in WRITERS.get(mine, ())}
    assert [
        f"line {line + at}: {table} is {owners()[table]}'s"
        for sql, line in words(path)
        for table, at in named(sql, strange)
    ] == []


@pytest.mark.parametrize(
    ("sql", "found"),
    [
        ("SELECT 1 FROM head h", {"head"}),
        ("INSERT INTO visit (id) VALUES (1)", {"visit"}),
        ("FROM bearing b, head h", {"head"}),
        ("visit o", {"visit"}),
        ("visit o LEFT JOIN (SELECT 1) k ON true", {"visit"}),
        ("a visit, or head office; visit a neighbour", set()),
        ("UPDATE visit SET a = 1 FROM head h", {"visit", "head"}),
        ("LOCK TABLE head IN EXCLUSIVE MODE", {"head"}),
        ("SELECT visit, head FROM place_seen(%s)", set()),
    ],
)
def test_a_table_is_found_wherever_sql_names_it(sql: str, found: set[str]) -> None:
    assert {table for table, _ in named(sql, {"head", "visit"})} == found
