"""A fact of every kind, made from its fields alone: fixed ones for the golden corpus, arbitrary ones for Hypothesis."""

import types
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin
from uuid import UUID

from hypothesis import strategies as st
from pydantic import BaseModel

from carevisit.ledger import Fact

SECRET = "林阿姨"
"""Stands at the head of every sealed word: wherever it appears, something personal was told."""

_MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)).map(lambda m: m.replace(tzinfo=UTC))  # noqa: DTZ001
_WORDS = {
    "place": "350303103201",
    "from_place": "350303103202",
    "external_id": "A-17",
    "reason": "wrong_elder",
    "open name": "春节",
}


def _parts(annotation: Any) -> tuple[Any, tuple[Any, ...]]:
    while get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    return get_origin(annotation) or annotation, get_args(annotation)


def fixed(fact: type[Fact]) -> Fact:
    """One fact of a kind, with every field filled, the same whenever it is made."""
    return fact.model_validate(
        {n: _fixed(f.rebuild_annotation(), _word_of(fact, n), i) for i, (n, f) in enumerate(fact.model_fields.items())}
    )


def _word_of(fact: type[Fact], name: str) -> str:
    """A name is personal, but where it is open: that of a feast or a storm."""
    return f"open {name}" if name == "name" and name in fact._open_fields() else name


def _fixed(annotation: Any, name: str, turn: int) -> Any:
    origin, of = _parts(annotation)
    if origin in (Union, types.UnionType):
        return _fixed(next(a for a in of if a is not type(None)), name, turn)
    if origin in (list, tuple):
        return [_fixed(of[0], name, turn)]
    if origin is dict:
        key = str(UUID(int=7_000 + turn)) if of[0] is UUID else "detail"
        return {key: SECRET if of[1] is Any else _fixed(of[1], name, turn)}
    if origin is Literal:
        return of[-1]
    if isinstance(origin, type) and issubclass(origin, BaseModel):
        return {n: _fixed(f.rebuild_annotation(), n, i) for i, (n, f) in enumerate(origin.model_fields.items())}
    if isinstance(origin, type) and issubclass(origin, Enum):
        members = list(origin)
        return members[turn % len(members)]
    plain: dict[Any, Any] = {
        bool: True, int: turn + 1, float: turn + 0.5, str: _WORDS.get(name, f"{SECRET} {name}"),
        date: date(2026, 3, 1) + timedelta(days=turn), datetime: datetime(2026, 3, 1, 1, turn, tzinfo=UTC),
        UUID: UUID(int=9_000 + turn),
    }  # fmt: skip
    return plain[origin]


@cache  # Hypothesis checks a strategy once, which costs more than a draw from it
def any_fact(fact: type[Fact]) -> st.SearchStrategy[Any]:
    """Facts of a kind: whatever their fields admit, each sealed word beginning with SECRET."""
    fields = {
        name: _any(field.rebuild_annotation(), _open_word if name in fact._open_fields() else _sealed_word)
        for name, field in fact.model_fields.items()
    }
    return st.fixed_dictionaries(fields).map(fact.model_validate)


_open_word = st.text("abcdefghijklmnopqrstuvwxyz0123456789._-", min_size=1, max_size=12)
_sealed_word = st.text(st.characters(exclude_categories=["Cs"]), max_size=12).map(lambda w: SECRET + w)


def _any(annotation: Any, word: st.SearchStrategy[str]) -> st.SearchStrategy[Any]:
    origin, of = _parts(annotation)
    if origin in (Union, types.UnionType):
        return st.one_of(*(st.none() if a is type(None) else _any(a, word) for a in of))
    if origin in (list, tuple):
        return st.lists(_any(of[0], word), max_size=3)
    if origin is dict:
        keys = st.uuids().map(str) if of[0] is UUID else _open_word
        return st.dictionaries(keys, _json(word) if of[1] is Any else _any(of[1], word), max_size=3)
    if origin is Literal:
        return st.sampled_from(of)
    if isinstance(origin, type) and issubclass(origin, BaseModel):
        return st.fixed_dictionaries({n: _any(f.rebuild_annotation(), word) for n, f in origin.model_fields.items()})
    if isinstance(origin, type) and issubclass(origin, Enum):
        return st.sampled_from(list(origin))
    plain: dict[Any, Callable[[], st.SearchStrategy[Any]]] = {
        bool: st.booleans, int: lambda: st.integers(0, 10_000), float: lambda: st.floats(0, 1e6), str: lambda: word,
        date: lambda: st.dates(date(1900, 1, 1), date(2100, 1, 1)), datetime: lambda: _MOMENTS, UUID: st.uuids,
    }  # fmt: skip
    return plain[origin]()


def _json(word: st.SearchStrategy[str]) -> st.SearchStrategy[Any]:
    leaves = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | word
    return st.recursive(
        leaves, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(_open_word, inner, max_size=2), max_leaves=4
    )
