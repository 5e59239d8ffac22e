"""The conditions of which a profile's rules are composed; on a given day each is true, false or unknown.

A profile names them: `"poor"`, `{ age_from = 80 }`, `{ all = [...] }`, `{ any = [...] }`, `{ not = ... }`,
`{ category = "no_kin" }`. Unknown is not false: a rule without the facts it needs does not decide (Kleene's logic).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from ..days import DAY, months_after, years_on
from .circumstances import Circumstances, Kin, Path, Person
from .codes import Ability, Code, EconomicStatus, LabourCapacity, LivesWith, NeedKind, Question, RiskKind, SpouseStatus

Holds = bool | None
_AREA = {"township": (9, "乡镇（街道）"), "district": (6, "县（区）")}
_GRADES = list(Ability)
_FAMILY = (LivesWith.SPOUSE, LivesWith.CHILDREN, LivesWith.OTHER_FAMILY)


@dataclass(frozen=True)
class Truth:
    """Whether a condition holds, and the reasons in words; if unknown (`None`), the questions to ask."""

    holds: Holds
    reasons: tuple[str, ...] = ()
    ask: tuple[Question, ...] = ()


@dataclass(frozen=True)
class CaseSpan:
    """The days on which a risk, or a need of a kind, was open, the last one included; `date.max` while it is open."""

    kind: Code
    opened_on: date
    closed_on: date = date.max


@dataclass(frozen=True)
class Known:
    """Everything that a condition may look at."""

    circumstances: Circumstances
    day: date
    cases: tuple[CaseSpan, ...] = ()
    category: Callable[[str], Truth] = field(default=lambda _: Truth(None))


@dataclass(frozen=True)
class Condition:
    """A condition: its test, its sentences for yes and no, and the days on which time alone may change its result."""

    test: Callable[[Known, Any], Truth]
    yes: str
    no: str
    turns: Callable[[Circumstances, Any], Iterable[date]] = lambda _c, _p: ()


def all_of(truths: Iterable[Truth]) -> Truth:
    """True if all are true, false if one is false, else unknown."""
    found = list(truths)
    if no := [t for t in found if t.holds is False]:
        return Truth(False, no[0].reasons)
    if any(t.holds is None for t in found):
        return _not_known(found)
    return Truth(True, tuple(r for t in found for r in t.reasons))


def any_of(truths: Iterable[Truth]) -> Truth:
    """True if one is true, false if all are false, else unknown."""
    found = list(truths)
    if yes := [t for t in found if t.holds]:
        return Truth(True, yes[0].reasons)
    if any(t.holds is None for t in found):
        return _not_known(found)
    return Truth(False, tuple(r for t in found for r in t.reasons))


def negated(truth: Truth) -> Truth:
    """The opposite; unknown stays unknown."""
    return replace(truth, holds=None if truth.holds is None else not truth.holds)


def _not_known(truths: Iterable[Truth]) -> Truth:
    """Unknown, with the questions of every unknown part."""
    return Truth(None, ask=tuple(dict.fromkeys(q for t in truths if t.holds is None for q in t.ask)))


@dataclass(frozen=True)
class Rule:
    """A rule as read from a profile: a condition with its parameters and sentences, or a combination of rules."""

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
                return negated(self.parts[0].judge(known))
            case "category":
                return known.category(self.given)
        truth = CONDITIONS[self.word].test(known, self.given)
        return truth if truth.holds is None else Truth(truth.holds, self.yes if truth.holds else self.no)

    def turns(self, circumstances: Circumstances) -> Iterator[date]:
        """The days on which time alone may change the result."""
        for part in self.parts:
            yield from part.turns(circumstances)
        if self.word in CONDITIONS:
            yield from CONDITIONS[self.word].turns(circumstances, self.given)

    def words(self) -> Iterator[str]:
        """The name of every condition in it."""
        for part in self.parts:
            yield from part.words()
        if self.word in CONDITIONS:
            yield self.word


def read_rule(source: Any) -> Rule:
    """Read a rule of a profile. Raises ValueError for an unknown condition."""
    word: str
    given: Any
    word, given = (source, None) if isinstance(source, str) else next(iter(source.items()))
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
    """A condition's parameters, as its sentences use them."""
    params: dict[str, Any] = (
        dict(given) if isinstance(given, Mapping) else {"it": given if isinstance(given, str | int) else ""}
    )
    it = params.get("it", "")
    label, (who_zh, who_en) = _LABELS.get(it), _WHO.get(params.get("who", it), ("", ""))
    return params | {
        "area_zh": _AREA[params["area"]][1] if "area" in params else "", "who_zh": who_zh, "who_en": who_en,
        "zh": label.zh if label else "", "en": label.en if label else "",
    }  # fmt: skip


