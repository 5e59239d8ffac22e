"""What the category rules must know of an elder, read off a file: no names, only codes, days and places."""

from collections.abc import Iterator, Mapping

from ..policy import Ability, Circumstances, EconomicStatus, Kin, LivingTold, Path
from .household import Child, FamilyMember, Lives, Supporter
from .rules import grade_of, read_id_number
from .sheets import AbilityTold, FilePart

_WIDTHS = (2, 4, 6, 9, 12)  # province, city, county or district, township, village


def effective_grade(ability: AbilityTold | None) -> Ability | None:
    """The grade that holds: by the score (or the sum of the items) with its modifiers, else as it was told."""
    if ability is None:
        return None
    score = sum(ability.items) if ability.score is None and ability.items else ability.score
    if score is None:
        return (
            grade_of(0, ability.modifiers) if ability.modifiers else ability.grade
        )  # without points, only coma says anything
    return grade_of(score, ability.modifiers)


def circumstances_of(sheet: FilePart, path_of: Mapping[str, Path]) -> Circumstances:
    """The circumstances that a file tells of. `path_of` holds the paths of the places that the tree knows."""
    family, registration, ability = sheet.family, sheet.household_registration, sheet.ability
    certificate = sheet.disability_certificate
    economic = sheet.economic_status
    if economic is None and sheet.subsistence_allowance_told:
        economic = EconomicStatus.SUBSISTENCE_ALLOWANCE
    carer = family.carer if family else None
    return Circumstances(
        born_on=read_id_number(sheet.id_number)[0],
        home=path_to(sheet.residence.place, path_of),
        registered=path_to(registration.place, path_of) if registration and registration.place else None,
        rural_registration=registration.rural if registration else None,
        rural_residence=sheet.residence.rural,
        spouse=family.spouse.status if family and family.spouse else None,
        lives_with=family.lives_with if family else None,
        carer=True if carer is None and sheet.carers else carer,
        labour=family.labour_capacity if family else None,
        kin=_kin(sheet, path_of),
        ability=effective_grade(ability),
        assessed_on=ability.assessed_on if ability else None,
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


def places_in(sheet: FilePart) -> set[str]:
    """Every code of a place that a file's circumstances rest on, and of the places around it by its digits."""
    told = [sheet.residence.place, sheet.household_registration.place if sheet.household_registration else None]
    told += [lives.place for lives in _homes(sheet)]
    return {place for code in told if code and code != "abroad" for place in (code, *prefixes(code))}


def _homes(sheet: FilePart) -> Iterator[Lives]:
    children = sheet.family.children if sheet.family else None
    everybody: list[Child | FamilyMember | Supporter] = [*(children or ()), *_others(sheet)]
    yield from (one.lives for one in everybody if one.lives)


def _others(sheet: FilePart) -> list[FamilyMember | Supporter]:
    return [*((sheet.family.others if sheet.family else None) or ()), *(sheet.supporters or ())]


def _kin(sheet: FilePart, path_of: Mapping[str, Path]) -> tuple[Kin, ...] | None:
    """The children, then the others of the family and who else has a duty of support; None where no one told of children."""
    family = sheet.family
    if family is None or family.children is None:
        return None

    def away(lives: Lives | None) -> dict[str, object]:
        if lives is None:
            return {}
        where = path_to(lives.place, path_of) if lives.place else None
        return {"where": where} | lives.model_dump(exclude={"place"})

    children = (
        Kin.model_validate(
            child.model_dump(include={"alive", "died_on", "disability_grade", "adopted"}) | away(child.lives)
        )
        for child in family.children
    )
    others = (Kin.model_validate({"kin": "other"} | away(one.lives)) for one in _others(sheet))
    return (*children, *others)


def _income(sheet: FilePart) -> bool | None:
    """Whether there is any source of income; None where nothing was told of it."""
    pension = sheet.living.pension.has if sheet.living and sheet.living.pension else None
    if sheet.income_source or sheet.monthly_income_yuan or pension:
        return True
    return None if sheet.monthly_income_yuan is None else False
