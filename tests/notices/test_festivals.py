"""The traditional festivals, against a table from elsewhere, and what holds for any year."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from carevisit.notices.festivals import FIRST_YEAR, LAST_YEAR, Festival, festivals

# 春节, 元宵, 清明, 端午, 中秋, 重阳, 冬至, as printed calendars have them; two other calculations (lunardate, lunar_python) agree
TABLE = {
    2024: "02-10 02-24 04-04 06-10 09-17 10-11 12-21", 2025: "01-29 02-12 04-04 05-31 10-06 10-29 12-21",
    2026: "02-17 03-03 04-05 06-19 09-25 10-18 12-22", 2027: "02-06 02-20 04-05 06-09 09-15 10-08 12-22",
    2028: "01-26 02-09 04-04 05-28 10-03 10-26 12-21", 2029: "02-13 02-27 04-04 06-16 09-22 10-16 12-21",
    2030: "02-03 02-17 04-05 06-05 09-12 10-05 12-22", 2031: "01-23 02-06 04-05 06-24 10-01 10-24 12-22",
    2032: "02-11 02-25 04-04 06-12 09-19 10-12 12-21", 2033: "01-31 02-14 04-04 06-01 09-08 10-01 12-21",
    2034: "02-19 03-05 04-05 06-20 09-27 10-20 12-22", 2035: "02-08 02-22 04-05 06-10 09-16 10-09 12-22",
}  # fmt: skip
NAMES = ("春节", "元宵节", "清明节", "端午节", "中秋节", "重阳节", "冬至")
YEARS = st.integers(FIRST_YEAR, LAST_YEAR)


def by_name(year: int) -> dict[str, list[Festival]]:
    found: dict[str, list[Festival]] = {}
    for festival in festivals(year):
        found.setdefault(festival.zh, []).append(festival)
    return found


def test_the_festivals_of_2024_to_2035_are_those_of_the_almanac() -> None:
    for year, days in TABLE.items():
        found = by_name(year)
        assert [[f"{one.on:%m-%d}" for one in found[name]] for name in NAMES] == [[day] for day in days.split()], year


def test_laba_of_a_lunar_year_may_fall_into_the_next() -> None:
    assert {year: [str(one.on) for one in by_name(year).get("腊八节", [])] for year in (2025, 2026, 2027, 2028)} == {
        2025: ["2025-01-07"], 2026: ["2026-01-26"], 2027: ["2027-01-15"], 2028: ["2028-01-04"],
    }  # fmt: skip


@given(YEARS)
def test_every_year_has_its_festivals_in_order_and_once(year: int) -> None:
    found = festivals(year)
    assert [one.on for one in found] == sorted(one.on for one in found)
    assert all(one.on.year == year for one in found)
    names = by_name(year)
    assert all(len(names[name]) == 1 for name in (*NAMES, "除夕", "七夕", "中元节"))
    assert names["除夕"][0].on + timedelta(days=1) == names["春节"][0].on
    assert date(year, 1, 21) <= names["春节"][0].on <= date(year, 2, 21)
    assert len(names.get("腊八节", [])) in (0, 1, 2)


@given(st.integers(FIRST_YEAR, LAST_YEAR - 1))
def test_a_lunar_year_lasts_twelve_or_thirteen_moons(year: int) -> None:
    days = (by_name(year + 1)["春节"][0].on - by_name(year)["春节"][0].on).days
    assert days in (353, 354, 355, 383, 384, 385)
