"""Adds to the golden corpus what it lacks: one entry of every kind and schema that this program writes.

`python tests/ledger/make_golden.py` only ever adds files. What has been written stays as it was, for ledgers hold it; a
changed shape is a new schema number with an upcaster, and its old file gets a `now`: the fact that it must read as.
"""

import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from carevisit.app import FACTS
from carevisit.ledger import Fact, entry_hash
from carevisit.places import NATIONAL, identity, origin

MINUTE = timedelta(minutes=1)
GOLDEN = Path(__file__).parent / "golden"
MOMENTS = ("happened_at", "written_at")
IDS = ("subject", "id", "maker", "actor", "cause", "corrects")
ELDER = UUID("019c0000-0000-7000-8000-000000000001")
HOME, TOWNSHIP, NEXT = (
    str(identity(origin(NATIONAL, code))) for code in ("350303103201", "350303103", "350303103202")
)  # fmt: skip


def key_of(person: UUID) -> AESGCM:
    """A made-up key of a made-up person."""
    return AESGCM(sha256(b"golden " + person.bytes).digest())


def file_of(fact: type[Fact]) -> Path:
    return GOLDEN / f"{fact.kind}.{fact.schema_no}.json"


def columns_of(told: dict[str, Any]) -> dict[str, Any]:
    """The columns of an entry, from how they are written in its file."""
    read = dict(told)
    for name in IDS:
        read[name] = UUID(told[name]) if told[name] else None
    for name in MOMENTS:
        read[name] = datetime.fromisoformat(told[name])
    read["place_id"] = UUID(told["place_id"])
    for name in ("audience", "beyond", "agencies"):
        read[name] = [UUID(one) for one in told[name]]
    return read


def make(fact: Fact, turn: int) -> dict[str, Any]:
    """A fact as it stands in the ledger; ids, times and nonces are made up and always the same."""
    version = turn + 1
    told = {
        "subject": str(ELDER), "version": version, "id": f"019c0000-0000-7000-8000-{turn + 100:012d}", "kind": fact.kind,
        "schema_no": fact.schema_no, "place_id": HOME, "audience": [HOME, TOWNSHIP], "beyond": [NEXT] if turn % 2 else [],
        "agencies": ["019c0000-0000-7000-8000-000000000021"], "maker": "019c0000-0000-7000-8000-000000000021",
        "actor": "019c0000-0000-7000-8000-000000000022",
        "happened_at": (datetime(2026, 3, 1, 1, 0, 0, 5, UTC) + turn * MINUTE).isoformat(),
        "written_at": (datetime(2026, 3, 2, 1, 0, 0, 7, UTC) + turn * MINUTE).isoformat(),
        "cause": "019c0000-0000-7000-8000-000000000031" if turn % 2 else None,
        "corrects": "019c0000-0000-7000-8000-000000000032" if fact.mends else None,
        "record_no": f"FX-2026-{turn:06d}" if turn % 2 else None,
    }  # fmt: skip
    sealed = []
    for person, plain in fact.sealed_json(ELDER).items():
        nonce = sha256(f"{fact.kind} {person}".encode()).digest()[:12]
        bound = f"{ELDER}|{version}|{fact.kind}|{person}".encode()  # said again here: it must never change
        ciphertext = b"\x01" + nonce + key_of(person).encrypt(nonce, plain, bound)
        sealed.append({"person": str(person), "plain": plain.decode(), "ciphertext": ciphertext.hex()})
    opened = fact.open_json()
    parts = [(UUID(part["person"]), bytes.fromhex(part["ciphertext"])) for part in sealed]
    digest = entry_hash(**columns_of(told), open_json=opened, sealed=parts)
    return {
        "columns": told, "open": opened, "sealed": sealed, "hash": digest.hex(), "fact": fact.model_dump(mode="json"),
    }  # fmt: skip


def add_what_is_lacking(folder: Path, made: Callable[[type[Fact]], Fact]) -> list[Path]:
    """Write the files that are not there yet, and touch none that is."""
    added = []
    for fact in FACTS:
        path = folder / file_of(fact).name
        if not path.exists():
            told = make(made(fact), len(list(folder.glob("*.json"))))
            path.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
            added.append(path)
    return added


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))
    from ledger.examples import fixed

    for new in add_what_is_lacking(GOLDEN, fixed):
        sys.stdout.write(f"added {new.name}\n")
