"""The golden corpus: one of every kind and schema ever written reads for ever, and its hash never changes."""

import json
import re
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from carevisit.app import FACTS, KINDS
from carevisit.ledger import Fact, entry_hash, unseal

from .examples import fixed
from .make_golden import GOLDEN, add_what_is_lacking, columns_of, file_of, key_of

FILES = sorted(GOLDEN.glob("*.json"))
every_file = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)


def read(path: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return told


def parts_of(told: dict[str, Any]) -> list[tuple[UUID, bytes]]:
    return [(UUID(part["person"]), bytes.fromhex(part["ciphertext"])) for part in told["sealed"]]


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.kind)
def test_every_kind_and_schema_that_is_written_has_its_golden_file(fact: type[Fact]) -> None:
    assert file_of(fact).exists(), "run `python tests/ledger/make_golden.py` and commit the file that it adds"
    older = [GOLDEN / f"{fact.kind}.{n}.json" for n in range(1, fact.schema_no)]
    assert all(path.exists() for path in older), "what was written once is in the corpus for ever"


@every_file
def test_an_old_entry_reads_to_the_very_fact_that_was_told(path: Path) -> None:
    told = read(path)
    columns = columns_of(told["columns"])
    sealed = {UUID(part["person"]): part["plain"].encode() for part in told["sealed"]}
    fact = KINDS.read(columns["kind"], columns["schema_no"], told["open"], columns["subject"], sealed)
    assert fact == type(fact).model_validate(told.get("now", told["fact"]))
    without = KINDS.read(columns["kind"], columns["schema_no"], told["open"], columns["subject"])
    assert all(getattr(without, name) is None for name in type(fact)._sealed_fields())


@every_file
def test_an_old_entrys_hash_follows_from_its_columns_and_from_each_of_them(path: Path) -> None:
    told = read(path)
    columns, stored = columns_of(told["columns"]), bytes.fromhex(told["hash"])
    assert entry_hash(**columns, open_json=told["open"], sealed=parts_of(told)) == stored
    assert entry_hash(**columns, open_json=told["open"] + " ", sealed=parts_of(told)) != stored
    other: dict[type, Any] = {int: 99, str: "other", UUID: UUID(int=5), list: [98], type(None): UUID(int=6)}
    for name, value in columns.items():
        changed = columns | {name: other.get(type(value)) or columns["written_at"].replace(year=2001)}
        assert entry_hash(**changed, open_json=told["open"], sealed=parts_of(told)) != stored, name
    for turn, (person, ciphertext) in enumerate(parts_of(told)):
        for part in ((UUID(int=5), ciphertext), (person, ciphertext + b"x"), None):
            parts = parts_of(told)
            parts[turn : turn + 1] = [part] if part else []
            assert entry_hash(**columns, open_json=told["open"], sealed=parts) != stored


@every_file
def test_an_old_sealed_part_still_opens(path: Path) -> None:
    told = read(path)
    columns = columns_of(told["columns"])
    for part in told["sealed"]:
        person = UUID(part["person"])
        plain = unseal(
            key_of(person),
            bytes.fromhex(part["ciphertext"]),
            columns["subject"],
            columns["version"],
            columns["kind"],
            person,
        )
        assert plain.decode() == part["plain"]


def test_the_hash_is_what_its_description_says() -> None:
    """Computed once more by hand, as a third party checks a receipt with a program of its own."""
    told = read(GOLDEN / "visit.recorded.1.json")
    c = told["columns"]
    micros = {
        n: str(int(columns_of(c)[n].timestamp()) * 1_000_000 + columns_of(c)[n].microsecond)
        for n in ("happened_at", "written_at")
    }
    lines = [
        c["subject"], str(c["version"]), c["id"], c["kind"], str(c["schema_no"]), str(c["place_id"]),
        ",".join(map(str, c["audience"])), ",".join(map(str, c["beyond"])), ",".join(c["agencies"]), c["maker"], c["actor"],
        micros["happened_at"], micros["written_at"], c["cause"] or "", c["corrects"] or "", c["record_no"] or "",
        str(len(told["open"].encode())), told["open"],
    ]  # fmt: skip
    text = "\n".join(lines).encode()
    for person, ciphertext in sorted(parts_of(told), key=lambda part: part[0].bytes):
        text += person.bytes + sha256(ciphertext).digest()
    assert sha256(text).hexdigest() == told["hash"]


def test_when_places_became_national_nothing_but_place_audience_and_hash_changed() -> None:
    """The corpus was rewritten once, before the first release. Each file of then is here, but for these three, as it was."""
    before: dict[str, str] = json.loads((GOLDEN.parent / "before_national_places.json").read_text("utf-8"))
    for name, digest in before.items():
        told = read(GOLDEN / f"{name}.json")
        kept = {key: value for key, value in told["columns"].items() if key not in ("place_id", "audience", "beyond")}
        rest = {key: value for key, value in told.items() if key not in ("columns", "hash")}
        assert sha256(json.dumps([kept, rest], sort_keys=True, ensure_ascii=False).encode()).hexdigest() == digest, name
        assert UUID(told["columns"]["place_id"]).version == 5


def test_the_corpus_is_added_to_and_never_changed(tmp_path: Path) -> None:
    for path in FILES:
        (tmp_path / path.name).write_bytes(path.read_bytes())
    kept = file_of(FACTS[0]).name
    (tmp_path / kept).write_text("{}")
    (tmp_path / file_of(FACTS[-1]).name).unlink(missing_ok=True)
    added = add_what_is_lacking(tmp_path, fixed)
    assert tmp_path / file_of(FACTS[-1]).name in added
    assert (tmp_path / kept).read_text() == "{}"
    assert add_what_is_lacking(tmp_path, fixed) == []


def test_the_corpus_holds_nobodys_number() -> None:
    told = "".join(path.read_text("utf-8") for path in FILES)
    assert not re.search(r"(?<![0-9a-f])\d{17}[\dX](?![0-9a-f])|(?<![0-9a-f-])1[3-9]\d{9}(?![0-9a-f])", told)
