"""What people look at: who is a candidate and how far the census has come with them, and which files were made twice."""

from collections.abc import Iterable
from typing import Any

from ..ledger import Entry, Row, RowView
from .rules import MERGED, TOLD, merging_of, round_of, row_of
from .tables import Candidate, Merger


class CandidateView(RowView):
    """One row per elder whom a list named, or who was registered to be looked at (摸排对象)."""

    def __init__(self) -> None:
        super().__init__(Candidate, key="elder_id")

    def only_starts(self, facts: Iterable[type[Any]]) -> bool:
        return not set(TOLD) & set(facts)

    def fold(self, entries: Iterable[Entry]) -> list[Row]:
        found = round_of(entries)
        return [] if found is None else [row_of(found)]


class MergerView(RowView):
    """One row per file that went into another one."""

    def __init__(self) -> None:
        super().__init__(Merger, key="elder_id")

    def only_starts(self, facts: Iterable[type[Any]]) -> bool:
        return not set(MERGED) & set(facts)

    def fold(self, entries: Iterable[Entry]) -> list[Row]:
        found = merging_of(entries)
        return [] if found is None else [{"id": found.id, "into_id": found.into, "merged_on": found.on}]


VIEWS = (CandidateView(), MergerView())
