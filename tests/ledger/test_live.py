"""What is to be believed of a stream: by values, and for any order of arrival."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from carevisit.ledger import Entry, Fact, Open, live, settled

from .scene import ids

DAY = datetime(2026, 3, 1, tzinfo=UTC)
ELDER, MAKER = UUID(int=1), UUID(int=2)
quickly = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])


class Noted(Fact):
    """Something was noted."""

    kind: ClassVar[str] = "test.noted"

    value: Open[int]


class Began(Noted):
    """A fact that is recorded before a note of the same moment."""

    kind: ClassVar[str] = "test.began"
    rank: ClassVar[int] = 10


class Corrected(Fact):
    """A note was wrong."""

    kind: ClassVar[str] = "test.corrected"
    mends: ClassVar[bool] = True

    value: Open[int]

    def amended(self, original: Fact) -> Fact:
        return type(original)(value=self.value)


class Voided(Fact):
    """A note should not have been made."""

    kind: ClassVar[str] = "test.voided"
    mends: ClassVar[bool] = True

    def amended(self, original: Fact) -> None:  # noqa: ARG002
        return None


def entry(
    version: int, fact: Fact, happened: float = 0, corrects: UUID | None = None, written: float | None = None
) -> Entry:
    """An entry of day `happened`, written on day `written` (by default, day 100 and its version)."""
    written_at = DAY + timedelta(days=100 + version if written is None else written)
    return Entry(
        ELDER, version, UUID(int=1000 + version), fact, ELDER, MAKER, MAKER, DAY + timedelta(days=happened), written_at,
        bytes([version]) * 32, corrects=corrects, content_version=version,
    )  # fmt: skip


def values(entries: list[Entry]) -> list[int]:
    return [getattr(e.fact, "value", -1) for e in entries]


def test_what_happened_first_is_told_first_whenever_it_was_written() -> None:
    late, early, middle = entry(1, Noted(value=3), 3), entry(2, Noted(value=1), 1), entry(3, Noted(value=2), 2)
    assert values(live([late, early, middle])) == [1, 2, 3]


def test_of_facts_of_one_moment_the_lower_rank_is_told_first_and_then_the_hash_decides() -> None:
    note, began, other = entry(1, Noted(value=1)), entry(2, Began(value=2)), entry(3, Noted(value=3))
    assert values(live([other, note, began])) == [2, 1, 3]
    turned = [replace(note, hash=b"\xff" * 32), began, other]
    assert values(live(turned)) == [2, 3, 1]


def test_a_correction_stands_in_its_originals_place_with_its_own_words_and_time() -> None:
    original, later = entry(1, Noted(value=1), 5), entry(2, Noted(value=2), 6)
    mend = entry(3, Corrected(value=9), 7, corrects=original.id)
    believed = live([original, later, mend])
    assert values(believed) == [2, 9]
    stands = believed[1]
    assert (stands.id, stands.version, stands.hash) == (original.id, 1, original.hash)
    assert (stands.content_version, stands.revision, stands.happened_at) == (3, 2, mend.happened_at)
    assert stands.written_at == original.written_at


def test_the_last_of_several_corrections_counts() -> None:
    original = entry(1, Noted(value=1))
    first, second = (
        entry(2, Corrected(value=2), corrects=original.id),
        entry(3, Corrected(value=3), corrects=original.id),
    )
    (stands,) = live([original, first, second])
    assert (stands.fact, stands.content_version, stands.revision) == (Noted(value=3), 3, 3)


def test_what_is_void_is_not_believed_but_can_be_asked_for() -> None:
    original, other = entry(1, Noted(value=1)), entry(2, Noted(value=2), 1)
    void = entry(3, Voided(), corrects=original.id)
    assert values(live([original, other, void])) == [2]
    shown = settled([original, other, void], with_void=True)
    assert [(e.id, e.void, e.revision) for e in shown] == [(original.id, True, 2), (other.id, False, 1)]


def test_what_was_voided_stays_void_whatever_is_corrected_later() -> None:
    original = entry(1, Noted(value=1))
    void, mend = entry(2, Voided(), corrects=original.id), entry(3, Corrected(value=5), corrects=original.id)
    assert live([original, void, mend]) == []
    (shown,) = settled([original, void, mend], with_void=True)
    assert (shown.void, shown.fact, shown.revision) == (True, Noted(value=5), 3)


@pytest.mark.parametrize("fact", [Corrected(value=9), Voided()])
def test_a_correction_of_a_correction_or_of_nothing_known_changes_nothing(fact: Fact) -> None:
    """A correction names the record that it corrects, however often that was corrected before."""
    original = entry(1, Noted(value=1))
    mend = entry(2, Corrected(value=2), corrects=original.id)
    for target in (mend.id, UUID(int=99), None):
        stream = [original, mend, entry(3, fact, corrects=target)]
        assert values(live(stream)) == [2]
        assert live(stream)[0].revision == 2


def test_a_correction_alone_is_nothing_to_believe() -> None:
    assert live([entry(1, Corrected(value=1), corrects=UUID(int=5))]) == []
    assert live([]) == []


def test_before_a_correction_was_written_the_original_was_known() -> None:
    original = entry(1, Noted(value=1), 5, written=10)
    mend = entry(2, Corrected(value=2), 4, corrects=original.id, written=20)
    void = entry(3, Voided(), corrects=original.id, written=30)
    stream = [original, mend, void]
    believed = {day: values(live(stream, known_at=DAY + timedelta(days=day))) for day in (9, 10, 19, 20, 29, 30)}
    assert believed == {9: [], 10: [1], 19: [1], 20: [2], 29: [2], 30: []}


def test_at_a_moment_only_what_had_happened_by_then_counts_and_a_correction_may_move_it() -> None:
    original = entry(1, Noted(value=1), 5, written=10)
    mend = entry(2, Corrected(value=2), 8, corrects=original.id, written=20)
    at = DAY + timedelta(days=6)
    assert values(live([original, mend], at, known_at=DAY + timedelta(days=15))) == [1]
    assert values(live([original, mend], at)) == []
    assert values(live([original, mend], DAY + timedelta(days=8))) == [2]


def test_the_entries_given_are_left_as_they_were() -> None:
    original = entry(1, Noted(value=1))
    stream = [original, entry(2, Corrected(value=2), corrects=original.id)]
    live(stream)
    assert stream[0].fact == Noted(value=1)
    assert stream[0].revision == 1
    assert not stream[0].void


@st.composite
def streams(draw: Any, *, mended_once: bool) -> list[Entry]:
    """A stream as it was written; each mend names an earlier or later entry, a mend, or nobody."""
    count = draw(st.integers(1, 8))
    stream, aimed = [], set()
    for version in range(1, count + 1):
        happened = draw(st.integers(0, 4))
        fact = draw(
            st.one_of(
                st.builds(Noted, value=st.integers(0, 9)), st.builds(Began, value=st.integers(0, 9)),
                st.builds(Corrected, value=st.integers(10, 19)), st.just(Voided()),
            )
        )  # fmt: skip
        target = None
        if fact.mends:
            target = UUID(int=1000 + draw(st.integers(1, count + 2)))
            if mended_once and target in aimed:
                fact, target = Noted(value=0), None
            aimed.add(target)
        stream.append(entry(version, fact, happened, target))
    return stream


@quickly
@given(stream=streams(mended_once=True), data=st.data())
def test_the_order_of_arrival_does_not_matter(stream: list[Entry], data: st.DataObject) -> None:
    arrived = data.draw(st.permutations(stream))
    at = data.draw(st.none() | st.integers(0, 4).map(lambda d: DAY + timedelta(days=d)))
    known_at = data.draw(st.none() | st.integers(100, 110).map(lambda d: DAY + timedelta(days=d)))
    for with_void in (False, True):
        assert settled(arrived, at, known_at, with_void=with_void) == settled(stream, at, known_at, with_void=with_void)


def test_of_several_corrections_the_highest_version_counts_however_they_are_read() -> None:
    original = entry(1, Noted(value=1))
    first, second = (
        entry(2, Corrected(value=2), corrects=original.id),
        entry(3, Corrected(value=3), corrects=original.id),
    )
    assert settled([original, second, first]) == settled([original, first, second])


@quickly
@given(stream=streams(mended_once=False))
def test_what_is_believed_obeys_a_plain_model(stream: list[Entry]) -> None:
    """Said once more in the plainest words, and compared."""
    expected = []
    for original in (e for e in stream if not e.fact.mends):
        mends = [m for m in stream if m.corrects == original.id and m.fact.mends]
        contents = [m for m in mends if isinstance(m.fact, Corrected)]
        if any(isinstance(m.fact, Voided) for m in mends):
            continue
        last = contents[-1] if contents else original
        expected.append((last.happened_at, original.fact.rank, original.hash, last.fact.value, 1 + len(mends)))  # type: ignore[attr-defined]
    found = [(e.happened_at, e.fact.rank, e.hash, e.fact.value, e.revision) for e in live(stream)]  # type: ignore[attr-defined]
    assert found == sorted(expected)


@quickly
@given(stream=streams(mended_once=False), day=st.integers(100, 110))
def test_what_was_known_then_is_the_whole_truth_of_a_shorter_stream(stream: list[Entry], day: int) -> None:
    known_at = DAY + timedelta(days=day)
    assert live(stream, known_at=known_at) == live([e for e in stream if e.written_at <= known_at])
    assert set(ids(live(stream, known_at=known_at))) <= set(ids(stream))


@quickly
@given(
    mends=st.lists(st.tuples(st.none() | st.integers(0, 9), st.integers(0, 9), st.integers(0, 3)), max_size=7),
    data=st.data(),
)
def test_a_chain_of_corrections_and_voids_is_settled_alike_however_it_arrives(
    mends: list[tuple[int | None, int, int]], data: st.DataObject
) -> None:
    """None is a void; else the value that a correction gives, the day that it moves to, and how late it is recorded."""
    original = entry(1, Noted(value=50), 5, written=10)
    stream, written = [original, entry(2, Noted(value=60), 5, written=10)], 10
    for version, (value, day, later) in enumerate(mends, 3):
        written += later
        fact = Voided() if value is None else Corrected(value=value)
        stream.append(entry(version, fact, day, corrects=original.id, written=written))
    known = data.draw(st.integers(9, 35))
    at = data.draw(st.integers(0, 9))
    arrived = data.draw(st.permutations(stream))
    moment, known_at = DAY + timedelta(days=at), DAY + timedelta(days=known)
    assert settled(arrived, moment, known_at, with_void=True) == settled(stream, moment, known_at, with_void=True)
    told = [e for e in stream[2:] if e.written_at <= known_at]
    corrections = [e for e in told if isinstance(e.fact, Corrected)]
    value, happened = (
        (corrections[-1].fact.value, corrections[-1].happened_at)  # type: ignore[attr-defined]
        if corrections
        else (50, original.happened_at)
    )
    is_void, there = len(corrections) < len(told), known >= 10 and happened <= moment
    found = next((e for e in settled(arrived, moment, known_at, with_void=True) if e.id == original.id), None)
    assert (found is not None) == there
    if found is not None:
        assert (found.fact, found.void, found.revision) == (Noted(value=value), is_void, 1 + len(told))
    assert (original.id in ids(live(arrived, moment, known_at))) == (there and not is_void)
