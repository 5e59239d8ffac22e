"""The conditions that a profile's rules are put together from, each true, false or not known on a day.

A profile names them: `"poor"`, `{ age_from = 80 }`, `{ all = [...] }`, `{ any = [...] }`, `{ not = ... }`,
`{ category = "no_kin" }`. Not known is not false: who knows too little must not decide (Kleene's logic).
"""

import calendar
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from .circumstances import Circumstances, Kin, Path
from .codes import Ability, Code, EconomicStatus, LabourCapacity, LivesWith, NeedKind, SpouseStatus

Holds = bool | None
_AREA = {"township": (9, "乡镇（街道）"), "district": (6, "县（区）")}
_GRADES = list(Ability)


@dataclass(frozen=True)
class Truth:
    """Whether something holds, and in words why it does or does not."""

    holds: Holds
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Case:
    """Days on which a risk, or a need of a kind, was open; the last one included, `date.max` while it is."""

    risk: bool
    need: NeedKind | None
    opened_on: date
    closed_on: date = date.max


@dataclass(frozen=True)
class Known:
    """All that a condition may look at."""

    circumstances: Circumstances
    day: date
    cases: tuple[Case, ...] = ()
    category: Callable[[str], Truth] = field(default=lambda _: Truth(None))


@dataclass(frozen=True)
class Condition:
    """A word of the rules: what it looks at, on which days time alone may change it, and how its answer reads."""

    test: Callable[[Known, Any], Holds]
    yes: str
    no: str
    turns: Callable[[Circumstances, Any], Iterable[date]] = lambda _c, _p: ()


def years_on(born_on: date, years: int) -> date:
    """The day on which somebody turns so old; who was born on 29 February, on 1 March of common years."""
    try:
        return born_on.replace(year=born_on.year + years)
    except ValueError:
        return date(born_on.year + years, 3, 1)


def months_after(day: date, months: int) -> date:
    """The same day of the month some months later, or that month's last: 08-31 → 02-28."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def all_of(truths: Iterable[Truth]) -> Truth:
    """True when all are, false when one is not, else not known."""
    found = list(truths)
    if no := [t for t in found if t.holds is False]:
        return Truth(False, no[0].reasons)
    if any(t.holds is None for t in found):
        return Truth(None)
    return Truth(True, tuple(r for t in found for r in t.reasons))


def any_of(truths: Iterable[Truth]) -> Truth:
    """True when one is, false when none is, else not known."""
    found = list(truths)
    if yes := [t for t in found if t.holds]:
        return Truth(True, yes[0].reasons)
    if any(t.holds is None for t in found):
        return Truth(None)
    return Truth(False, tuple(r for t in found for r in t.reasons))


@dataclass(frozen=True)
class Rule:
    """A rule as it was read: a word with its parameters and its sentences, or several rules in one."""

    word: str
    given: Any = None
    parts: tuple["Rule", ...] = ()
    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()

    def judge(self, known: Known) -> Truth:
        """Whether it holds, with the reasons."""
        match self.word:
            case "all":
                return all_of(part.judge(known) for part in self.parts)
            case "any":
                return any_of(part.judge(known) for part in self.parts)
            case "not":
                inner = self.parts[0].judge(known)
                return Truth(None if inner.holds is None else not inner.holds, inner.reasons)
            case "category":
                return known.category(self.given)
        holds = CONDITIONS[self.word].test(known, self.given)
        return Truth(holds, () if holds is None else self.yes if holds else self.no)

    def turns(self, circumstances: Circumstances) -> Iterator[date]:
        """The days on which time alone may change what it says."""
        for part in self.parts:
            yield from part.turns(circumstances)
        if self.word in CONDITIONS:
            yield from CONDITIONS[self.word].turns(circumstances, self.given)

    def words(self) -> Iterator[str]:
        """Every condition that it names."""
        for part in self.parts:
            yield from part.words()
        if self.word in CONDITIONS:
            yield self.word


def read_rule(told: Any) -> Rule:
    """A rule from a profile. Raises ValueError where it says what nobody understands."""
    word: str
    given: Any
    word, given = (told, None) if isinstance(told, str) else next(iter(told.items()))
    if word in ("all", "any"):
        return Rule(word, parts=tuple(read_rule(part) for part in given))
    if word == "not":
        return Rule(word, parts=(read_rule(given),))
    if word == "category":
        return Rule(word, given)
    if word not in CONDITIONS:
        raise ValueError(f"unknown condition: {word}")
    condition, words = CONDITIONS[word], _words(given)
    return Rule(word, given, (), (condition.yes.format(**words),), (condition.no.format(**words),))


def _words(given: Any) -> dict[str, Any]:
    """A condition's parameters as its sentences use them."""
    told: dict[str, Any] = (
        dict(given) if isinstance(given, Mapping) else {"it": given if isinstance(given, str | int) else ""}
    )
    it = told.get("it", "")
    label, (who_zh, who_en) = _LABELS.get(it), _WHO.get(told.get("who", it), ("", ""))
    return told | {
        "area_zh": _AREA[told["area"]][1] if "area" in told else "", "who_zh": who_zh, "who_en": who_en,
        "zh": label.zh if label else "", "en": label.en if label else "",
    }  # fmt: skip


