"""Where elders stood at a moment, or as it was known at one: their streams read and folded again, beside the event loop."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from ..aside import aside
from ..database import Transaction
from ..ledger import Entry, Ledger, read_streams, settled
from .views import Standing, fold

PORTION = 500
"""So many entries are folded in one go: so long others wait for their turn."""


async def standings_of(
    read: Transaction,
    ledger: Ledger,
    heads: Iterable[Mapping[str, Any]],
    at: datetime | None,
    known_at: datetime | None,
) -> dict[UUID, Standing]:
    """The standings of those who have these heads (`subject`, `version`); who was not there yet is left out."""
    found: dict[UUID, Standing] = {}
    for subjects in _portions(heads):
        async with ledger.portions:  # several who ask take turns, and leave as much room to everybody else as one
            found |= await aside(_folded, await read_streams(read, ledger, subjects), at, known_at)
    return found


def _portions(heads: Iterable[Mapping[str, Any]]) -> Iterator[list[UUID]]:
    some, entries = list[UUID](), 0
    for head in heads:
        some.append(head["subject"])
        entries += head["version"]
        if entries >= PORTION:
            yield some
            some, entries = [], 0
    if some:
        yield some


def _folded(
    streams: Mapping[UUID, list[Entry]], at: datetime | None, known_at: datetime | None
) -> dict[UUID, Standing]:
    folded = ((elder, fold(settled(stream, at, known_at, with_void=True))) for elder, stream in streams.items())
    return {elder: standing for elder, standing in folded if standing is not None and standing.stretches}
