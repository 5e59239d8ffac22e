"""The hash of an entry, which makes later changes evident."""

from collections.abc import Iterable
from datetime import UTC, datetime
from hashlib import sha256
from uuid import UUID

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _micros(moment: datetime) -> int:
    since = moment - _EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def entry_hash(
    *,
    subject: UUID,
    version: int,
    id: UUID,
    kind: str,
    schema_no: int,
    place_id: UUID | None,
    audience: Iterable[UUID],
    beyond: Iterable[UUID],
    agencies: Iterable[UUID],
    maker: UUID,
    actor: UUID,
    happened_at: datetime,
    written_at: datetime,
    cause: UUID | None,
    corrects: UUID | None,
    record_no: str | None,
    open_json: str,
    sealed: Iterable[tuple[UUID, bytes]],
) -> bytes:
    """SHA-256 over every stored column in order, one a line, then each sealed part's person and ciphertext hash.

    Moments are microseconds since 1970 UTC; lists are in stored order, sealed parts sorted by person; an absent value
    is empty. The open part follows the other columns, preceded by its length in bytes, so that no two entries give the
    same input.
    """
    columns = (
        subject, version, id, kind, schema_no, place_id, ",".join(map(str, audience)), ",".join(map(str, beyond)),
        ",".join(map(str, agencies)), maker, actor, _micros(happened_at), _micros(written_at), cause, corrects, record_no,
    )  # fmt: skip
    body = open_json.encode()
    text = "\n".join("" if c is None else str(c) for c in columns)
    digest = sha256(f"{text}\n{len(body)}\n".encode())
    digest.update(body)
    for person, ciphertext in sorted(sealed, key=lambda part: part[0].bytes):
        digest.update(person.bytes + sha256(ciphertext).digest())
    return digest.digest()
