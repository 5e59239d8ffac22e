"""What the category rules must know of an elder, read off a file: no names, only codes, days and places."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..errors import FieldError
from ..places import region
from ..policy import Ability, AbilityModifier, Circumstances, EconomicStatus, Kin, LivingTold, Path, Person
from .household import FamilyMember, Lives, Supporter
from .sheets import AbilityTold, FilePart
from .values import read_id_number

_LEAST_POINTS = (90, 66, 46, 30)  # of 能力完好, 轻度, 中度, 重度; below is 完全失能
_MOVED = {"since", "reason", "planned_return_on"}
_WIDTHS = (2, 4, 6, 9, 12)  # province, city, county or district, township, village


def grade_of(score: int, modifiers: Iterable[AbilityModifier] = ()) -> Ability:
    """The grade of ability (能力等级) that a score of 0 to 90 points gives.

    Coma is completely lost, whatever the points. Dementia, another mental disorder, or two care-risk events in 30 days
    make it one grade worse, once. Source: GB/T 42195-2022.
    """
    grades, held = tuple(Ability), set(modifiers)
    if AbilityModifier.COMA in held:
        return Ability.COMPLETE
    preliminary = sum(score < least for least in _LEAST_POINTS)
    return grades[min(preliminary + bool(held), len(grades) - 1)]


def effective_grade(ability: AbilityTold | None) -> Ability | None:
    """The grade that holds: by the score (or the sum of the items) with its modifiers, else as it was stated."""
    if ability is None:
        return None
    score = sum(ability.items) if ability.score is None and ability.items else ability.score
    if score is None:
        return (
            grade_of(0, ability.modifiers) if ability.modifiers else ability.grade
        )  # without points, only coma says anything
    return grade_of(score, ability.modifiers)


def circumstances_of(sheet: FilePart, path_of: Mapping[str, Path]) -> Circumstances:
    """The circumstances in a file. `path_of` holds the paths of the places that the tree knows."""
    family, registration, ability = sheet.family, sheet.household_registration, sheet.ability
    certificate = sheet.disability_certificate
    economic = sheet.economic_status
    if economic is None and sheet.subsistence_allowance_told:
        economic = EconomicStatus.SUBSISTENCE_ALLOWANCE
    spouse = family.spouse if family else None
    health = sheet.health_management
    return Circumstances(
        born_on=read_id_number(sheet.id_number)[0] if sheet.id_number else None,
        home=path_to(sheet.residence.place, path_of),
        registered=path_to(registration.place, path_of) if registration and registration.place else None,
        rural_registration=registration.rural if registration else None,
        rural_residence=sheet.residence.rural,
        spouse=spouse.status if spouse else None,
        spouse_where=_where(spouse.lives, path_of) if spouse else None,
        spouse_since=spouse.lives.since if spouse and spouse.lives else None,
        spouse_died_on=spouse.died_on if spouse else None,
        lives_with=family.lives_with if family else None,
        carer=family.carer if family else None,
        carers=tuple(Person(alive=one.alive, died_on=one.died_on) for one in sheet.carers or ()),
        labour=family.labour_capacity if family else None,
        kin=_kin(sheet, path_of),
        ability=effective_grade(ability),
        assessed_on=ability.assessed_on if ability else None,
        managed=health.managed if health else None,
        checked_on=health.checked_on if health else None,
        economic=economic,
        poor=None if sheet.living_told is None else sheet.living_told is LivingTold.POOR,
        certificate_grade=int(certificate.number[19]) if certificate else None,
        certificate_until=certificate.valid_until if certificate else None,
        no_certificate=certificate is None and "disability_certificate" in sheet.model_fields_set,
        income=_income(sheet),
    )


def path_to(code: str, path_of: Mapping[str, Path]) -> Path:
    """A place from the province down: by the tree as far as it knows the place, else by the digits of its code.

    Groups of noughts at the end say nothing: 350200 is the city 3502. `("abroad",)` is abroad.
    """
    if code == "abroad":
        return (code,)
    if code in path_of:
        return path_of[code]
    by_digits = tuple(prefixes(code))
    for known in range(len(by_digits), 0, -1):
        if by_digits[known - 1] in path_of:
            return path_of[by_digits[known - 1]] + by_digits[known:]
    return by_digits


def prefixes(code: str) -> Iterator[str]:
    """A code's places from the province down, by its digits."""
    start = 0
    for width in _WIDTHS:
        if width > len(code) or not code[start:].strip("0"):
            return
        yield code[:width]
        start = width


