"""What a cell says: a value of JSON as its column's pointer takes it. The words of a cell are read as people write them."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from functools import cache, lru_cache
from typing import Any

from ..clock import SHANGHAI
from ..grid import Cell
from ..policy import NotApplicableReason
from .columns import Column, Says
from .wrong import Refused

_EXACT = 10**15
"""From here on an office program's numbers have lost digits."""
_SERIALS = 2_958_466
_FIRST = 1913
"""Before this year a number is no date in either system, but a year, or 11.3 for the third of November."""
_MEMORY = 4_096
"""So many answers are kept: of 50,000 rows most say the same few words, and these are nobody's."""
_1900, _1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)  # noqa: DTZ001 - a serial number knows no zone
_DAY = r"([12]\d{3})\s*[年/.\-]\s*(\d{1,2})\s*[月/.\-]\s*(\d{1,2})\s*[日号]?"
_TIME = r"(上午|下午|晚上|中午|[ap]m)?\s*(\d{1,2})\s*[:时点]\s*(?:(\d{1,2})\s*分?)?\s*(?::?(\d{1,2})\s*秒?)?\s*([ap]m)?"
_YES = frozenset(["是", "有", "对", "√", "✓", "已", "true", "yes", "y", "1"])
_NO = frozenset(["否", "无", "没有", "×", "未", "false", "no", "n", "0", "x"])
_BETWEEN = re.compile(r"[\s、，,;；|]+")
_NOT_APPLICABLE = re.compile(r"不适用[:：（(\s]*(.*?)[)）。\s]*")


def value_of(column: Column, cell: Cell, from_1904: bool) -> Any:
    """What a cell says in its column. A moment may be a date or a time only. Raises Refused."""
    return _READERS[column.says](column, cell, from_1904)


def not_applicable(cell: Cell) -> str | None:
    """Why a column does not apply to the elder, where the cell says so. Raises Refused for a reason that is not known."""
    found = _NOT_APPLICABLE.fullmatch(cell.strip()) if isinstance(cell, str) else None
    if found is None:
        return None
    if not found[1]:
        return NotApplicableReason.NONE.value
    for reason in NotApplicableReason:
        if found[1] in (reason.zh, reason.value):
            return reason.value
    raise Refused("unknown_reason")


def text_of(cell: Cell) -> str:
    """A cell as text: a number without a point where it is whole, a day as 2026-11-03. Raises Refused."""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float | int):
        if abs(cell) >= _EXACT:
            raise Refused("digits_lost")
        return str(int(cell)) if cell == int(cell) else repr(cell)
    return "" if cell is None else cell.isoformat()


def plain_of(cell: Cell) -> str:
    """A cell's text with full-width letters and digits as plain ones."""
    return unicodedata.normalize("NFKC", text_of(cell)).strip()


def _number(cell: Cell) -> float:
    if isinstance(cell, float | int) and not isinstance(cell, bool) and abs(cell) < _EXACT:
        return float(cell)
    said = re.sub(r"[,\s]|元(/月)?$|[人岁年分级]$", "", plain_of(cell))
    if not re.fullmatch(r"[+-]?\d{1,15}(\.\d{1,9})?", said):
        raise Refused("not_a_number")
    return float(said)


def _whole(_: Column, cell: Cell, __: bool) -> int:
    number = _number(cell)
    if number != int(number):
        raise Refused("not_whole")
    return int(number)


@lru_cache(_MEMORY, typed=True)
def _yes(column: Column, cell: Cell, _: bool) -> Any:
    said = plain_of(cell).lower()
    if said in _YES:
        return column.yes
    if said in _NO:
        return False if column.yes is True else None
    raise Refused("not_yes_or_no")


def _any(_: Column, cell: Cell, __: bool) -> bool:
    said = plain_of(cell).lower()
    if said not in _YES | _NO:
        raise Refused("not_any_or_none")
    return said in _YES


@lru_cache(_MEMORY, typed=True)
def _choice(column: Column, cell: Cell, _: bool) -> str:
    found = _names(column).get(_compared(text_of(cell)))
    if found is None:
        raise Refused("unknown_choice")
    return found


def _choices(column: Column, cell: Cell, _: bool) -> list[str]:
    return [*_split(column, text_of(cell))]


@lru_cache(_MEMORY)
def _split(column: Column, said: str) -> tuple[str, ...]:
    names, rest, found = _names(column), _compared(said), list[str]()
    while rest:  # a label may itself hold what separates labels
        longest = max((name for name in names if rest.startswith(name)), key=len, default="")
        behind = rest[len(longest) :]
        if not longest or (behind and not _BETWEEN.match(behind)):
            raise Refused("unknown_choice")
        found.append(names[longest])
        rest = _BETWEEN.sub("", behind, count=1)
    return tuple(found)


