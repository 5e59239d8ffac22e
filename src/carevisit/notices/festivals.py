"""The traditional festivals (传统节日) of any year, by the lunar calendar and the solar terms, computed, not listed."""

from dataclasses import dataclass
from datetime import date, timedelta

from borax.calendars.lunardate import LunarDate, TermUtils

FIRST_YEAR, LAST_YEAR = 1950, 2080
"""The years in which two independent calendars agree with this one: one differs on two days, 中秋 1978 and 重阳 2057."""

_LUNAR = (
    ("spring_festival", "春节", "Spring Festival", 1, 1),
    ("lantern_festival", "元宵节", "Lantern Festival", 1, 15),
    ("dragon_boat_festival", "端午节", "Dragon Boat Festival", 5, 5),
    ("qixi", "七夕", "Qixi", 7, 7),
    ("zhongyuan", "中元节", "Zhongyuan", 7, 15),
    ("mid_autumn", "中秋节", "Mid-Autumn Festival", 8, 15),
    ("double_ninth", "重阳节", "Double Ninth, the elders' day", 9, 9),
    ("laba", "腊八节", "Laba", 12, 8),
)
_TERMS = (("qingming", "清明节", "Qingming", "清明"), ("winter_solstice", "冬至", "Winter Solstice", "冬至"))


@dataclass(frozen=True)
class Festival:
    """A festival and its date."""

    code: str
    zh: str
    en: str
    on: date


def festivals(year: int) -> list[Festival]:
    """The festivals of a calendar year, in order. A year may have 腊八 twice, or not at all."""
    found = [
        Festival(code, zh, en, LunarDate(lunar_year, month, day).to_solar_date())
        for lunar_year in (year - 1, year)
        for code, zh, en, month, day in _LUNAR
    ]
    found += [Festival(code, zh, en, TermUtils.day_start_from_term(year, term)) for code, zh, en, term in _TERMS]
    eve = LunarDate(year, 1, 1).to_solar_date() - timedelta(days=1)  # 除夕 is the 29th or the 30th
    found.append(Festival("new_years_eve", "除夕", "Lunar New Year's Eve", eve))
    return sorted((one for one in found if one.on.year == year), key=lambda one: (one.on, one.code))