_WHO = {"child": ("子女", "child"), "any": ("家庭成员", "family member")}
_LABELS: dict[Any, Code] = {code.value: code for code in (*Ability, *NeedKind)}


def living(kin: Kin, day: date) -> bool:
    """Whether somebody lives on a day; of the dead whose day is not known, never."""
    return kin.alive if kin.died_on is None else day < kin.died_on


def _some(known: Known, who: str) -> list[Kin] | None:
    kin = known.circumstances.kin
    if kin is None:
        return None
    return [one for one in kin if (who == "any" or one.kin == "child") and living(one, known.day)]


def inside(path: Path | None, area: Path | None, level: str) -> Holds:
    """Whether a place lies in the township (or district) of another; not known of one that is told too coarsely."""
    if path is None or not area:
        return None
    code = next((code for code in area if len(code) == _AREA[level][0]), None)
    if code is None:
        return None
    if code in path:
        return True
    return None if path[-1] in area else False


def _near(one: Kin, known: Known, given: Mapping[str, Any]) -> Holds:
    """Whether somebody is in the area on a day: until the day that they left for elsewhere they were."""
    if one.since is not None and known.day < one.since:
        return True
    area = known.circumstances.home if given["of"] == "home" else known.circumstances.registered
    return inside(one.where, area, given["area"])


def _kin_within(known: Known, given: Mapping[str, Any]) -> Holds:
    at_home = known.circumstances.lives_with
    if at_home is LivesWith.CHILDREN or (
        given["who"] == "any" and at_home in (LivesWith.SPOUSE, LivesWith.OTHER_FAMILY)
    ):
        return True
    some = _some(known, given["who"])
    if some is None:
        return None
    return any_of(Truth(_near(one, known, given)) for one in some).holds if some else False


def _kin_all_away(known: Known, given: Mapping[str, Any]) -> Holds:
    if known.circumstances.lives_with is LivesWith.CHILDREN:
        return False
    some = _some(known, given["who"])
    if some is None:
        return None
    if not some:
        return False
    return all_of(Truth(_long_away(one, known, given)) for one in some).holds


def _long_away(one: Kin, known: Known, given: Mapping[str, Any]) -> Holds:
    """Outside the area, for long enough and for one of the reasons; one of these that fails decides, whatever is not known."""
    near = _near(one, known, given)
    return all_of((
        Truth(None if near is None else not near),
        Truth(None if one.reason is None else one.reason.value in given["reasons"]),
        Truth(None if one.since is None else known.day >= months_after(one.since, given["months"])),
    )).holds  # fmt: skip


def _only_child_lost(known: Known, grade: int) -> Holds:
    kin = known.circumstances.kin
    if kin is None:
        return None
    children = [one for one in kin if one.kin == "child"]
    if len(children) != 1 or children[0].adopted:
        return False
    only = children[0]
    if not living(only, known.day):
        return True
    return None if only.disability_grade is None else only.disability_grade <= grade


def _ability_from(known: Known, grade: str) -> Holds:
    ability = known.circumstances.ability
    return None if ability is None else _GRADES.index(ability) >= _GRADES.index(Ability(grade))


def _certificate(known: Known, grade: int) -> Holds:
    told = known.circumstances
    if told.certificate_grade is None:
        return False if told.no_certificate else None
    return told.certificate_grade <= grade and (told.certificate_until is None or known.day <= told.certificate_until)


def _age_from(known: Known, years: int) -> Holds:
    born_on = known.circumstances.born_on
    return None if born_on is None else known.day >= years_on(born_on, years)


def _kin_living(known: Known, who: str) -> Holds:
    if known.circumstances.lives_with is LivesWith.CHILDREN:
        return True
    some = _some(known, who)
    return None if some is None else bool(some)


