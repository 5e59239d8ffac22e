"""Of how an elder stands, other slices ask what one published protocol has, and nothing else."""

import ast
from pathlib import Path

import carevisit
from carevisit import dated
from carevisit.standing import Standing

SRC = Path(carevisit.__file__).parent


def test_the_fold_answers_all_that_is_published() -> None:
    standing = Standing()
    published = {name for name in vars(dated.Standing) if not name.startswith("_")}
    assert published == {
        "course", "in_home_days", "running_no", "not_met_streak", "open_needs", "open_risks",
    }  # fmt: skip
    assert all(hasattr(standing, name) for name in published)


def test_the_status_of_a_page_is_read_through_the_published_protocol_alone() -> None:
    casts = [
        path.relative_to(SRC).as_posix()
        for path in sorted(SRC.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) == "cast"
        and ast.unparse(node.args[1]).endswith(".status")
    ]
    assert casts == ["dated/protocol.py"]
