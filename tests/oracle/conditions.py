"""The judge on who an elder is: days and months, then the categories of the two documents, each as true, false or unknown."""

from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import TypeVar

from .told import (
    ZAOZHUANG,
    Carer,
    Facts,
    Kin,
    Path,
    Told,
)

T = TypeVar("T", bound=Told)

Maybe = bool | None

FACTS_OF = {
    "id_number": ("born_on",),
    "residence": ("home", "rural_residence"),
    "household_registration": ("registered", "rural_registration"),
    "family": ("spouse", "spouse_where", "spouse_since", "spouse_died_on", "lives_with", "carer", "labour", "kin"),
    "carers": ("carers",),
    "ability": ("ability", "assessed_on"),
    "economic_status": ("economic",),
    "living_told": ("poor",),
    "disability_certificate": ("certificate_grade", "certificate_until", "no_certificate"),
    "income_source": ("income",),
}
"""Which facts a section of the file tells."""

CATEGORIES = ("no_kin", "living_alone", "empty_nest", "left_behind", "disabled", "severe_disability", "special_family")

GRADES = ("intact", "mild", "moderate", "severe", "complete")

RANK = {"none": 0, "general": 1, "key": 2}

ONE_DAY = timedelta(days=1)

LEAST_DAYS = 7


# Days


def add_months(day: date, months: int) -> date:
    """The same day of a later month, or its last day: 08-31 and six months is 02-28."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def birthday(born: date, age: int) -> date:
    """The day somebody turns `age`; who is born on 29 February, on 1 March of a common year."""
    try:
        return born.replace(year=born.year + age)
    except ValueError:
        return date(born.year + age, 3, 1)


def days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += ONE_DAY


def month_end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


# True, False, and not known


def all_of(*values: Maybe) -> Maybe:
    if any(value is False for value in values):
        return False
    return None if any(value is None for value in values) else True


def any_of(*values: Maybe) -> Maybe:
    if any(value is True for value in values):
        return True
    return None if any(value is None for value in values) else False


def among(value: str | None, wanted: Iterable[str]) -> Maybe:
    return None if value is None else value in wanted


def at_least(ability: str | None, grade: str) -> Maybe:
    return None if ability is None else GRADES.index(ability) >= GRADES.index(grade)


def aged(born_on: date | None, age: int, day: date) -> Maybe:
    return None if born_on is None else day >= birthday(born_on, age)


def ability_of(score: int, *, coma: bool = False, one_worse: bool = False) -> str:
    """GB/T 42195: the grade of a score of 90 points; dementia, say, makes it one worse, a coma complete."""
    if coma:
        return "complete"
    if score == 90:
        grade = 0
    elif score >= 66:
        grade = 1
    elif score >= 46:
        grade = 2
    elif score >= 30:
        grade = 3
    else:
        grade = 4
    return GRADES[min(grade + one_worse, 4)]


# Categories


def lives_still(one: Kin | Carer, day: date) -> bool:
    return one.alive or (one.died_on is not None and day < one.died_on)


def area(path: Path | None, digits: int) -> Path | None:
    """The path down to the township (9 digits) or the district (6) that a path lies in."""
    codes = list(path or ())
    for at, code in enumerate(codes):
        if len(code) == digits and code.isdigit():
            return tuple(codes[: at + 1])
    return None


def inside(kin: Kin, own: Path | None, day: date) -> Maybe:
    """Whether a relative is inside an area on a day. Before they left they were at home."""
    if kin.since is not None and day < kin.since:
        return True
    if own is None or not kin.where:
        return None
    if own[-1] in kin.where:
        return True
    return None if kin.where[-1] in own else False


def is_away(kin: Kin, own: Path | None, reasons: Iterable[str], day: date) -> Maybe:
    """Outside the area for half a year and more, for one of the reasons. A planned return that has passed changes nothing."""
    within = inside(kin, own, day)
    outside = None if within is None else not within
    long_enough = None if kin.since is None else day >= add_months(kin.since, 6)
    return all_of(outside, long_enough, among(kin.reason, reasons))


def all_away(kin: Sequence[Kin], own: Path | None, reasons: Iterable[str], day: date) -> Maybe:
    return False if not kin else all_of(*(is_away(one, own, reasons, day) for one in kin))


def family_of(facts: Facts, day: date) -> list[Kin] | None:
    """The children and others of the family who live on a day."""
    return None if facts.kin is None else [one for one in facts.kin if lives_still(one, day)]


def categories_on(facts: Facts, day: date, profile: str) -> dict[str, Maybe]:
    """Which categories follow from the facts on a day: True, False, or None where the facts don't say."""
    family = family_of(facts, day)
    children = None if family is None else [one for one in family if one.kin == "child"]
    if profile == ZAOZHUANG:
        return {"left_behind": left_behind_in_zaozhuang(facts, family, day)}
    no_kin = without_kin(facts, children, day)
    return {
        "no_kin": no_kin,
        "living_alone": living_alone(facts, no_kin, family, day),
        "empty_nest": empty_nest(facts, children, day),
        "left_behind": left_behind_in_hanjiang(facts, children, day),
        "disabled": at_least(facts.ability, "mild"),
        "severe_disability": severe_disability(facts, day),
        "special_family": special_family(facts, day),
    }


