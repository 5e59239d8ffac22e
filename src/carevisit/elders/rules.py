"""What is allowed and what follows, for files. No database, no clock."""

from collections.abc import Iterable
from datetime import date

from ..errors import ElderHasLeft
from ..id_number import birth_date, check_digit
from ..policy import Ability, AbilityModifier, Course, FileState, Sex
from ..wire import Told

_LEAST_POINTS = (90, 66, 46, 30)  # of 能力完好, 轻度, 中度, 重度; below is 完全失能


def read_id_number(number: str) -> tuple[date, Sex]:
    """The birth date and the sex that a resident ID number (居民身份证号码) states.

    The region is not judged: numbers given out by counties that are no more are valid. Raises Told with the code
    `id_check_digit` or `id_birth_date`.
    """
    if number[17] != check_digit(number[:17]):
        raise Told("id_check_digit", "The check digit of the ID number is wrong.", "身份证号码校验位不正确。")
    born_on = birth_date(number)
    if born_on is None:
        raise Told("id_birth_date", "The ID number has no real birth date.", "身份证号码中的出生日期无效。")
    return born_on, Sex.MALE if int(number[16]) % 2 else Sex.FEMALE


def check_here(course: Course, day: date) -> None:
    """Raises ElderHasLeft for a day after the one on which the elder left the ledger: what happened until the end of that day
    is accepted, however late it is told."""
    if course.left_before(day):
        raise ElderHasLeft


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


def first_state(by_village: bool, consent: bool | None) -> FileState:
    """Where a new file stands: active when the district or the township registers a consenting elder.

    A village's is a candidate until the township confirms it; so is one who was not asked yet; one who declines stays
    in the ledger as declined (老年人自愿).
    """
    if consent is False:
        return FileState.DECLINED
    return FileState.CANDIDATE if by_village or consent is None else FileState.ACTIVE
