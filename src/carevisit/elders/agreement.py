"""What a file says must agree with itself; and what it lacks, of what a district asks for."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from types import UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel

from ..errors import FieldError
from ..policy import AbilityItem, AbilityModifier, Category, HelperKind
from .circumstances import effective_grade
from .people import others_in
from .rules import read_id_number
from .sheets import AbilityTold, FilePart

SEVERE = (1, 2)  # the grades of a certificate that are 重残


def disagreements(sheet: FilePart) -> tuple[FieldError, ...]:
    """Where a file contradicts itself."""
    return (
        *_ability(sheet.ability),
        *_certificate(sheet),
        *_people(sheet),
        *_days(sheet),
        *_money(sheet),
        *_empty(sheet),
    )


def _ability(told: AbilityTold | None) -> Iterator[FieldError]:
    if told is None:
        return
    scored = told.score is not None or told.items is not None
    if told.items is not None:
        if len(told.items) != len(AbilityItem):
            yield FieldError("/ability/items", "not_26", "应为 26 项。", "There are 26 items.")
            return
        for turn, (points, item) in enumerate(zip(told.items, AbilityItem, strict=True)):
            if points > item.most:
                yield FieldError(f"/ability/items/{turn}", "less_than_equal", "数值过大。", "This is too large.")
        if told.score is not None and told.score != sum(told.items):
            yield FieldError(
                "/ability/score", "score_disagrees", "总分与各项之和不符。", "The items add up to another score."
            )
    if len(set(told.modifiers)) != len(told.modifiers):
        yield FieldError("/ability/modifiers", "said_twice", "等级变更依据重复。", "A modifier is listed twice.")
    if told.modifiers and not scored and AbilityModifier.COMA not in told.modifiers:
        yield FieldError(
            "/ability/modifiers",
            "score_needed",
            "等级变更须基于评估总分。",
            "A modifier moves the grade of a score: send it.",
        )
        return
    grade = effective_grade(told)
    if grade is None:
        yield FieldError("/ability/grade", "missing", "必填。", "This is required.")
    elif told.grade is not None and told.grade is not grade:
        yield FieldError("/ability/grade", "grade_disagrees", "等级与总分不符。", "The score gives another grade.")


def _certificate(sheet: FilePart) -> Iterator[FieldError]:
    if sheet.disability_certificate is None:
        return
    number = sheet.disability_certificate.number
    if number[:18] != sheet.id_number:
        yield FieldError(
            "/disability_certificate/number", "certificate_of_another",
            "残疾证号前 18 位应为本人身份证号码。", "The number must begin with the elder's own ID number.",
        )  # fmt: skip
    if Category.SEVERE_DISABILITY in sheet.categories_told and int(number[19]) not in SEVERE:
        yield FieldError(
            f"/categories_told/{sheet.categories_told.index(Category.SEVERE_DISABILITY)}", "certificate_disagrees",
            "重残须残疾等级为一级或二级。", "The certificate's grade is neither 1 nor 2.",
        )  # fmt: skip


def _people(sheet: FilePart) -> Iterator[FieldError]:
    """The days and numbers of everybody else."""
    for one in others_in(sheet.model_dump(by_alias=True)):
        told, number = one.told, one.told.get("id_number")
        lives, died_on = told.get("lives") or {}, told.get("died_on")
        born_on, sex = read_id_number(number) if number else (None, None)
        if number == sheet.id_number:
            yield FieldError(
                f"{one.pointer}/id_number",
                "the_elders_own",
                "与服务对象身份证号码相同。",
                "This is the elder's own number.",
            )
        if sex and told.get("sex") not in (None, sex):
            yield FieldError(
                f"{one.pointer}/sex", "sex_disagrees", "性别与身份证号码不符。", "The ID number says the other sex."
            )
        if died_on and told.get("alive"):
            yield FieldError(
                f"{one.pointer}/died_on", "alive", "标明健在者不应有去世日期。", "They are said to be alive."
            )
        yield from _not_before(f"{one.pointer}/died_on", died_on, born_on)
        yield from _not_before(f"{one.pointer}/lives/since", lives.get("since"), born_on)
        yield from _not_before(
            f"{one.pointer}/lives/planned_return_on", lives.get("planned_return_on"), lives.get("since")
        )


def _days(sheet: FilePart) -> Iterator[FieldError]:
    """The elder's own days."""
    born_on, _ = read_id_number(sheet.id_number)
    if sheet.ability:
        yield from _not_before("/ability/assessed_on", sheet.ability.assessed_on, born_on)
    if sheet.helper:
        yield from _not_before("/helper/since", sheet.helper.since, born_on)
    if sheet.disability_certificate:
        yield from _not_before("/disability_certificate/valid_until", sheet.disability_certificate.valid_until, born_on)
    if sheet.care_agreement:
        yield from _not_before("/care_agreement/signed_on", sheet.care_agreement.signed_on, born_on)
        yield from _not_before(
            "/care_agreement/reported_on", sheet.care_agreement.reported_on, sheet.care_agreement.signed_on
        )


def _not_before(pointer: str, day: date | None, earliest: date | None) -> Iterator[FieldError]:
    if day and earliest and day < earliest:
        yield FieldError(
            pointer, "too_early", "日期早于应有日期。", "This day is too early: it comes before what it follows."
        )


def _money(sheet: FilePart) -> Iterator[FieldError]:
    pension = sheet.living.pension if sheet.living else None
    benefits = sheet.living.benefits if sheet.living else None
    if pension and pension.has is False and pension.monthly_yuan:
        yield FieldError(
            "/living/pension/monthly_yuan", "no_pension", "已标明无养老保险。", "There is said to be no pension."
        )
    if benefits and benefits.items == [] and benefits.monthly_yuan:
        yield FieldError(
            "/living/benefits/monthly_yuan", "no_benefits", "已标明无补贴项目。", "There are said to be no benefits."
        )
    by = sheet.help.by if sheet.help and sheet.help.by else []
    if len(set(by)) != len(by) or (HelperKind.NONE in by and len(by) > 1):
        yield FieldError(
            "/help/by", "said_twice", "帮扶单位重复，或“无”与其他并存。", "Said twice, or nobody and somebody at once."
        )


# --- what does not apply, and what is lacking ------------------------------------------------------------------------------


def missing(sheet: FilePart, required: Iterable[str]) -> tuple[FieldError, ...]:
    """Which of the required parts are neither given nor declared not applicable.

    A pointer may hold `*` for every member of a list: `/family/children/*/phone`; of the dead nothing is asked. An empty
    list is given: it says that there is none. Whoever is declared not applicable takes what lies under them along.
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


def _empty(sheet: FilePart) -> Iterator[FieldError]:
    """What does not apply is a part of the form, and says nothing."""
    file = sheet.model_dump(by_alias=True)
    for turn, told in enumerate(sheet.not_applicable):
        pointer, steps = f"/not_applicable/{turn}/section", _steps(told.section)
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
