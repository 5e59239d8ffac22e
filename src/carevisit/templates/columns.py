"""The columns of the templates: each is a pointer into the body of its kind's route, with its header in 中文.

`columns/*.tsv` lists the pointers in the order of the template; `times` is how many members of a list have columns. A header
is the field's as the official form prints it, unless the list says another one. What a cell may say follows from the model.
"""

import csv
import re
import types
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache, cached_property
from importlib.resources import files
from itertools import groupby
from typing import Annotated, Any, Literal, Union, get_args, get_origin
from uuid import UUID

from pydantic import AwareDatetime, BaseModel

from ..census import CandidateSheet
from ..elders import Registration
from ..policy import FORMS, Code, form_of
from ..printing import ETHNICITIES
from ..visits import VisitSheet
from .rows import ImportKind

MODELS: Mapping[ImportKind, type[BaseModel]] = {
    ImportKind.ELDERS: Registration, ImportKind.CANDIDATES: CandidateSheet, ImportKind.VISITS: VisitSheet,
}  # fmt: skip
OPERATIONS = {
    ImportKind.ELDERS: "registerElder", ImportKind.CANDIDATES: "nameCandidate", ImportKind.VISITS: "recordVisit",
}  # fmt: skip
KEYS = {ImportKind.ELDERS: "/external_id", ImportKind.CANDIDATES: "/external_id", ImportKind.VISITS: "/record_no"}
"""Where the sender's own number of a row stands."""
ELDER, NAME = "/elder_id", "服务对象姓名"


class Says(StrEnum):
    """What the cells of a column say."""

    TEXT = "text"
    TEXTS = "texts"
    PLACE = "place"
    NUMBER = "number"
    WHOLE = "whole"
    YES = "yes"
    DAY = "day"
    MOMENT = "moment"
    CHOICE = "choice"
    CHOICES = "choices"
    ANY = "any"  # 有无: whether a list has members
    ELDER = "elder"
    NAME = "name"


@dataclass(frozen=True, eq=False)
class Column:
    """A column of a template."""

    header: str
    pointer: str
    says: Says
    required: bool = False
    choices: Mapping[str, str] | None = None
    yes: Any = True  # what 是 stands for

    @cached_property
    def steps(self) -> tuple[str, ...]:
        return tuple(self.pointer.split("/")[1:])


@cache
def columns_of(kind: ImportKind) -> tuple[Column, ...]:
    """The columns of a kind, in the order of its template."""
    return tuple(_columns(kind))


def column_of(kind: ImportKind, pointer: str) -> str | None:
    """The header of the column that a pointer into the body belongs to; None where none does.

    A pointer to a part of several columns belongs to the first of them, one into what a cell says to the cell's column.
    """
    columns = columns_of(kind)
    while pointer:
        for column in columns:
            if column.pointer == pointer or column.pointer.startswith(f"{pointer}/"):
                return column.header
        pointer = pointer.rpartition("/")[0]
    return None


def pointer_of(kind: ImportKind, header: str) -> str | None:
    """The pointer of the column with a header; None for the name beside an elder's code, and for an unknown header."""
    found = named_columns(kind).get(plain(header))
    return (found.pointer or None) if found else None


def plain(header: str) -> str:
    """A header as it is compared: without spaces, punctuation and the mark of a required column."""
    return re.sub(r"[\W]|必填", "", unicodedata.normalize("NFKC", header)).lower()


@cache
def named_columns(kind: ImportKind) -> Mapping[str, Column]:
    """The columns by every name, as it is compared: the header, the pointer, and the forms' words where only one has them."""
    names = {plain(name): column for column in columns_of(kind) for name in (column.pointer, column.header) if name}
    by_pointer = {column.pointer: column for column in columns_of(kind)}
    others: dict[str, set[str]] = {}
    for pointer, words in _printed(kind):
        for name in words:
            others.setdefault(plain(name), set()).add(pointer)
    for name, pointers in others.items():
        if len(pointers) == 1 and (column := by_pointer.get(min(pointers))):
            names.setdefault(name, column)
    return names


def _columns(kind: ImportKind) -> Iterator[Column]:
    text = files(__package__).joinpath("columns", f"{kind}.tsv").read_text(encoding="utf-8")
    printed: dict[str, str] = {}
    for pointer, (word, *_) in _printed(kind):
        printed.setdefault(pointer, word)
    rows = list(csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))
    for _, members in groupby(
        rows, lambda row: row["pointer"].rpartition("*")[0]
    ):  # of a list, one member after the other
        group = list(members)
        for turn in range(int(group[0]["times"] or 1)):
            for row in group:
                header = row["header"] or printed[row["pointer"]]
                yield _column(kind, row["pointer"].replace("*", str(turn)), header.replace("{}", str(turn + 1)))
                if row["pointer"] == ELDER:
                    yield Column(NAME, "", Says.NAME)


def _column(kind: ImportKind, pointer: str, header: str) -> Column:
    annotation, required = _field(MODELS[kind], pointer.split("/")[1:])
    says, choices, yes = _said(annotation, pointer)
    return Column(header, pointer, says, required, choices, yes)


def _printed(kind: ImportKind) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The pointers of the forms' fields, each with the words of the field, without and with those of its part."""
    for form in FORMS:
        for one in form_of(form):
            if one.sheet == OPERATIONS[kind]:
                part = one.part.rpartition("：")[2]
                yield one.sent, (one.field, f"{part}{one.field}")


def _field(model: Any, steps: Sequence[str]) -> tuple[Any, bool]:
    """What a model says at a pointer, and whether it must be said."""
    required = True
    for step in steps:
        model = _bare(model)
        if step.isdigit():
            (model,), required = get_args(model), False
        else:
            field = next(one for name, one in model.model_fields.items() if step == (one.alias or name))
            model, required = field.annotation, required and field.is_required()
    return _bare(model), required


def _bare(annotation: Any) -> Any:
    """A type without what it is annotated with, and without None."""
    if get_origin(annotation) is Annotated:
        return _bare(get_args(annotation)[0])
    if get_origin(annotation) in (Union, types.UnionType):
        (inner,) = [one for one in get_args(annotation) if one is not type(None)]
        return _bare(inner)
    return annotation


_SAID: Mapping[Any, Says] = {
    bool: Says.YES, int: Says.WHOLE, float: Says.NUMBER, date: Says.DAY, AwareDatetime: Says.MOMENT, UUID: Says.ELDER,
}  # fmt: skip


def _said(annotation: Any, pointer: str) -> tuple[Says, Mapping[str, str] | None, Any]:
    if pointer == "/ethnicity":
        return Says.CHOICE, ETHNICITIES, True
    if get_origin(annotation) is Literal:
        values = get_args(annotation)
        return (Says.YES, None, values[0]) if len(values) == 1 else (Says.CHOICE, {one: one for one in values}, True)
    if get_origin(annotation) is list:
        member = _bare(get_args(annotation)[0])
        if issubclass(member, Code):
            return Says.CHOICES, _labels(member), True
        return (Says.ANY if issubclass(member, BaseModel) else Says.TEXTS), None, True
    if issubclass(annotation, Code):
        return Says.CHOICE, _labels(annotation), True
    if annotation is str:
        return (Says.PLACE if pointer.endswith("/place") else Says.TEXT), None, True
    return _SAID[annotation], None, True


def _labels(codes: type[Code]) -> dict[str, str]:
    return {one.value: one.zh for one in codes}