@cache
def _names(column: Column) -> Mapping[str, str]:
    """The codes of a column by what a cell may call them: the code, its label, the label without what stands in brackets."""
    names: dict[str, str] = {}
    for code, label in (column.choices or {}).items():
        for name in (code, label, code.lstrip("0"), re.sub(r"（.*）", "", label), label.removesuffix("族")):
            if name:
                names.setdefault(_compared(name), code)
    return names


def _compared(words: str) -> str:
    return unicodedata.normalize("NFKC", words).strip().strip("、,;").lower()


def _texts(_: Column, cell: Cell, __: bool) -> list[str]:
    said = text_of(cell)
    return [] if said == "无" else [one for one in re.split(r"[、，,;；\n]+", said) if one.strip()]


def _place(_: Column, cell: Cell, __: bool) -> str:
    said = plain_of(cell)
    codes = re.findall(r"(?<!\d)\d{2,12}(?!\d)", said)
    if said in ("境外", "国外", "海外"):
        return "abroad"
    return str(codes[0]) if len(codes) == 1 else said


def _day(_: Column, cell: Cell, from_1904: bool) -> str:
    found = _when(cell, from_1904)
    if isinstance(found, datetime):
        found = found.date()
    if not isinstance(found, date):
        raise Refused("not_a_day")
    return found.isoformat()


def _moment(_: Column, cell: Cell, from_1904: bool) -> datetime | date | time:
    found = _when(cell, from_1904)
    if found is None:
        raise Refused("not_a_moment")
    return found


def _when(cell: Cell, from_1904: bool) -> datetime | date | time | None:
    """A moment of Shanghai, a day or a time; None for what is neither."""
    if isinstance(cell, date) and cell.year < _FIRST:  # what an office program makes of such a number
        return None
    if isinstance(cell, datetime):
        return cell.date() if cell.time() == time() else cell.replace(tzinfo=SHANGHAI)
    if isinstance(cell, date | time):
        return cell
    if isinstance(cell, bool) or cell is None:
        return None
    if isinstance(cell, float | int):
        return _of_serial(float(cell), from_1904)
    return _of_words(plain_of(cell), from_1904)


def _of_serial(number: float, from_1904: bool) -> datetime | date | time | None:
    if 19_000_101 <= number <= 29_991_231 and number == int(number):
        return _of_words(str(int(number)), from_1904)
    if not 0 <= number < _SERIALS:
        return None
    moment = (_1904 if from_1904 else _1900) + timedelta(seconds=round(number * 86_400))
    if number < 1:
        return moment.time()
    if moment.year < _FIRST:
        return None
    return moment.date() if moment.time() == time() else moment.replace(tzinfo=SHANGHAI)


def _of_words(said: str, from_1904: bool) -> datetime | date | time | None:
    if re.fullmatch(r"\d{5}(\.\d+)?", said):  # a serial number kept as text
        return _of_serial(float(said), from_1904)
    if compact := re.fullmatch(r"([12]\d{3})(\d\d)(\d\d)", said):
        said = "-".join(compact.groups())
    try:
        if re.fullmatch(r"[12]\d{3}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)", said):
            return datetime.fromisoformat(said)
        if found := re.fullmatch(_DAY, said):
            return _date(*found.groups())
        if found := re.fullmatch(_TIME, said, re.I):
            return _time(*found.groups())
        if found := re.fullmatch(rf"{_DAY}[\sT]*(?<!\d(?=\d)){_TIME}", said, re.I):
            return datetime.combine(_date(*found.groups()[:3]), _time(*found.groups()[3:]), SHANGHAI)
    except ValueError:
        pass
    return None


def _date(year: str, month: str, day: str) -> date:
    return date(int(year), int(month), int(day))


def _time(before: str | None, hour: str, minute: str | None, second: str | None, after: str | None) -> time:
    half, hours = (before or after or "").lower(), int(hour)
    if half == "晚上" and hours == 12:
        raise ValueError  # of which day
    if half in ("下午", "晚上", "pm") or (half == "中午" and hours < 11):
        hours = hours + 12 if hours < 12 else hours
    elif half in ("上午", "am") and hours == 12:
        hours = 0
    return time(hours, int(minute or 0), int(second or 0))


_READERS: Mapping[Says, Callable[[Column, Cell, bool], Any]] = {
    Says.TEXT: lambda _, cell, __: text_of(cell), Says.NAME: lambda _, cell, __: text_of(cell),
    Says.ELDER: lambda _, cell, __: plain_of(cell), Says.TEXTS: _texts, Says.PLACE: _place,
    Says.NUMBER: lambda _, cell, __: _number(cell), Says.WHOLE: _whole, Says.YES: _yes, Says.ANY: _any,
    Says.CHOICE: _choice, Says.CHOICES: _choices, Says.DAY: _day, Says.MOMENT: _moment,
}  # fmt: skip
