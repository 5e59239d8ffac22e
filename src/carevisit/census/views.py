"""The views of candidates with their progress in the census, and of merged files."""

from collections.abc import Iterable
from typing import Any

from ..ledger import Entry, Row, RowView
from .rules import MERGED, PROGRESS, merging_of, round_of, row_of
from .tables import Candidate, Merger


class CandidateView(RowView):
    """One row per elder that a list named, or that was registered as a candidate (摸排对象)."""

    def __init__(self) -> None:
        super().__init__(Candidate, key="elder_id")

    def touched(self, entries: Iterable[Entry]) -> set[Any] | None:
        return None if any(isinstance(entry.fact, PROGRESS) for entry in entries) else set()

    def fold(self, entries: Iterable[Entry], **_: Any) -> list[Row]:
        found = round_of(entries)
        return [] if found is None else [row_of(found)]


class MergerView(RowView):
    """One row per merged file."""

    def __init__(self) -> None:
        super().__init__(Merger, key="elder_id")

    def touched(self, entries: Iterable[Entry]) -> set[Any] | None:
        return None if any(isinstance(entry.fact, MERGED) for entry in entries) else set()

    def fold(self, entries: Iterable[Entry], **_: Any) -> list[Row]:
        found = merging_of(entries)
        return [] if found is None else [{"id": found.id, "into_id": found.into, "merged_on": found.on}]


VIEWS = (CandidateView(), MergerView())
