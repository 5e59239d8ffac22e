"""What a file says must agree with itself."""

from collections.abc import Iterator
from datetime import date

from ..errors import FieldError
from ..policy import AbilityItem, AbilityModifier, Category, HelperKind, SpouseStatus
from .circumstances import effective_grade
from .completeness import wrongly_excused
from .household import Spouse
from .people import others_in
from .sheets import AbilityTold, FilePart
from .values import read_id_number

SEVERE = (1, 2)  # the grades of a certificate that are 重残


def disagreements(sheet: FilePart) -> tuple[FieldError, ...]:
    """Where a file contradicts itself."""
    return (
        *_ability(sheet.ability),
        *_certificate(sheet),
        *_people(sheet),
        *_spouse(sheet.family.spouse if sheet.family else None),
        *_days(sheet),
        *_none_and_some(sheet),
        *wrongly_excused(sheet),
    )


def _ability(ability: AbilityTold | None) -> Iterator[FieldError]:
    if ability is None:
        return
    scored = ability.score is not None or ability.items is not None
    if ability.items is not None:
        if len(ability.items) != len(AbilityItem):
            yield FieldError("/ability/items", "not_26", "应为 26 项。", "There are 26 items.")
            return
        for turn, (points, item) in enumerate(zip(ability.items, AbilityItem, strict=True)):
            if points > item.most:
                yield FieldError(f"/ability/items/{turn}", "less_than_equal", "数值过大。", "This is too large.")
        if ability.score is not None and ability.score != sum(ability.items):
            yield FieldError(
                "/ability/score", "score_disagrees", "总分与各项之和不符。", "The items add up to another score."
            )
    if len(set(ability.modifiers)) != len(ability.modifiers):
        yield FieldError("/ability/modifiers", "said_twice", "等级变更依据重复。", "A modifier is listed twice.")
    if ability.modifiers and not scored and AbilityModifier.COMA not in ability.modifiers:
        yield FieldError(
            "/ability/modifiers",
            "score_needed",
            "等级变更须基于评估总分。",
            "A modifier moves the grade of a score: send it.",
        )
        return
    grade = effective_grade(ability)
    if grade is None:
        yield FieldError("/ability/grade", "missing", "必填。", "This is required.")
    elif ability.grade is not None and ability.grade is not grade:
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
        data, number = one.data, one.data.get("id_number")
        lives, died_on = data.get("lives") or {}, data.get("died_on")
        born_on, sex = read_id_number(number) if number else (None, None)
        if number and number == sheet.id_number:
            yield FieldError(
                f"{one.pointer}/id_number",
                "the_elders_own",
                "与服务对象身份证号码相同。",
                "This is the elder's own number.",
            )
        if sex and data.get("sex") not in (None, sex):
            yield FieldError(
                f"{one.pointer}/sex", "sex_disagrees", "性别与身份证号码不符。", "The ID number says the other sex."
            )
        if died_on and data.get("alive"):
            yield FieldError(
                f"{one.pointer}/died_on", "alive", "标明健在者不应有去世日期。", "They are said to be alive."
            )
        yield from _not_before(f"{one.pointer}/died_on", died_on, born_on)
        yield from _not_before(f"{one.pointer}/lives/since", lives.get("since"), born_on)
        yield from _not_before(
            f"{one.pointer}/lives/planned_return_on", lives.get("planned_return_on"), lives.get("since")
        )


def _spouse(spouse: Spouse | None) -> Iterator[FieldError]:
    """A spouse who never was has no name, and only a deceased one has a day of death."""
    if spouse is None:
        return
    if spouse.status is SpouseStatus.NEVER_MARRIED and spouse.model_dump(exclude_none=True, exclude={"status", "id"}):
        yield FieldError(
            "/family/spouse/status", "no_spouse", "未婚者没有配偶信息。", "Who never married has no spouse to describe."
        )
    elif spouse.died_on and spouse.status is not SpouseStatus.DECEASED:
        yield FieldError(
            "/family/spouse/died_on",
            "not_deceased",
            "配偶非已故，不应有去世日期。",
            "The spouse is not said to be dead.",
        )


def _days(sheet: FilePart) -> Iterator[FieldError]:
    """The elder's own days."""
    born_on = read_id_number(sheet.id_number)[0] if sheet.id_number else None
    if sheet.ability:
        yield from _not_before("/ability/assessed_on", sheet.ability.assessed_on, born_on)
    if sheet.health_management:
        yield from _not_before("/health_management/signed_on", sheet.health_management.signed_on, born_on)
        yield from _not_before("/health_management/checked_on", sheet.health_management.checked_on, born_on)
    if sheet.helper:
        yield from _not_before("/helper/since", sheet.helper.since, born_on)
    if sheet.disability_certificate:
        certificate = sheet.disability_certificate
        yield from _not_before("/disability_certificate/issued_on", certificate.issued_on, born_on)
        yield from _not_before(
            "/disability_certificate/valid_until", certificate.valid_until, certificate.issued_on or born_on
        )
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


def _none_and_some(sheet: FilePart) -> Iterator[FieldError]:
    """What is said not to exist has no further details."""
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