def whereabouts(code: str, path_of: Mapping[str, Path]) -> Path:
    """Where somebody of the family lives: in a district that the tree knows as there, elsewhere down to the county.

    市辖区 of a city is no county of its own: which of its districts is meant is not known.
    """
    if code == "abroad" or any(place in path_of for place in (code, *list(prefixes(code))[2:])):
        return path_to(code, path_of)
    county = region(code[:6])
    return path_to(code[:4] if county and county.districts else code[:6], path_of)


def unknown_places(sheet: FilePart, path_of: Mapping[str, Path], known_before: frozenset[str]) -> Iterator[FieldError]:
    """Where a file says that somebody lives at a place which nobody can look up.

    Known are the places of the tree, and beyond its districts every province, prefecture and county of GB/T 2260, a
    township or village there by its county. What an earlier version of the file said stays.
    """
    for pointer, lives in _homes(sheet):
        code = lives.place
        if code and code not in known_before and not _can_be_looked_up(code, path_of):
            yield FieldError(
                f"{pointer}/lives/place", "unknown_place", "无此行政区划代码，请查 GET /v1/regions。",
                "There is no such place: see GET /v1/regions.",
            )  # fmt: skip


def _can_be_looked_up(code: str, path_of: Mapping[str, Path]) -> bool:
    if code == "abroad" or code in path_of:
        return True
    *_, place = ("", *prefixes(code))
    if place in path_of or len(place) <= 6:
        return place in path_of or region(place) is not None
    return place[:6] not in path_of and region(place[:6]) is not None


def places_in(sheet: FilePart) -> set[str]:
    """Every code of a place that a file's circumstances rest on, and of the places around it by its digits."""
    codes = [sheet.residence.place, sheet.household_registration.place if sheet.household_registration else None]
    return {
        place for code in (*codes, *homes_in(sheet)) if code and code != "abroad" for place in (code, *prefixes(code))
    }


def homes_in(sheet: FilePart) -> frozenset[str]:
    """The codes of the places where a file says that somebody of the family lives."""
    return frozenset(lives.place for _, lives in _homes(sheet) if lives.place)


def _homes(sheet: FilePart) -> Iterator[tuple[str, Lives]]:
    """Where everybody of the family lives, with the pointer to the person."""
    family = sheet.family
    people: list[tuple[str, Any]] = [("/family/spouse", family.spouse)] if family else []
    for turn, child in enumerate((family.children if family else None) or ()):
        people += [(f"/family/children/{turn}", child), (f"/family/children/{turn}/spouse", child.spouse)]
    people += [(f"/family/others/{turn}", one) for turn, one in enumerate((family.others if family else None) or ())]
    people += [(f"/supporters/{turn}", one) for turn, one in enumerate(sheet.supporters or ())]
    yield from ((pointer, one.lives) for pointer, one in people if one is not None and one.lives is not None)


def _others(sheet: FilePart) -> list[FamilyMember | Supporter]:
    return [*((sheet.family.others if sheet.family else None) or ()), *(sheet.supporters or ())]


def _where(lives: Lives | None, path_of: Mapping[str, Path]) -> Path | None:
    return whereabouts(lives.place, path_of) if lives and lives.place else None


def _kin(sheet: FilePart, path_of: Mapping[str, Path]) -> tuple[Kin, ...] | None:
    """The children, then the others of the family and who else has a duty of support; None where nothing is said of children."""
    family = sheet.family
    if family is None or family.children is None:
        return None

    def away(lives: Lives | None) -> dict[str, object]:
        return {"where": _where(lives, path_of)} | lives.model_dump(include=_MOVED) if lives else {}

    children = (
        Kin.model_validate(
            child.model_dump(include={"alive", "died_on", "disability_grade", "adopted"}) | away(child.lives)
        )
        for child in family.children
    )
    others = (
        Kin.model_validate({"kin": "other"} | one.model_dump(include={"alive", "died_on"}) | away(one.lives))
        for one in _others(sheet)
    )
    return (*children, *others)


def _income(sheet: FilePart) -> bool | None:
    """Whether there is any source of income; None where nothing is said of it."""
    pension = sheet.living.pension.has if sheet.living and sheet.living.pension else None
    if sheet.income_source or sheet.monthly_income_yuan or pension:
        return True
    return None if sheet.monthly_income_yuan is None else False
