"""Entry: a fact as it stands in the ledger. `live` applies corrections to a stream."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from operator import attrgetter
from uuid import UUID

from .fact import Fact


@dataclass(frozen=True, slots=True)
class Entry:
    """A fact with its subject, version, maker and times.

    `happened_at` is when it took place, `written_at` when it was recorded. The last three fields are not stored:
    `settled` fills them in where later entries correct this one.
    """

    subject: UUID
    version: int
    id: UUID
    fact: Fact
    place_id: UUID | None
    maker: UUID
    actor: UUID
    happened_at: datetime
    written_at: datetime
    hash: bytes
    cause: UUID | None = None
    corrects: UUID | None = None
    record_no: str | None = None
    content_version: int = field(default=0)
    revision: int = 1
    void: bool = False

    @property
    def order(self) -> tuple[datetime, int, bytes]:
        """Its sort key among live entries, independent of the order of arrival."""
        return (self.happened_at, self.fact.rank, self.hash)


_VERSION, _ORDER = attrgetter("version"), attrgetter("order")


def settled(
    entries: Iterable[Entry], at: datetime | None = None, known_at: datetime | None = None, *, with_void: bool = False
) -> list[Entry]:
    """The entries with their latest corrections applied, in the order in which they happened.

    `at` leaves out entries that happened later, `known_at` those written later. Void entries are left out unless
    `with_void`.
    """
    known = sorted((e for e in entries if known_at is None or e.written_at <= known_at), key=_VERSION)
    mends = [e for e in known if e.fact.mends]
    mended = {e.id: e for e in known if not e.fact.mends}
    for mend in mends:
        original = mended.get(mend.corrects) if mend.corrects else None
        if original is None:
            continue
        content = mend.fact.amended(original.fact)
        if content is None:
            mended[original.id] = replace(original, revision=original.revision + 1, void=True)
        else:
            mended[original.id] = replace(
                original,
                fact=content,
                happened_at=mend.happened_at,
                content_version=mend.version,
                revision=original.revision + 1,
            )
    chosen = [e for e in mended.values() if (at is None or e.happened_at <= at) and (with_void or not e.void)]
    return sorted(chosen, key=_ORDER)


def live(entries: Iterable[Entry], at: datetime | None = None, known_at: datetime | None = None) -> list[Entry]:
    """The valid entries of a stream: corrected ones with their new content, void ones dropped."""
    return settled(entries, at, known_at)