_WHO = {"child": ("子女", "child"), "any": ("家庭成员", "family member")}
_LABELS: dict[Any, Code] = {code.value: code for code in (*Ability, *NeedKind)}


def living(one: Person, day: date) -> bool:
    """Whether a person is alive on a day; false for a death on an unknown date."""
    return one.alive if one.died_on is None else day < one.died_on


def _some(known: Known, who: str) -> list[Kin] | None:
    kin = known.circumstances.kin
    if kin is None:
        return None
    return [one for one in kin if (who == "any" or one.kin == "child") and living(one, known.day)]


def inside(path: Path | None, area: Path | None, level: str) -> Holds:
    """Whether a place lies in the township (or district) of another; unknown if it is recorded too coarsely."""
    if path is None or not area:
        return None
    code = next((code for code in area if len(code) == _AREA[level][0]), None)
    if code is None:
        return None
    if code in path:
        return True
    return None if path[-1] in area else False


def _near(where: Path | None, since: date | None, known: Known, given: Mapping[str, Any], ask: Question) -> Truth:
    """Whether a person is in the area on a day; before the day on which they left it, they were."""
    if since is not None and known.day < since:
        return Truth(True)
    home = given["of"] == "home"
    area = known.circumstances.home if home else known.circumstances.registered
    precise = area is not None and any(len(code) == _AREA[given["area"]][0] for code in area)
    return _or_ask(inside(where, area, given["area"]), ask if precise or home else Question.REGISTERED_PLACE)


def _spouse_within(known: Known, given: Mapping[str, Any]) -> Truth:
    """Whether a spouse lives in the area."""
    facts = known.circumstances
    near = _near(facts.spouse_where, facts.spouse_since, known, given, Question.SPOUSE_PLACE)
    return all_of((_spouse_living(known), near))


def _kin_within(known: Known, given: Mapping[str, Any]) -> Truth:
    """Whether a child, or with `any` a family member or the spouse, lives in the area or with the elder."""
    at_home = _at_home(known)
    if at_home is LivesWith.CHILDREN or (given["who"] == "any" and at_home in _FAMILY):
        return Truth(True)
    some = _some(known, given["who"])
    near = [
        Truth(None, ask=(Question.CHILDREN,))
        if some is None
        else any_of(_near(one.where, one.since, known, given, Question.KIN_PLACE) for one in some)
    ]
    return any_of([*near, _spouse_within(known, given)] if given["who"] == "any" else near)


def _kin_all_away(known: Known, given: Mapping[str, Any]) -> Truth:
    if known.circumstances.lives_with is LivesWith.CHILDREN:
        return Truth(False)
    some = _some(known, given["who"])
    if some is None:
        return Truth(None, ask=(Question.CHILDREN,))
    return all_of(_long_away(one, known, given) for one in some) if some else Truth(False)


def _long_away(one: Kin, known: Known, given: Mapping[str, Any]) -> Truth:
    """Outside the area, for long enough and for one of the reasons; one false part decides, even if others are unknown."""
    return all_of((
        negated(_near(one.where, one.since, known, given, Question.KIN_PLACE)),
        _or_ask(None if one.reason is None else one.reason.value in given["reasons"], Question.KIN_REASON),
        _or_ask(None if one.since is None else known.day >= months_after(one.since, given["months"]), Question.KIN_SINCE),
    ))  # fmt: skip


