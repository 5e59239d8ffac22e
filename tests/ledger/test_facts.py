"""Facts: what of them is open, what is sealed, and that they can be read for ever."""

import json
import typing
from collections.abc import Iterator
from datetime import date, datetime
from enum import Enum
from typing import Any, ClassVar
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from carevisit.app import FACTS, KINDS
from carevisit.ledger import Fact, Kinds, Open, UnknownKind

from .examples import SECRET, any_fact, fixed

ELDER = UUID(int=1)
every_kind = pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.kind)
quickly = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
NAMED_OPEN_TEXT = {"place", "from_place", "external_id", "changed", "profile", "scopes", "sha256", "thumbprints"}
"""Open fields that are text and no code: place codes, the caller's own number, the names of sections, profiles and scopes,
hashes of ciphertext and of public keys."""

PUBLIC_WORDS = {
    "period.declared": {"name"}, "place.added": {"code", "name", "level", "parent"}, "place.renamed": {"name", "was"},
    "place.merged": {"into"},
}  # fmt: skip
"""What a public notice says in words: the name of a storm or a feast, the code and the name of a place."""


@every_kind
@quickly
@given(data=st.data())
def test_nothing_sealed_is_ever_told_in_the_open_part(fact: type[Fact], data: st.DataObject) -> None:
    told = data.draw(any_fact(fact))
    opened = told.open_json()
    assert SECRET not in opened
    assert json.dumps(SECRET)[1:-1] not in opened
    assert set(json.loads(opened)) == fact._open_fields()
    assert not fact._open_fields() & (fact._sealed_fields() | {"people"})


@every_kind
@quickly
@given(data=st.data())
def test_a_fact_reads_back_from_its_parts_as_it_was(fact: type[Fact], data: st.DataObject) -> None:
    told = data.draw(any_fact(fact))
    again = KINDS.read(fact.kind, fact.schema_no, told.open_json(), ELDER, told.sealed_json(ELDER))
    assert again == told
    assert type(again) is fact


@every_kind
@quickly
@given(data=st.data())
def test_everybodys_part_is_sealed_apart_and_holds_nothing_of_the_others(fact: type[Fact], data: st.DataObject) -> None:
    told = data.draw(any_fact(fact))
    parts = told.sealed_json(ELDER)
    people = getattr(told, "people", {})
    assert set(parts) - {ELDER} == set(people)
    if ELDER in parts:
        assert set(json.loads(parts[ELDER])) <= fact._sealed_fields()
    for person, part in people.items():
        assert json.loads(parts[person]) == part.model_dump(mode="json", exclude_none=True)


@every_kind
def test_a_missing_sealed_part_reads_as_none(fact: type[Fact]) -> None:
    told = fixed(fact)
    parts = told.sealed_json(ELDER)
    erased = KINDS.read(fact.kind, fact.schema_no, told.open_json(), ELDER, None)
    assert all(getattr(erased, name) is None for name in fact._sealed_fields())
    assert {name: getattr(erased, name) for name in fact._open_fields()} == {
        name: getattr(told, name) for name in fact._open_fields()
    }
    for person in parts:  # any one of them may be erased, and the others still read
        rest = KINDS.read(
            fact.kind, fact.schema_no, told.open_json(), ELDER, {p: b for p, b in parts.items() if p != person}
        )
        if person == ELDER:
            assert all(getattr(rest, name) is None for name in fact._sealed_fields())
            assert getattr(rest, "people", {}) == getattr(told, "people", {})
        else:
            assert person not in rest.people  # type: ignore[attr-defined]
            assert all(getattr(rest, name) == getattr(told, name) for name in fact._sealed_fields())


@every_kind
def test_an_open_field_is_a_code_a_date_a_number_or_a_place_and_never_words(fact: type[Fact]) -> None:
    for name in fact._open_fields() - NAMED_OPEN_TEXT - PUBLIC_WORDS.get(fact.kind, set()):
        assert set(_leaves(fact.model_fields[name].rebuild_annotation())) <= {bool, int, date, datetime, UUID, Enum}, (
            name
        )


