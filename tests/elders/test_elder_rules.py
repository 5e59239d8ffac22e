"""What a file may say and what follows from it, by values."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from carevisit import clock
from carevisit.days import age_on
from carevisit.elders import read_id_number
from carevisit.elders.circumstances import grade_of
from carevisit.elders.household import Child
from carevisit.elders.rules import begin
from carevisit.elders.sheets import Certificate, FilePart, Filing
from carevisit.elders.values import masked
from carevisit.errors import Invalid
from carevisit.policy import Ability, AbilityItem, AbilityModifier, Sex
from carevisit.wire import ValueRefused
from conftest import id_number, registration

BIRTHS = st.dates(date(1880, 1, 1), date(2025, 12, 31))


def check_digit(body: str) -> str:
    """ISO 7064 MOD 11-2 written as the standard's recurrence, not as GB 11643's table of weights."""
    left = 0
    for digit in body:
        left = (left + int(digit)) * 2 % 11
    return "0123456789X"[(12 - left) % 11]


def codes(error: ValidationError) -> set[str]:
    return {e["ctx"]["error"].code for e in error.errors() if isinstance(e.get("ctx", {}).get("error"), ValueRefused)}


@given(st.integers(110000, 999999), BIRTHS, st.integers(0, 999))
def test_an_id_number_tells_its_birth_date_and_by_the_seventeenth_digit_the_sex(
    region: int, born: date, turn: int
) -> None:
    body = f"{region}{born:%Y%m%d}{turn:03d}"
    told = read_id_number(body + check_digit(body))
    assert told == (born, Sex.MALE if turn % 2 else Sex.FEMALE)


@given(st.integers(110000, 999999), BIRTHS, st.integers(0, 999))
def test_every_other_check_digit_is_refused(region: int, born: date, turn: int) -> None:
    body = f"{region}{born:%Y%m%d}{turn:03d}"
    for wrong in set("0123456789X") - {check_digit(body)}:
        with pytest.raises(ValueRefused, match="id_check_digit"):
            read_id_number(body + wrong)


@given(BIRTHS, st.integers(0, 999), st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_anywhere_is_noticed(born: date, turn: int, where: int, by: int) -> None:
    number = id_number(born, turn)
    wrong = number[:where] + str((int(number[where]) + by) % 10) + number[where + 1 :]
    with pytest.raises(ValueRefused):
        read_id_number(wrong)


def test_the_standards_own_examples_hold() -> None:
    assert read_id_number("11010519491231002X") == (date(1949, 12, 31), Sex.FEMALE)
    assert read_id_number("440524188001010014") == (date(1880, 1, 1), Sex.MALE)
    assert read_id_number("999999194611040025") == (date(1946, 11, 4), Sex.FEMALE)


@pytest.mark.parametrize(
    "day", ["19490229", "19481301", "19480001", "19480100", "19480132", "19470431", "00000101", "18791231"]
)
def test_a_birth_date_that_never_was_is_refused(day: str) -> None:
    body = f"999999{day}002"
    with pytest.raises(ValueRefused, match="id_birth_date"):
        read_id_number(body + check_digit(body))


def test_the_29th_of_february_is_a_birthday_in_leap_years_only() -> None:
    body = "99999919480229002"
    assert read_id_number(body + check_digit(body))[0] == date(1948, 2, 29)
    body = "99999919000229002"  # 1900 was none
    with pytest.raises(ValueRefused, match="id_birth_date"):
        read_id_number(body + check_digit(body))


def test_nobody_was_born_in_the_future() -> None:
    with pytest.raises(ValidationError):
        Child.model_validate({"id_number": id_number(date(clock.today().year + 40, 1, 1))})


def test_an_id_number_in_other_digits_is_stored_in_ascii_or_refused() -> None:
    plain = id_number(date(1946, 11, 4))
    wide = "".join(chr(ord(c) + 0xFEE0) for c in plain[:17]) + plain[17]
    try:
        stored = Child.model_validate({"id_number": wide}).id_number
    except ValidationError:
        return
    assert stored == plain


@pytest.mark.parametrize("number", ["999999194611040025 ", "\t11010519491231002X\n"])
def test_spaces_around_an_id_number_do_not_matter(number: str) -> None:
    assert Child.model_validate({"id_number": number}).id_number == number.strip()


def test_a_small_x_is_an_x() -> None:
    assert Child.model_validate({"id_number": "11010519491231002x"}).id_number == "11010519491231002X"


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (date(1966, 11, 22), date(2026, 11, 21), 59),
        (date(1966, 11, 22), date(2026, 11, 22), 60),
        (date(1946, 11, 22), date(2026, 11, 21), 79),
        (date(1946, 11, 22), date(2026, 11, 22), 80),
        (date(1964, 2, 29), date(2024, 2, 28), 59),
        (date(1964, 2, 29), date(2024, 2, 29), 60),
        (date(1948, 2, 29), date(2028, 2, 28), 79),
        (date(1948, 2, 29), date(2027, 2, 28), 78),
        (date(1948, 2, 29), date(2027, 3, 1), 79),
        (date(2026, 1, 1), date(2025, 12, 31), -1),
    ],
)
def test_one_turns_older_on_the_birthday_and_born_on_leap_day_on_the_first_of_march(
    born: date, day: date, age: int
) -> None:
    assert age_on(born, day) == age


def _file(**told: object) -> dict[str, object]:
    return {"name": "林阿姨", "id_number": "999999194611040025", "residence": {"place": "350303103201"}} | told


def test_who_turns_60_today_may_be_registered_and_who_does_tomorrow_may_not() -> None:
    with clock.set_to(clock.start_of(date(2026, 11, 22))):
        assert FilePart.model_validate(_file(id_number=id_number(date(1966, 11, 22))))
        with pytest.raises(ValidationError) as refused:
            FilePart.model_validate(_file(id_number=id_number(date(1966, 11, 23))))
    assert codes(refused.value) == {"under_60"}


def test_age_is_counted_on_the_day_in_shanghai() -> None:
    born_60_years_before = id_number(date(1966, 11, 22))
    with clock.set_to(clock.start_of(date(2026, 11, 22))):  # 16:00 of the 21st in UTC
        FilePart.model_validate(_file(id_number=born_60_years_before))


def test_a_told_sex_must_agree_with_the_id_number() -> None:
    assert FilePart.model_validate(_file(sex="female"))
    with pytest.raises(ValidationError) as refused:
        FilePart.model_validate(_file(sex="male"))
    assert codes(refused.value) == {"sex_disagrees"}


def test_a_category_is_listed_once() -> None:
    with pytest.raises(ValidationError) as refused:
        FilePart.model_validate(_file(categories_told=["disabled", "disabled"]))
    assert codes(refused.value) == {"said_twice"}


def test_a_certificates_number_and_its_kind_and_grade_must_agree() -> None:
    assert Certificate.model_validate({"number": "99999919461104002542", "kind": 4, "grade": 2}).grade == 2
    for told in ({"kind": 3}, {"grade": 1}):
        with pytest.raises(ValidationError):
            Certificate.model_validate({"number": "99999919461104002542"} | told)


@pytest.mark.parametrize(
    ("score", "grade"),
    [
        (90, "intact"),
        (89, "mild"),
        (66, "mild"),
        (65, "moderate"),
        (46, "moderate"),
        (45, "severe"),
        (30, "severe"),
        (29, "complete"),
        (0, "complete"),
    ],
)
def test_a_score_gives_the_grade_of_its_band(score: int, grade: str) -> None:
    assert grade_of(score) == grade


def test_the_items_are_the_standards_26_and_give_90_points() -> None:
    assert len(AbilityItem) == 26
    most = [item.most for item in AbilityItem]
    assert [sum(most[a:b]) for a, b in ((0, 8), (8, 12), (12, 21), (21, 26))] == [32, 15, 28, 15]
    assert sum(most) == 90


@given(st.integers(0, 90), st.sets(st.sampled_from(list(AbilityModifier))))
def test_a_modifier_makes_it_one_grade_worse_once_and_coma_completely(score: int, held: set[AbilityModifier]) -> None:
    grades, plain = list(Ability), grade_of(score)
    if AbilityModifier.COMA in held:
        assert grade_of(score, held) is Ability.COMPLETE
    else:
        assert grade_of(score, held) is grades[min(grades.index(plain) + bool(held), 4)]


@given(st.integers(0, 89))
def test_a_point_more_is_never_a_grade_worse(score: int) -> None:
    grades = list(Ability)
    assert grades.index(grade_of(score + 1)) <= grades.index(grade_of(score))


@pytest.mark.parametrize(
    ("by_village", "given", "state", "consent"),
    [
        (False, True, "active", "given"), (False, None, "candidate", "not_asked"), (False, False, "declined", "declined"),
        (True, True, "candidate", "given"), (True, None, "candidate", "not_asked"), (True, False, "declined", "declined"),
    ],
)  # fmt: skip
def test_a_file_is_active_only_when_the_township_registers_a_consenting_elder(
    by_village: bool, given: bool | None, state: str, consent: str
) -> None:
    told = None if given is None else {"given": given, "on": "2026-11-02"}
    beginning = begin(filing(filed_on="2026-11-03", consent=told), by_village=by_village)
    assert (beginning.state, beginning.consent) == (state, consent)
    assert beginning.confirmed_on == (date(2026, 11, 3) if state == "active" else None)


def test_a_file_counts_from_its_confirmation_which_a_village_does_not_give() -> None:
    confirmed = filing(confirmed_on="2026-11-01", consent={"given": True, "on": "2026-11-02"})
    assert begin(confirmed, by_village=False).confirmed_on == date(2026, 11, 1)
    with pytest.raises(Invalid) as refused:
        begin(confirmed, by_village=True)
    assert (refused.value.errors[0].pointer, refused.value.errors[0].code) == ("/confirmed_on", "township_confirms")


def filing(**told: Any) -> Filing:
    return Filing.model_validate(registration() | told)


def test_a_masked_id_number_hides_the_birth_date_and_keeps_its_length() -> None:
    for number in ("999999194611040025", "11010519491231002X"):
        shown = masked(number)
        assert shown is not None
        assert len(shown) == 18
        assert shown.startswith(number[:6])
        assert shown[6:14] == "********"
    assert masked(None) is None
