"""How an elder stands from day to day: the stretches that follow from the history of the file. No database, no clock."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from ..course import History
from ..days import DAY, first_of_month
from ..policy import (
    DEFAULT_PROFILE,
    Ability,
    CaseSpan,
    Category,
    ContactState,
    FileState,
    Flag,
    Judgement,
    OnFile,
    Profile,
    Stretch,
    check_due_on,
    judge_elder,
    profile_of,
    turns,
)
from .papers import Paper, expired

ON_FILE = (FileState.ACTIVE, FileState.SUSPENDED)


def stretches_of(history: History, papers: Sequence[Paper], cases: tuple[CaseSpan, ...]) -> list[Stretch]:
    """The elder's standing from the first day on: a new stretch begins where anything changes."""
    if not history.files:
        return []
    contact = history.contact()
    found: list[Stretch] = []
    for day in sorted(_turning_days(history, papers, cases)):
        rules = profile_of(history.profile(day))
        on_file, state = history.on_file(day), history.state(day)
        judged = judge_elder(rules, on_file, day, cases if rules.follows_cases else ())
        flags = (*_flags(on_file, judged, contact, state), *_due(rules, on_file, papers, day, state))
        stretch = Stretch(
            day, state, judged.tier, history.place(day), rules.name, history.times(day),
            tuple(judged.categories.items()), judged.tier_reasons, flags,
            history.confirmed(day), history.consent(day), judged.unknown,
        )  # fmt: skip
        if not found or replace(found[-1], from_on=day) != stretch:
            found.append(stretch)
    return found


def _turning_days(history: History, papers: Iterable[Paper], cases: Iterable[CaseSpan]) -> set[date]:
    """The days on which a fact or time alone may change the standing, from the first of the first month on, for the duty of
    that month looks at all of its days."""
    first_on = first_of_month(history.first_on)
    days = {first_on}
    for dated in (history.files, history.homes, history.consents, history.gone, history.profiles):
        days |= {on for on, _ in dated}
    days |= {fact.on for fact in history.overruled} | {fact.on for fact in history.tiers}
    days |= {history.confirmed_on} if history.confirmed_on else set()
    for paper in papers:
        days |= {paper.added_on} | ({paper.removed_on} if paper.removed_on else set())
        days |= {paper.valid_until + DAY} if paper.valid_until else set()
    for away in history.suspensions.values():
        days |= {away.from_on} | ({away.until_on + DAY} if away.until_on else set())
    for raised in history.frequencies:
        days |= {raised.from_on} | ({raised.until_on + DAY} if raised.until_on else set())
    rules = [profile_of(name) for name in {DEFAULT_PROFILE, *(name for _, name in history.profiles)}]
    for _, file in history.files:
        if file.circumstances:
            for profile in rules:
                days |= set(turns(profile, file.circumstances))
    if any(profile.follows_cases for profile in rules):
        days |= {case.opened_on for case in cases}
        days |= {case.closed_on + DAY for case in cases if case.closed_on < date.max}
    return {day for day in days if day >= first_on}


def _flags(on_file: OnFile, judged: Judgement, contact: ContactState, state: FileState) -> Iterator[Flag]:
    """What of a judgement somebody should look at: 避免让生活不能自理的老年人单独居住; a tick that the facts contradict; nobody
    to be called first; what is not known and must be asked."""
    if Category.LIVING_ALONE in judged.categories and on_file.circumstances.ability in (
        Ability.SEVERE,
        Ability.COMPLETE,
    ):
        yield Flag.DEPENDENT_ALONE
    if on_file.tier is not None and on_file.tier_overruled is None and on_file.tier is not judged.tier:
        yield Flag.TIER_DISAGREES
    if contact is ContactState.MISSING and state in ON_FILE:
        yield Flag.CONTACT_MISSING
    if judged.unknown and state is not FileState.LEFT:
        yield Flag.VERIFY_FAMILY


def _due(rules: Profile, on_file: OnFile, papers: Iterable[Paper], day: date, state: FileState) -> Iterator[Flag]:
    """What is due by a day: a health check (健康检查), a paper in the place of one that has expired."""
    check_on = check_due_on(rules, on_file.circumstances)
    if check_on is not None and check_on <= day and state in ON_FILE:
        yield Flag.HEALTH_CHECK_DUE
    if state is not FileState.LEFT and expired(papers, day):
        yield Flag.PAPER_EXPIRED