def _leaves(annotation: Any) -> Iterator[type]:
    origin, of = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Annotated:
        yield from _leaves(of[0])
    elif origin is typing.Literal:
        yield Enum
    elif origin is not None:
        for inner in of:
            yield from () if inner is type(None) else _leaves(inner)
    elif issubclass(annotation, Enum):
        yield Enum
    elif issubclass(annotation, BaseModel):
        for field in annotation.model_fields.values():
            yield from _leaves(field.rebuild_annotation())
    else:
        yield annotation


@every_kind
def test_a_fact_is_frozen_and_knows_its_fields(fact: type[Fact]) -> None:
    told = fixed(fact)
    for name in fact.model_fields:
        with pytest.raises(ValidationError):
            setattr(told, name, getattr(told, name))
    with pytest.raises(ValidationError):
        fact.model_validate(told.model_dump() | {"unheard_of": 1})


@every_kind
def test_a_sealed_field_may_be_missing(fact: type[Fact]) -> None:
    for name in fact._sealed_fields():
        field = fact.model_fields[name]
        assert not field.is_required(), name
        assert field.default is None, name


def test_kinds_are_unique_and_say_noun_and_verb() -> None:
    kinds = [fact.kind for fact in FACTS]
    assert len(set(kinds)) == len(kinds)
    assert all(len(kind.split(".")) == 2 and kind == kind.lower() for kind in kinds)
    assert all(KINDS.knows(fact.kind, fact.schema_no) for fact in FACTS)
    assert all(fact.__doc__ for fact in FACTS)


# --- upcasters -------------------------------------------------------------------------------------------------------------


class Weighed(Fact):
    """A made-up fact in its third shape: grams, and on what scale."""

    kind: ClassVar[str] = "test.weighed"
    schema_no: ClassVar[int] = 3

    grams: Open[int]
    scale: Open[str] = "unknown"
    note: str | None = None


def _first_to_second(told: dict[str, Any]) -> dict[str, Any]:
    return {"grams": told["kilograms"] * 1000}


def _second_to_third(told: dict[str, Any]) -> dict[str, Any]:
    return {**told, "scale": "kitchen"}


UPCASTERS = {("test.weighed", 1): _first_to_second, ("test.weighed", 2): _second_to_third}


def test_an_old_shape_is_brought_up_step_by_step_and_keeps_its_sealed_part() -> None:
    kinds = Kinds([Weighed], UPCASTERS)
    sealed = {ELDER: b'{"note":"x"}'}
    assert kinds.read("test.weighed", 1, '{"kilograms":2}', ELDER, sealed) == Weighed(
        grams=2000, scale="kitchen", note="x"
    )
    assert kinds.read("test.weighed", 2, '{"grams":5}', ELDER, sealed) == Weighed(grams=5, scale="kitchen", note="x")
    assert kinds.read("test.weighed", 3, '{"grams":5}', ELDER, sealed) == Weighed(grams=5, note="x")
    assert kinds.read("test.weighed", 1, '{"kilograms":2}', ELDER) == Weighed(grams=2000, scale="kitchen")


def test_a_shape_without_its_upcaster_is_unknown() -> None:
    kinds = Kinds([Weighed], {("test.weighed", 2): _second_to_third})
    assert kinds.knows("test.weighed", 3)
    assert kinds.knows("test.weighed", 2)
    assert not kinds.knows("test.weighed", 1)
    with pytest.raises(UnknownKind, match=r"test\.weighed schema 1"):
        kinds.read("test.weighed", 1, '{"kilograms":2}', ELDER)


def test_a_newer_shape_and_a_kind_never_heard_of_are_unknown() -> None:
    kinds = Kinds([Weighed], UPCASTERS)
    for kind, schema_no in (("test.weighed", 4), ("test.measured", 1)):
        assert not kinds.knows(kind, schema_no)
        with pytest.raises(UnknownKind):
            kinds.read(kind, schema_no, "{}", ELDER)


def test_a_part_of_somebody_unheard_of_is_not_taken_for_the_elders() -> None:
    with pytest.raises(ValidationError):  # this fact has no people: a stranger's part is not quietly dropped
        Weighed.read('{"grams":1}', ELDER, {uuid4(): b'{"note":"x"}'})
