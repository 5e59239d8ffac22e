"""The registration of a rural elder left behind (农村留守老年人信息采集表). Source: the notice of Zaozhuang, its annex."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from ..paper import Cell, Line, Page, caption, day, one_of, said, section, written
from ..policy import AwayReason, HealthTold, LivingTold, PoliticalStatus, Sex
from .nations import ETHNICITIES

COLUMNS = (60, 90, 22)
_SEXES = [(one.value, one.zh) for one in Sex]
_YES_NO = [("True", "是"), ("False", "否")]


def left_behind(file: Mapping[str, Any], names: Mapping[str, str]) -> Page:
    """The form, filled in with a file as its reader sees it; a file without sections is an empty form.

    A part about several people is printed once for each. `names`: of places, by their codes.
    """
    rows: list[tuple[Cell, ...]] = [(caption("描述"), caption("说明"), caption("是否"))]
    rows += _part("1.老年人信息", [file], lambda one: _elder(one, names))
    family = file.get("family") or {}
    rows += _part("2.子女信息", family.get("children"), lambda one: _child(one, names))
    rows += _part("3.其他赡养义务人信息", file.get("supporters"), lambda one: (*_person(one), *_away(one, names)))
    rows += _part("4.临时照料人信息", file.get("carers"), _carer)
    helper = file.get("helper")
    rows += _part("5.帮扶联系人信息", [helper] if helper else None, _helper)
    return Page("农村留守老年人信息采集表", COLUMNS, tuple(rows))


def _part(
    title: str,
    people: Iterable[Mapping[str, Any]] | None,
    rows: Callable[[Mapping[str, Any]], Iterable[tuple[str, Line]]],
) -> Iterator[tuple[Cell, ...]]:
    """A part of the form, for each of its people, or empty."""
    for one in people or [{}]:
        yield section(title, 2), caption("是")
        for words, line in rows(one):
            yield written((words,)), written(line), caption("是")


def _text(value: Any) -> Line:
    return (said(value),)


def _day(value: str | None) -> Line:
    return day(value) if value else ("",)


def _yes(value: bool | None) -> Line:
    return one_of(_YES_NO, None if value is None else str(value), ring=True)


def _elder(file: Mapping[str, Any], names: Mapping[str, str]) -> Iterator[tuple[str, Line]]:
    code = file.get("ethnicity")
    yield "姓名", _text(file.get("name"))
    yield "性别", _sex(file)
    yield "身份证号", _text(file.get("id_number"))
    yield "民族", (ETHNICITIES.get(code, code),) if code else ("国标",)
    yield "是否登记户口", _yes(file.get("registered_household"))
    yield "户籍所在地", _address(file.get("household_registration"), names)
    yield "居住地址", _address(file.get("residence"), names)
    yield "健康状况", one_of([(one.value, one.zh) for one in HealthTold], file.get("health_told"), ring=True)
    yield "患病类型", _text(file.get("diseases"))
    yield "生活状况", one_of([(one.value, one.zh) for one in LivingTold], file.get("living_told"), ring=True)
    yield "家庭经济来源", _text(file.get("income_source"))
    yield "家庭救助帮扶情况", _text(file.get("assistance_received"))
    yield "是否享受低保", _yes(file.get("subsistence_allowance_told"))
    yield "常用联系电话", _text(file.get("phone"))


def _sex(person: Mapping[str, Any]) -> Line:
    return one_of(_SEXES, person.get("sex"), ring=True)


def _address(at: Mapping[str, Any] | None, names: Mapping[str, str]) -> Line:
    code = (at or {}).get("place")
    return (" ".join(filter(None, (names.get(code, code) if code else "", said((at or {}).get("detail"))))),)


def _person(one: Mapping[str, Any]) -> Iterator[tuple[str, Line]]:
    yield "姓名", _text(one.get("name"))
    yield "性别", _sex(one)
    yield "身份证号", _text(one.get("id_number"))
    yield "常用联系电话", _text(one.get("phone"))


def _away(one: Mapping[str, Any], names: Mapping[str, str]) -> Iterator[tuple[str, Line]]:
    lives = one.get("lives") or {}
    reason, code = lives.get("reason"), lives.get("place")
    place = "国（境）外" if code == "abroad" else names.get(code, code) if code else None
    yield "外出原因", (_both(AwayReason(reason).zh if reason else None, lives.get("reason_note")),)
    yield "外出地点", (_both(place, lives.get("place_note")),)
    yield "外出时间", _day(lives.get("since"))
    yield "计划返回时间", _day(lives.get("planned_return_on"))


def _both(words: str | None, note: str | None) -> str:
    """What a code says, and the note beside it."""
    return f"{words}（{note}）" if words and note else said(words or note)


def _child(one: Mapping[str, Any], names: Mapping[str, str]) -> Iterator[tuple[str, Line]]:
    yield from _person(one)
    yield from _away(one, names)
    spouse = one.get("spouse") or {}
    yield "子女配偶姓名", _text(spouse.get("name"))
    yield "身份证号", _text(spouse.get("id_number"))
    yield "常用联系电话", _text(spouse.get("phone"))
    yield from _away(spouse, names)


def _carer(one: Mapping[str, Any]) -> Iterator[tuple[str, Line]]:
    yield "姓名", _text(one.get("name"))
    yield "性别", _sex(one)
    yield "身份证号", _text(one.get("id_number"))
    yield "与农村留守老年人关系", _text(one.get("relationship"))
    yield "地址", _text(one.get("address"))
    yield "常用联系电话", _text(one.get("phone"))


def _helper(one: Mapping[str, Any]) -> Iterator[tuple[str, Line]]:
    yield "姓名", _text(one.get("name"))
    yield "性别", _sex(one)
    yield "所在单位", _text(one.get("unit"))
    yield "身份", one_of([(each.value, each.zh) for each in PoliticalStatus], one.get("political_status"), ring=True)
    yield "常用联系电话", _text(one.get("phone"))
    yield "建立帮扶关系时间", _day(one.get("since"))
