"""From which day each section of a file holds (分项生效日期). No database, no clock.

An assessment, a certificate, a health check, a death and a move date themselves; what else is amended holds as of the day
that is named.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from ..clock import day_of
from ..errors import wrong
from ..ledger import Entry
from ..policy import Circumstances, Kin
from .facts import ElderAmended, ElderTransferred, FileFact
from .sheets import FilePart

FIELDS_OF: dict[str, tuple[str, ...]] = {
    "id_number": ("born_on",),
    "residence": ("home", "rural_residence"),
    "household_registration": ("registered", "rural_registration"),
    "family": ("spouse", "spouse_where", "spouse_since", "spouse_died_on", "lives_with", "carer", "labour", "kin"),
    "supporters": ("kin",),
    "carers": ("carers",),
    "ability": ("ability", "assessed_on"),
    "health_management": ("managed", "checked_on"),
    "economic_status": ("economic",),
    "subsistence_allowance_told": ("economic",),
    "living_told": ("poor",),
    "disability_certificate": ("certificate_grade", "certificate_until", "no_certificate"),
    "income_source": ("income",),
    "monthly_income_yuan": ("income",),
    "living": ("income",),
}
"""What of the circumstances rests on each section of a file; on any other section rests nothing."""

_POINTERS = {
    "ability": "/ability/assessed_on", "disability_certificate": "/disability_certificate/issued_on",
    "health_management": "/health_management/checked_on",
}  # fmt: skip
_HOUSEHOLD = ("lives_with", "carer", "labour")


def days_of(
    stream: Iterable[Entry], before: Circumstances | None, after: Circumstances | None, sheet: FilePart,
    changed: Iterable[str], as_of: date,
) -> dict[str, date]:  # fmt: skip
    """The day from which each changed section holds. Raises Invalid where that section has changed since.

    A family in which somebody died or moved, and nothing else changed, holds from that day; or from its last change, where
    that is later, for the day of the death or the move counts all the same.
    """
    changed_on, filed_on = _last_changed(stream)
    ability, certificate, health = sheet.ability, sheet.disability_certificate, sheet.health_management
    own = {
        "ability": ability.assessed_on if ability else None,
        "disability_certificate": certificate.issued_on if certificate else None,
        "health_management": max(filter(None, (health.signed_on, health.checked_on)), default=None) if health else None,
    }
    moved = _day_of_kin(before, after)
    days = {}
    for section in changed:
        since = changed_on.get(section, filed_on)
        if section in ("family", "supporters") and moved is not None:
            days[section] = max(moved, since)
            continue
        day = own.get(section)
        days[section] = as_of if day is None else max(day, filed_on)
        if days[section] < since:
            pointer = "/as_of" if day is None else _POINTERS[section]
            raise wrong(pointer, "before_last_change", "This has changed since that day.", "该日期之后此项已有变更。")
    return days


def amended(before: FileFact, fact: ElderAmended) -> FileFact:
    """What is to be believed of a file after an amendment: of what it changed the new, of all else what was before."""
    if before.circumstances is None or fact.circumstances is None:
        return fact
    fields = {field for section in fact.changed for field in FIELDS_OF.get(section, ())}
    new = {field: getattr(fact.circumstances, field) for field in fields}
    kept = {
        "circumstances": before.circumstances.model_copy(update=new),
        "categories": fact.categories if "categories_told" in fact.changed else before.categories,
        "tier_told": fact.tier_told if "tier_told" in fact.changed else before.tier_told,
    }
    return fact.model_copy(update=kept)


def _last_changed(stream: Iterable[Entry]) -> tuple[Mapping[str, date], date]:
    """The last day of which each section was amended, and the day of the filing."""
    changed_on: dict[str, date] = {}
    filed_on = date.max
    for entry in stream:
        day = day_of(entry.happened_at)
        if isinstance(entry.fact, ElderAmended | ElderTransferred):
            sections = entry.fact.changed if isinstance(entry.fact, ElderAmended) else ["residence"]
            changed_on |= {section: max(day, changed_on.get(section, day)) for section in sections}
        elif isinstance(entry.fact, FileFact):
            filed_on = day
    return changed_on, filed_on


def _day_of_kin(before: Circumstances | None, after: Circumstances | None) -> date | None:
    """The first day on which somebody of the family died or moved, where nothing else of the family changed."""
    if before is None or after is None or len(before.kin or ()) != len(after.kin or ()):
        return None
    if any(getattr(before, field) != getattr(after, field) for field in _HOUSEHOLD):
        return None
    pairs = zip((before.partner, *(before.kin or ())), (after.partner, *(after.kin or ())), strict=True)
    changes = [(was, now) for was, now in pairs if was != now]
    days = [_own_day(was, now) for was, now in changes]
    return min((day for day in days if day), default=None) if all(days) else None


def _own_day(was: Kin | None, now: Kin | None) -> date | None:
    """The day of a death or a move, where that is all that is new of somebody."""
    if was is None or now is None:
        return None
    dated = {"alive", "died_on", "where", "since", "reason", "planned_return_on"}
    if was.model_dump(exclude=dated) != now.model_dump(exclude=dated):
        return None
    if now.died_on != was.died_on:
        return now.died_on
    return now.since if now.since != was.since else None