def has_spouse(facts: Facts, day: date) -> Maybe:
    """Until the day of the death, where the file names it; else as it says."""
    if facts.spouse == "deceased" and facts.spouse_died_on is not None:
        return day < facts.spouse_died_on
    return True if facts.lives_with == "spouse" else among(facts.spouse, ("living",))


def household(facts: Facts, day: date) -> str | None:
    """With whom the elder lives; when the spouse at home has died, nobody has said with whom now."""
    return None if facts.lives_with == "spouse" and has_spouse(facts, day) is False else facts.lives_with


def opposite(value: Maybe) -> Maybe:
    return None if value is None else not value


def without_kin(facts: Facts, children: Sequence[Kin] | None, day: date) -> Maybe:
    """孤寡: 无配偶、无子女、无人照顾、丧失劳动能力. A sister or a nephew is neither spouse nor child."""
    if facts.lives_with == "children":
        childless: Maybe = False  # though nothing was said of the family
    else:
        childless = None if children is None else not children
    cared_for = True if any(lives_still(one, day) for one in facts.carers) else facts.carer
    return all_of(opposite(has_spouse(facts, day)), childless, opposite(cared_for), among(facts.labour, ("lost",)))


def living_alone(facts: Facts, no_kin: Maybe, family: Sequence[Kin] | None, day: date) -> Maybe:
    """独居: 无儿无女无老伴的孤寡老年人；不与子女或其他家属共同居住，且子女或其他家属不在同一镇（街道）居住.

    A spouse is family. Who lives with a helper or a lodger does not live with family; nor does who has none.
    """
    nobody = has_spouse(facts, day) is False and family is not None and not family
    company = household(facts, day)
    if company is None:
        apart: Maybe = True if nobody else None
    else:
        apart = company in ("nobody", "others")
    return any_of(no_kin, all_of(apart, family_elsewhere(facts, family, day)))


def family_elsewhere(facts: Facts, family: Sequence[Kin] | None, day: date) -> Maybe:
    """No child, spouse or other family in the elder's township."""
    if household(facts, day) in ("children", "spouse", "other_family"):
        return False
    township = area(facts.home, 9)
    relatives: list[Maybe] = [None] if family is None else [is_outside(one, township, day) for one in family]
    spouse = Kin(where=facts.spouse_where, since=facts.spouse_since)
    return all_of(*relatives, any_of(opposite(has_spouse(facts, day)), is_outside(spouse, township, day)))


def is_outside(kin: Kin, own: Path | None, day: date) -> Maybe:
    within = inside(kin, own, day)
    return None if within is None else not within


def empty_nest(facts: Facts, children: Sequence[Kin] | None, day: date) -> Maybe:
    if facts.lives_with == "children":
        return False
    if children is None:
        return None
    if not children:
        return False
    township = area(facts.home, 9)
    return all_of(*(is_outside(one, township, day) for one in children))


def left_behind_in_hanjiang(facts: Facts, children: Sequence[Kin] | None, day: date) -> Maybe:
    if facts.lives_with == "children":
        return False
    township = area(facts.registered, 9)
    reasons = ("work", "business", "production")
    away = None if children is None else all_away(children, township, reasons, day)
    return all_of(facts.rural_registration, away)


def left_behind_in_zaozhuang(facts: Facts, family: Sequence[Kin] | None, day: date) -> Maybe:
    if facts.lives_with == "children":
        return False
    district = area(facts.registered, 6)
    reasons = ("work", "business", "production", "study")
    away = None if family is None else all_away(family, district, reasons, day)
    return all_of(aged(facts.born_on, 60, day), facts.rural_residence, away)


def severe_disability(facts: Facts, day: date) -> Maybe:
    if facts.no_certificate:
        return False
    if facts.certificate_grade is None:
        return None
    return facts.certificate_grade <= 2 and (facts.certificate_until is None or day <= facts.certificate_until)


def special_family(facts: Facts, day: date) -> Maybe:
    if facts.kin is None:
        return None
    children = [one for one in facts.kin if one.kin == "child"]
    if len(children) != 1 or children[0].adopted:
        return False
    only = children[0]
    if not lives_still(only, day):
        return True
    return among(None if only.disability_grade is None else str(only.disability_grade), ("1", "2", "3"))
