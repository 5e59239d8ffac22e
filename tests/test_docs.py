"""What the documents promise: a glossary that is whole, docstrings that are the reference, no traces of a machine."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from carevisit.app import FACTS
from carevisit.cases import redraw
from carevisit.contract.words import OPERATIONS
from carevisit.errors import Problem
from carevisit.loops import LOOPS
from carevisit.tables_drawn import areas, draw
from conftest import World

ROOT = Path(__file__).parents[1]
GLOSSARY = ROOT / "docs" / "glossary.md"
needs_glossary = pytest.mark.skipif(not GLOSSARY.is_file(), reason="docs/glossary.md is not written yet")


@needs_glossary
@pytest.mark.parametrize("kind", sorted(fact.kind for fact in FACTS))
def test_every_kind_of_fact_stands_in_the_glossary(kind: str) -> None:
    assert f"`{kind}`" in GLOSSARY.read_text(encoding="utf-8")


@needs_glossary
@pytest.mark.parametrize(
    "code", sorted({problem.code() for problem in Problem.every() if problem.__name__ != "SignInProblem"})
)
def test_every_problem_stands_in_the_glossary(code: str) -> None:
    assert f"`{code}`" in GLOSSARY.read_text(encoding="utf-8")


def test_the_tables_are_drawn_as_the_database_has_them(template: World) -> None:
    """Otherwise: `carevisit tables --write`."""
    with psycopg.connect(template.owner_url) as owner:
        assert (ROOT / "docs" / "database.md").read_text(encoding="utf-8") == draw(owner)
        there = owner.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()").fetchall()
    drawn = [table for _, tables in areas().values() for table in tables]
    assert sorted(drawn) == sorted(name for (name,) in there if name != "alembic_version")


def test_the_loops_are_drawn_as_the_code_says_them() -> None:
    """Otherwise: `carevisit loops --write`."""
    told = (ROOT / "docs" / "cases.md").read_text(encoding="utf-8")
    assert redraw(told, LOOPS.values()) == told
    assert told.count("<!-- end -->") == 4


def public(path: Path) -> Iterator[tuple[str, bool]]:
    """The public functions and classes of a module, and whether each is described in one place: by its docstring, or a route
    by the contract's vocabulary. A view's step is named by its fact."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    yield path.name, ast.get_docstring(tree) is not None
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            decorators = " ".join(map(ast.unparse, node.decorator_list))
            if re.search(r"\.(starts|changes|on)\(", decorators):
                continue
            operations = set(re.findall(r"operation_id='(\w+)'", decorators))
            yield node.name, (ast.get_docstring(node) is not None) != bool(operations & OPERATIONS.keys())


SRC = ROOT / "src" / "carevisit"


@pytest.mark.parametrize("path", sorted(SRC.rglob("*.py")), ids=lambda path: path.relative_to(SRC).as_posix())
def test_everything_public_says_what_it_is_in_one_place(path: Path) -> None:
    assert [name for name, described in public(path) if not described] == []


def test_every_fact_and_problem_begins_with_a_sentence() -> None:
    for kind in (*FACTS, *Problem.every()):
        first = (kind.__doc__ or "").strip().splitlines()[0]
        assert re.search(r"[A-Za-z].*[.)）:]$", first), kind
    for problem in Problem.every():
        assert re.search(r"[\u4e00-\u9fff]", problem.zh), problem


def test_no_file_names_a_machines_paths() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("not a git work tree")
    traces = re.compile(
        "/"
        + r"work/(?:main|shared|seeds)|/"
        + r"home/[a-z]+/|/"
        + r"Users/[a-z]+/|/"
        + r"root/|(?<![\w/.-])"
        + r"share"
        + "d/"
    )
    found = []
    for name in listed.stdout.splitlines():
        path = ROOT / name
        if path.suffix in (".lock", ".csv", ".png", ".ttf", ".otf") or not path.is_file():
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            if traces.search(line):
                found.append(f"{name}:{number}")
    assert found == []


def cells(page: str, head: str) -> Iterator[tuple[list[str], list[str]]]:
    """What a page's tables under such a head name in their first and in their second column."""
    for rows in re.findall(rf"^{re.escape(head)}.*\n\|[-|]+\n((?:\|.*\n)+)", page, re.M):
        for row in rows.splitlines():
            first, second = row.split("|")[1:3]
            yield re.findall(r"`(\w+)`", first), re.findall(r"`(\w+)`", second)


def test_the_page_about_walls_and_doors_lists_those_of_the_database(template: World) -> None:
    page = (ROOT / "docs" / "walls.md").read_text(encoding="utf-8")
    walls = {
        (table, role) for tables, roles in cells(page, "| tables | read by |") for table in tables for role in roles
    }
    doors = {(door, role) for names, roles in cells(page, "| door | for |") for door in names for role in roles or [""]}
    with psycopg.connect(template.owner_url) as owner:
        assert walls == set(
            owner.execute(
                "SELECT DISTINCT tablename, replace(unnest(roles)::text, 'carevisit_', '') FROM pg_policies WHERE cmd = 'SELECT'"
                " AND NOT 'carevisit_writer' = ANY (roles)"
            ).fetchall()
        )
        assert doors == set(
            owner.execute(
                "SELECT p.proname, coalesce(replace(a.grantee::regrole::text, 'carevisit_', ''), '') FROM pg_proc p LEFT JOIN"
                " LATERAL (SELECT grantee FROM aclexplode(p.proacl) WHERE grantee <> p.proowner) a ON true WHERE p.prosecdef"
            ).fetchall()
        )
        unnamed = owner.execute("SELECT relname FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace"
            " WHERE relkind = 'r' AND nspname !~ '^pg_|^information_schema$'").fetchall()  # fmt: skip
    assert [name for (name,) in unnamed if f"`{name}`" not in page] == []


@pytest.mark.parametrize(
    "page", sorted(p.relative_to(ROOT).as_posix() for p in (*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")))
)
def test_every_link_leads_to_a_file_and_to_a_heading(page: str) -> None:
    here = ROOT / page
    for target, anchor in re.findall(r"\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)", here.read_text(encoding="utf-8")):
        there = (here.parent / target).resolve() if target else here
        assert there.exists(), f"{page}: {target}"
        if anchor:
            heads = re.findall(r"^#+ (.+)$", there.read_text(encoding="utf-8"), re.M)
            assert anchor in {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}, (
                f"{page}: #{anchor}"
            )


def test_the_recipes_name_files_and_tests_that_there_are() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8") + (ROOT / "docs" / "walls.md").read_text(
        encoding="utf-8"
    )
    tests = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    assert [name for name in re.findall(r"`(test_\w+)`", text) if f"def {name}(" not in tests] == []
    paths = [path for path in re.findall(r"`([\w./-]+/[\w./-]*)`", text) if path != "name-year.toml"]
    assert len(paths) > 15
    assert [path for path in paths if not any((base / path).exists() for base in (ROOT, SRC))] == []


def test_every_page_and_every_decision_stands_in_the_index() -> None:
    index = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    pages = {path.relative_to(ROOT / "docs").as_posix() for path in (ROOT / "docs").rglob("*.md")} - {"README.md"}
    assert [page for page in sorted(pages) if f"]({page})" not in index] == []


@pytest.mark.parametrize("page", ["README.md", "README.zh-CN.md"])
def test_every_folder_of_the_program_stands_on_the_map_of_the_code(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    folders = sorted(path.parent.name for path in SRC.glob("*/__init__.py"))
    assert [name for name in folders if f"{name}/" not in text] == []
