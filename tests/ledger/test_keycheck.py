"""A key file that is not the database's is known at once, and no other is made where a ledger is."""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from pydantic import SecretStr

from carevisit.app import must_fit
from carevisit.ledger import Finding, Ledger, Sealing, WrongKeys, recognise, verify
from carevisit.settings import Keys
from conftest import World, free_port
from serving import carevisit

from .scene import Scene

OTHER = Keys.generate("sandbox")


@pytest.fixture
def ledger(template: World) -> Iterator[Scene]:
    """A database with an elder in it, of before databases knew their keys."""
    scene = Scene.of(template)
    scene.registered()
    yield scene
    scene.drop()


def with_keys(scene: Scene, work: Any, **changes: Any) -> Any:
    """Work with the ledger by a key file that differs from its own."""
    keys = scene.keys.model_copy(update=changes)

    async def wrapped(book: Ledger) -> Any:
        return await work(Ledger(book.database, book.kinds, book.views, Sealing(keys)))

    return scene.run(wrapped)


async def recognised(book: Ledger) -> None:
    await recognise(book.database, book.sealing)


async def found(book: Ledger) -> list[str]:
    return [step.what async for step in verify(book, deep=True) if isinstance(step, Finding)]


def known(scene: Scene) -> list[tuple[str, int]]:
    return [(row["purpose"], row["number"]) for row in scene.ask("SELECT purpose, number FROM key_check ORDER BY 1, 2")]


def fresh() -> SecretStr:
    return Keys.generate("sandbox").root


def test_a_database_learns_its_keys_once_the_persons_in_it_open_with_them(ledger: Scene) -> None:
    assert known(ledger) == []
    with pytest.raises(WrongKeys, match="wrapping key 1 of the key file is not the one"):
        with_keys(ledger, recognised, wrapping=OTHER.wrapping)
    with pytest.raises(WrongKeys, match="lacks wrapping key 1"):
        with_keys(ledger, recognised, wrapping={2: fresh()})
    assert known(ledger) == []  # and nothing was noted of those
    ledger.run(recognised)
    assert known(ledger) == [("root", 1), ("search", 1), ("wrapping", 1)]


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"wrapping": OTHER.wrapping}, ("wrapping key 1 of the key file is not the one", "封装密钥 1（wrapping）与数据库不符")),
        ({"wrapping": {7: fresh()}}, ("lacks wrapping key 1,", "密钥文件缺少封装密钥 1（wrapping）")),
        ({"search": OTHER.search}, ("search key 1 of the key file is not the one", "检索密钥 1（search）与数据库不符")),
        ({"root": OTHER.root}, ("root key 1 of the key file is not the one", "根密钥 1（root）与数据库不符")),
    ],
)  # fmt: skip
def test_other_keys_are_refused_and_the_sentence_names_the_key(
    ledger: Scene, changes: dict[str, Any], says: tuple[str, str]
) -> None:
    ledger.run(recognised)
    with pytest.raises(WrongKeys) as refused:
        with_keys(ledger, must_fit, **changes)
    for words in says:
        assert words in str(refused.value)
        assert any(words in what for what in with_keys(ledger, found, **changes))
    assert ledger.run(found) == []


def test_also_a_database_without_a_person_knows_the_keys_that_it_was_begun_with(template: World) -> None:
    scene = Scene.of(template)
    scene.run(recognised)
    with pytest.raises(WrongKeys):
        with_keys(scene, recognised, search=OTHER.search)
    scene.drop()


def test_a_key_that_is_added_is_noted_and_must_stay_from_then_on(ledger: Scene) -> None:
    ledger.run(recognised)
    both = {**ledger.keys.wrapping, 2: fresh()}
    with_keys(ledger, recognised, wrapping=both)
    assert ("wrapping", 2) in known(ledger)
    with pytest.raises(WrongKeys, match="lacks wrapping key 2"):
        ledger.run(recognised)
    with pytest.raises(WrongKeys, match="wrapping key 2 of the key file is not"):
        with_keys(ledger, recognised, wrapping=both | {2: fresh()})


def test_a_person_whose_key_does_not_open_is_found(ledger: Scene) -> None:
    ledger.run(recognised)
    with psycopg.connect(ledger.owner_url) as owner:
        owner.execute("UPDATE person SET wrapped = overlay(wrapped PLACING '\\x00' FROM length(wrapped))")
    findings = ledger.run(found)
    assert findings
    assert all("wrapping key 1" in what for what in findings)


def run(scene: World, *words: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    return carevisit(*words, environment=scene.environment(**environment))


def test_the_service_with_another_key_file_ends_with_that_sentence(ledger: Scene, tmp_path: Path) -> None:
    ledger.run(recognised)
    OTHER.write(tmp_path / "other.json")
    other = {"CAREVISIT_KEYS_FILE": str(tmp_path / "other.json")}
    for workers in ("1", "2"):
        done = run(ledger, "serve", "--port", str(free_port()), "--workers", workers, **other)
        assert done.returncode == 2, done.stderr
        plain = " ".join(done.stderr.split())
        assert "wrapping key 1 of the key file is not the one that this database was written with" in plain
        assert "请恢复原密钥文件" in plain.replace(" ", "")
        assert "Traceback" not in plain


def test_no_keys_are_made_where_a_ledger_is(ledger: Scene, template: World, tmp_path: Path) -> None:
    with psycopg.connect(ledger.owner_url) as owner:
        owner.execute("UPDATE feed_head SET position = 1")
    done = run(ledger, "keys", str(tmp_path / "new.json"))
    assert done.returncode == 2
    assert "holds a ledger already" in " ".join(done.stderr.split())
    assert not (tmp_path / "new.json").exists()
    nowhere = f"postgresql://carevisit_app:x@/nowhere?host={tmp_path}"
    assert run(ledger, "keys", str(tmp_path / "new.json"), CAREVISIT_DATABASE_URL=nowhere).returncode == 1
    assert not (tmp_path / "new.json").exists()
    assert run(template, "keys", str(tmp_path / "new.json")).returncode == 0  # over an empty one they are
    assert run(ledger, "keys", str(tmp_path / "newer.json"), CAREVISIT_DATABASE_URL="").returncode == 0
