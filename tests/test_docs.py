"""What the documents promise: a glossary that is whole, docstrings that are the reference, no traces of a machine."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from carevisit.app import FACTS
from carevisit.cases import redraw
from carevisit.errors import Problem
from carevisit.needs import NEED_LOOP
from carevisit.risks import RISK_LOOP

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


def test_the_loops_are_drawn_as_the_code_says_them() -> None:
    """Otherwise: `carevisit loops --write`."""
    told = (ROOT / "docs" / "cases.md").read_text(encoding="utf-8")
    assert redraw(told, (NEED_LOOP, RISK_LOOP)) == told
    assert told.count("<!-- end -->") == 4


def public(path: Path) -> Iterator[tuple[str, bool]]:
    """The public functions and classes of a module, and whether each says what it is; a view's step is named by its fact."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    yield path.name, ast.get_docstring(tree) is not None
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            if any(re.search(r"\.(starts|changes|on)\(", ast.unparse(d)) for d in node.decorator_list):
                continue
            yield node.name, ast.get_docstring(node) is not None


SRC = ROOT / "src" / "carevisit"


@pytest.mark.parametrize("path", sorted(SRC.rglob("*.py")), ids=lambda path: path.relative_to(SRC).as_posix())
def test_everything_public_says_what_it_is(path: Path) -> None:
    silent = [name for name, told in public(path) if not told]
    assert silent == []


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