def _is(value: Any, *wanted: Any) -> Holds:
    return None if value is None else value in wanted


def _left(circumstances: Circumstances, given: Any) -> Iterator[date]:
    months = given.get("months", 0) if isinstance(given, Mapping) else 0
    for one in circumstances.kin or ():
        if one.died_on:
            yield one.died_on
        if one.since:
            yield one.since
            if months:
                yield months_after(one.since, months)


CONDITIONS: dict[str, Condition] = {
    "spouse_living": Condition(
        lambda k, _: _is(k.circumstances.spouse, SpouseStatus.LIVING), "配偶健在 / a living spouse", "无配偶 / no spouse"),
    "kin_living": Condition(
        _kin_living, "有{who_zh} / has a living {who_en}", "无{who_zh} / no living {who_en}", _left),
    "carer": Condition(lambda k, _: k.circumstances.carer, "有人照料 / has a carer", "无人照料 / nobody to care for them"),
    "labour_lost": Condition(
        lambda k, _: _is(k.circumstances.labour, LabourCapacity.LOST), "丧失劳动能力 / cannot work", "有劳动能力 / can work"),
    "lives_with_nobody": Condition(
        lambda k, _: _is(k.circumstances.lives_with, LivesWith.NOBODY), "独自居住 / lives alone", "与他人同住 / lives with somebody"),
    "lives_with_family": Condition(
        lambda k, _: k.circumstances.lives_with in (LivesWith.SPOUSE, LivesWith.CHILDREN, LivesWith.OTHER_FAMILY),
        "与家人同住 / lives with family", "未与家人同住 / does not live with family"),
    "kin_within": Condition(
        _kin_within, "有{who_zh}在同一{area_zh} / a {who_en} in the same {area}", "无{who_zh}在同一{area_zh} / no {who_en} in the same {area}", _left),
    "kin_all_away": Condition(
        _kin_all_away, "全部{who_zh}离开所在{area_zh}满{months}个月 / every {who_en} away from the {area} for {months} months",
        "并非全部{who_zh}离开所在{area_zh}满{months}个月 / not every {who_en} away from the {area} for {months} months", _left),
    "rural_registration": Condition(lambda k, _: k.circumstances.rural_registration, "农村户籍 / rural registration", "非农村户籍 / no rural registration"),
    "rural_residence": Condition(lambda k, _: k.circumstances.rural_residence, "居住在农村 / lives in the country", "不居住在农村 / does not live in the country"),
    "ability_from": Condition(_ability_from, "能力等级达到{zh} / ability: {en} or worse", "能力等级未达到{zh} / ability: not {en}"),
    "certificate_up_to": Condition(
        _certificate, "持有效残疾人证，{it}级及以上 / a valid disability certificate of grade {it} or graver",
        "无有效的{it}级及以上残疾人证 / no valid disability certificate of grade {it} or graver",
        lambda c, _: (c.certificate_until + timedelta(days=1),) if c.certificate_until else ()),
    "only_child_lost": Condition(
        _only_child_lost, "独生子女死亡或残疾（{it}级及以上），未再生育或收养 / the only child dead or disabled (grade {it} or graver), none since",
        "不符合独生子女死亡或残疾的情形 / no only child that died or is disabled", _left),
    "age_from": Condition(
        _age_from, "年满{it}周岁 / {it} years old", "未满{it}周岁 / under {it}",
        lambda c, years: (years_on(c.born_on, years),) if c.born_on else ()),
    "economic_in": Condition(
        lambda k, codes: _is(k.circumstances.economic, *(EconomicStatus(code) for code in codes)), "经济困难 / in hardship", "经济状况一般 / not in hardship"),
    "poor": Condition(lambda k, _: k.circumstances.poor, "生活贫困 / poor", "生活不贫困 / not poor"),
    "no_income": Condition(lambda k, _: _is(k.circumstances.income, False), "无收入来源 / no income", "有收入来源 / has an income"),
    "open_risk": Condition(
        lambda k, _: any(c.risk and c.opened_on <= k.day <= c.closed_on for c in k.cases), "有未销号的风险隐患 / a risk is open", "无未销号的风险隐患 / no risk is open"),
    "open_need": Condition(
        lambda k, kind: any(c.need == kind and c.opened_on <= k.day <= c.closed_on for c in k.cases), "有未办结的{zh}需求 / a need is open: {en}", "无未办结的{zh}需求 / no open need: {en}"),
}  # fmt: skip
