"""What a file lacks of what a district asks for, and what does not apply to an elder."""

from collections.abc import Iterable, Iterator, Mapping
from types import UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel

from ..errors import FieldError
from .sheets import FilePart


def missing(sheet: FilePart, required: Iterable[str]) -> tuple[FieldError, ...]:
    """Which of the required parts are neither given nor declared not applicable.

    A pointer may hold `*` for every member of a list: `/family/children/*/phone`; of the dead nothing is asked. An empty
    list is given: it says that there is none. A part that is declared not applicable covers everything under it.
    """
    file = sheet.model_dump(by_alias=True)
    excused = [_steps(one.section) for one in sheet.not_applicable]
    return tuple(
        FieldError(
            _pointer(at),
            "missing",
            "必填；确不适用的，请在 not_applicable 中说明原因。",
            "Required: give it, or why not.",
        )
        for pointer in required
        for at, value in _at(file, _steps(pointer))
        if value is None and not any(_covers(section, at) for section in excused)
    )


def wrongly_excused(sheet: FilePart) -> Iterator[FieldError]:
    """What does not apply is a part of the form, and says nothing."""
    file = sheet.model_dump(by_alias=True)
    for turn, one in enumerate(sheet.not_applicable):
        pointer, steps = f"/not_applicable/{turn}/section", _steps(one.section)
        if not _known(FilePart, steps):
            yield FieldError(pointer, "unknown_section", "表中没有此栏目。", "The form has no such part.")
        elif any(not _says_nothing(value) for _, value in _at(file, steps, of_the_dead=True)):
            yield FieldError(
                pointer, "not_empty", "已填写的栏目不能标为不适用。", "This part is filled in, so it does apply."
            )


def _steps(pointer: str) -> tuple[str, ...]:
    return tuple(pointer.split("/")[1:])


def _pointer(steps: Iterable[str]) -> str:
    return "".join(f"/{step}" for step in steps)


def _at(value: Any, steps: tuple[str, ...], *, of_the_dead: bool = False) -> Iterator[tuple[tuple[str, ...], Any]]:
    """What stands at a pointer, `*` standing for every member; None where the way ends early."""
    if not steps:
        yield (), value
        return
    step, rest = steps[0], steps[1:]
    if step == "*":
        dead = [isinstance(one, Mapping) and one.get("alive") is False for one in value or ()]
        chosen = [(str(turn), one) for turn, one in enumerate(value or ()) if of_the_dead or not dead[turn]]
    elif isinstance(value, list):
        chosen = [(step, value[int(step)] if step.isdigit() and int(step) < len(value) else None)]
    else:
        chosen = [(step, value.get(step) if isinstance(value, Mapping) else None)]
    for name, one in chosen:
        yield from (((name, *way), found) for way, found in _at(one, rest, of_the_dead=of_the_dead))


def _covers(section: tuple[str, ...], at: tuple[str, ...]) -> bool:
    """Whether a section declared is this one, or lies around it."""
    return len(section) <= len(at) and all(
        s == a or (s == "*" and a.isdigit()) for s, a in zip(section, at, strict=False)
    )


def _says_nothing(value: Any) -> bool:
    if isinstance(value, Mapping):
        return all(_says_nothing(inner) for inner in value.values())
    return value is None or value == []


def _known(model: Any, steps: tuple[str, ...]) -> bool:
    """Whether the form has such a part."""
    if not steps:
        return True
    step, rest = steps[0], steps[1:]
    if get_origin(model) in (Union, UnionType):
        return any(_known(option, steps) for option in get_args(model))
    if get_origin(model) is list:
        return (step == "*" or step.isdigit()) and _known(get_args(model)[0], rest)
    if not (isinstance(model, type) and issubclass(model, BaseModel)):
        return False
    fields = {field.alias or name: field.annotation for name, field in model.model_fields.items()}
    return step in fields and step not in ("id", "not_applicable") and _known(fields[step], rest)