def _only_child_lost(known: Known, grade: int) -> Truth:
    kin = known.circumstances.kin
    if kin is None:
        return Truth(None, ask=(Question.CHILDREN,))
    children = [one for one in kin if one.kin == "child"]
    if len(children) != 1 or children[0].adopted:
        return Truth(False)
    only = children[0]
    if not living(only, known.day):
        return Truth(True)
    disability = only.disability_grade
    return _or_ask(None if disability is None else 1 <= disability <= grade, Question.CHILD_DISABILITY)


def _ability_from(known: Known, grade: str) -> Truth:
    ability = known.circumstances.ability
    holds = None if ability is None else _GRADES.index(ability) >= _GRADES.index(Ability(grade))
    return _or_ask(holds, Question.ABILITY)


def _certificate(known: Known, grade: int) -> Truth:
    facts = known.circumstances
    if facts.certificate_grade is None:
        return _or_ask(False if facts.no_certificate else None, Question.CERTIFICATE)
    valid = facts.certificate_until is None or known.day <= facts.certificate_until
    return Truth(facts.certificate_grade <= grade and valid)


def _age_from(known: Known, years: int) -> Truth:
    born_on = known.circumstances.born_on
    return _or_ask(None if born_on is None else known.day >= years_on(born_on, years), Question.BIRTH_DATE)


def _spouse_living(known: Known, _given: Any = None) -> Truth:
    """Whether the spouse is alive; until the day of their death, where it is recorded."""
    facts = known.circumstances
    if facts.partner and facts.partner.died_on:
        return Truth(living(facts.partner, known.day))
    if facts.lives_with is LivesWith.SPOUSE:
        return Truth(True)
    return _is(facts.spouse, SpouseStatus.LIVING, ask=Question.SPOUSE)


def _at_home(known: Known) -> LivesWith | None:
    """The people that the elder lives with on a day; unknown after the death of a spouse in the household."""
    company = known.circumstances.lives_with
    return None if company is LivesWith.SPOUSE and not _spouse_living(known).holds else company


def _kin_living(known: Known, who: str) -> Truth:
    if known.circumstances.lives_with is LivesWith.CHILDREN:
        return Truth(True)
    some = _some(known, who)
    return _or_ask(None if some is None else bool(some), Question.CHILDREN)


def _lives_with_family(known: Known, _given: Any) -> Truth:
    """Whether the elder lives with family (spouse, children or others); false for an elder without family."""
    company = _at_home(known)
    if company is not None:
        return Truth(company in _FAMILY)
    anybody = any_of((_spouse_living(known), _kin_living(known, "any")))
    return anybody if anybody.holds is False else Truth(None, ask=(Question.LIVES_WITH,))


def _carer(known: Known, _given: Any) -> Truth:
    """Whether the elder has a carer: as recorded, or because one of the carers is alive."""
    facts = known.circumstances
    return _or_ask(any(living(one, known.day) for one in facts.carers) or facts.carer, Question.CARER)


def _or_ask(holds: Holds, ask: Question) -> Truth:
    """The recorded value; if there is none, the question to ask."""
    return Truth(holds, ask=(ask,) if holds is None else ())


def _is(value: Any, *wanted: Any, ask: Question) -> Truth:
    return _or_ask(None if value is None else value in wanted, ask)


def _cases(known: Known, test: Callable[[CaseSpan], bool]) -> Truth:
    return Truth(any(test(case) and case.opened_on <= known.day <= case.closed_on for case in known.cases))


def _of_family(circumstances: Circumstances, given: Any) -> Iterator[date]:
    """The days on which a family member died or left, or has been away for the months given."""
    months = given.get("months", 0) if isinstance(given, Mapping) else 0
    partner = circumstances.partner
    for one in (*([partner] if partner else []), *(circumstances.kin or ())):
        if one.died_on:
            yield one.died_on
        if one.since:
            yield one.since
            if months:
                yield months_after(one.since, months)


CONDITIONS: dict[str, Condition] = {
    "spouse_living": Condition(_spouse_living, "配偶健在 / a living spouse", "无配偶 / no spouse", _of_family),
    "kin_living": Condition(
        _kin_living, "有{who_zh} / has a living {who_en}", "无{who_zh} / no living {who_en}", _of_family),
    "carer": Condition(
        _carer, "有人照料 / has a carer", "无人照料 / nobody to care for them",
        lambda c, _: [one.died_on for one in c.carers if one.died_on]),
    "labour_lost": Condition(
        lambda k, _: _is(k.circumstances.labour, LabourCapacity.LOST, ask=Question.LABOUR), "丧失劳动能力 / cannot work",
        "有劳动能力 / can work"),
    "lives_with_nobody": Condition(
        lambda k, _: _is(_at_home(k), LivesWith.NOBODY, ask=Question.LIVES_WITH), "独自居住 / lives alone",
        "与他人同住 / lives with somebody", _of_family),
    "lives_with_family": Condition(
        _lives_with_family, "与家人同住 / lives with family", "未与家人同住 / does not live with family", _of_family),
    "kin_within": Condition(
        _kin_within, "有{who_zh}在同一{area_zh} / a {who_en} in the same {area}",
        "无{who_zh}在同一{area_zh} / no {who_en} in the same {area}", _of_family),
    "kin_all_away": Condition(
        _kin_all_away, "全部{who_zh}离开所在{area_zh}满{months}个月 / every {who_en} away from the {area} for {months} months",
        "并非全部{who_zh}离开所在{area_zh}满{months}个月 / not every {who_en} away from the {area} for {months} months", _of_family),
    "rural_registration": Condition(
        lambda k, _: _or_ask(k.circumstances.rural_registration, Question.RURAL_REGISTRATION), "农村户籍 / rural registration",
        "非农村户籍 / no rural registration"),
    "rural_residence": Condition(
        lambda k, _: _or_ask(k.circumstances.rural_residence, Question.RURAL_RESIDENCE), "居住在农村 / lives in the country",
        "不居住在农村 / does not live in the country"),
    "ability_from": Condition(_ability_from, "能力等级达到{zh} / ability: {en} or worse", "能力等级未达到{zh} / ability: not {en}"),
    "certificate_up_to": Condition(
        _certificate, "持有效残疾人证，{it}级及以上 / a valid disability certificate of grade {it} or graver",
        "无有效的{it}级及以上残疾人证 / no valid disability certificate of grade {it} or graver",
        lambda c, _: (c.certificate_until + DAY,) if c.certificate_until else ()),
    "only_child_lost": Condition(
        _only_child_lost, "独生子女死亡或残疾（{it}级及以上），未再生育或收养 / the only child dead or disabled (grade {it} or graver), none since",
        "不符合独生子女死亡或残疾的情形 / no only child that died or is disabled", _of_family),
    "age_from": Condition(
        _age_from, "年满{it}周岁 / {it} years old", "未满{it}周岁 / under {it}",
        lambda c, years: (years_on(c.born_on, years),) if c.born_on else ()),
    "economic_in": Condition(
        lambda k, codes: _is(k.circumstances.economic, *(EconomicStatus(code) for code in codes), ask=Question.ECONOMIC),
        "经济困难 / in hardship", "经济状况一般 / not in hardship"),
    "poor": Condition(lambda k, _: _or_ask(k.circumstances.poor, Question.LIVING), "生活贫困 / poor", "生活不贫困 / not poor"),
    "no_income": Condition(
        lambda k, _: _is(k.circumstances.income, False, ask=Question.INCOME), "无收入来源 / no income", "有收入来源 / has an income"),
    "open_risk": Condition(
        lambda k, _: _cases(k, lambda case: isinstance(case.kind, RiskKind)), "有未销号的风险隐患 / a risk is open", "无未销号的风险隐患 / no risk is open"),
    "open_need": Condition(
        lambda k, kind: _cases(k, lambda case: isinstance(case.kind, NeedKind) and case.kind == kind), "有未办结的{zh}需求 / a need is open: {en}",
        "无未办结的{zh}需求 / no open need: {en}"),
}  # fmt: skip
