"""What people do with files: register, amend, transfer."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from pydantic import ValidationError
from uuid_utils.compat import uuid7

from .. import clock
from ..access import AGENCIES_AT, KNOWING, PLACE_OF_CODE, PLACE_PATHS, Role
from ..dated import standing_of
from ..errors import ElderAlreadyRegistered, Invalid, PreconditionFailed, wrong
from ..etags import Expected
from ..ledger import Book, Entry, Page, Sealing, Written
from ..policy import FileState
from ..wire import refused
from .adoption import follow_place, rules_for
from .circumstances import circumstances_of, effective_grade, homes_in, places_in, unknown_places
from .dating import days_of
from .facts import ElderAmended, ElderRegistered, ElderTransferred, FileFact, ScopeAdded, ScopeRemoved
from .patch import merged, named_place, unmasked, within_copy
from .people import assemble, take_apart
from .rules import begin, check_file, check_here
from .sheets import FilePart, Filing, Transfer

_TWIN = "SELECT twin_within(%s, %s::bytea[], %s) AS twin"
_ASSIGN = "SELECT assign(%s, %s, %s::uuid[])"
KEPT = {"filed_on", "confirmed_on", "state", "consent", "consent_on", "external_id"}
"""What a registration says of the file as a whole, and every later fact of the file repeats."""
_JUST_AFTER = timedelta(microseconds=1)


async def register_elder(book: Book, sheet: Filing, numbers: Mapping[str, bytes], sealing: Sealing) -> Written:
    """Enter an elder in the ledger.

    Raises Invalid where the place is not the registrar's, the sheet contradicts itself or a village says that the elder was
    confirmed, ElderAlreadyRegistered where the ID number has a file in the registrar's places. A file elsewhere is no
    obstacle, and is not mentioned.
    """
    elder = uuid7()
    twins = sealing.tags("id_number", sheet.id_number) if sheet.id_number else []
    page, known = await book.start(elder, sheet.residence.place, numbers=numbers, twins=twins)
    if before := await book.replay():
        return before
    if page is None:
        raise wrong(
            "/residence/place",
            "unknown_place",
            "No such village in the places you serve.",
            "您负责的区域内没有此村（居）。",
        )
    if known:
        raise ElderAlreadyRegistered(str(known))
    beginning = begin(sheet, by_village=book.actor.role in (Role.LIAISON, Role.APP))
    rules = await rules_for(book, page, clock.today())
    check_file(sheet, {}, rules, whole=beginning.state is FileState.ACTIVE)  # a candidate's may be filled in later
    fact = ElderRegistered(
        filed_on=sheet.filed_on, external_id=sheet.external_id, consent_on=sheet.consent.on if sheet.consent else None,
        **asdict(beginning), **await _filed(book, page, sheet),
    )  # fmt: skip
    filed_at = min(clock.start_of(sheet.filed_on), clock.now())
    book.write(page, fact, happened_at=filed_at, record_no=sheet.external_id)
    await follow_place(book, page, min(clock.start_of(beginning.confirmed_on or sheet.filed_on), filed_at), filed_at)
    book.afterwards(page, _ASSIGN, (elder, clock.now(), list(page.agencies)))
    return Written(elder, 1, elder)


async def amend_elder(
    book: Book, elder: UUID, changes: Mapping[str, Any], expected: Expected, numbers: Mapping[str, bytes], sealing: Sealing,
    as_of: date | None = None,
) -> Written:  # fmt: skip
    """Change what a file says; the sections that are sent replace those that were, each from its own day: those that don't
    date themselves as of one. Sections of several days are as many facts.

    Raises PreconditionFailed when the file has changed since the version that is expected, Invalid where the result would not hold,
    ElderAlreadyRegistered where the new ID number has another file in the actor's places.
    """
    page = await book.open(elder, at=clock.now(), numbers=numbers)
    if before := await book.replay(page):
        return before
    latest = await _latest_file(book, page, expected)
    as_filed = _as_filed(latest)
    changes = within_copy(book.actor, changes)
    if named_place(changes) not in (None, as_filed["residence"]["place"]):
        raise wrong(
            "/residence/place",
            "use_transfer",
            "A move to another village is a transfer.",
            "迁往其他村（居）请使用迁移接口。",
        )
    try:
        sheet = FilePart.model_validate(unmasked(merged(as_filed, changes), as_filed))
    except ValidationError as error:
        raise refused(error) from None
    if as_filed["id_number"] and not sheet.id_number:
        raise wrong(
            "/id_number", "number_stays", "A number may be corrected, and not taken away.",
            "身份证号码可更正，不可删除。",
        )  # fmt: skip
    standing = standing_of(page).course
    now = standing.on(clock.today())
    active = now is not None and now.state is FileState.ACTIVE
    check_file(sheet, latest.people, standing.rules_on(clock.today()), whole=active)
    if sheet.id_number and sheet.id_number != as_filed["id_number"]:
        rows = await book.ask(_TWIN, (book.actor.id, sealing.tags("id_number", sheet.id_number), elder))
        if rows[0]["twin"]:
            raise ElderAlreadyRegistered(str(rows[0]["twin"]))
    await book.know(page, latest.people)
    kept = latest.model_dump(include=KEPT)
    filed = await _filed(book, page, sheet, homes_in(FilePart.model_validate(as_filed)))
    stream = await book.settled(page)
    days = days_of(stream, latest.circumstances, filed["circumstances"], sheet, changes, as_of or clock.today())
    entry = stream[-1]  # nothing is written where nothing changes
    for day in sorted(set(days.values())):
        changed = sorted(section for section in days if days[section] == day)
        fact = ElderAmended(changed=changed, **kept, **filed)
        entry = book.write(page, fact, happened_at=_since(page, stream, day))
    return Written.of(entry)


async def transfer_elder(
    book: Book, elder: UUID, move: Transfer, expected: Expected, numbers: Mapping[str, bytes]
) -> Written:
    """Hand a file to another of the actor's villages. Who had it before keeps what they recorded, and nothing else.

    Raises Invalid where the village is not the actor's or is the same, ElderHasLeft.
    """
    on = move.on or clock.today()
    moment = clock.now() if on == clock.today() else clock.start_of(on)
    page = await book.open(elder, at=clock.now(), numbers=numbers)  # who has the elder now, whenever the move was
    if before := await book.replay(page):
        return before
    latest = await _latest_file(book, page, expected)
    spot = await book.place(move.place, on)
    if spot is None:
        raise wrong(
            "/place", "unknown_place",
            "No such village in the places you serve. Ask the district to hand a file to another township.",
            "您负责的区域内没有此村（居）；迁往其他乡镇（街道）请联系县级督导员办理。",
        )  # fmt: skip
    if move.place == latest.place:
        raise wrong("/place", "same_place", "The elder lives there already.", "服务对象已在该村（居）。")
    stream = await book.stream(page)
    check_here(standing_of(page).course, on)
    if any(isinstance(e.fact, ElderTransferred) and e.happened_at >= moment for e in stream):
        raise wrong("/on", "before_last_move", "The elder has moved again since.", "该日期之后已有迁移记录。")
    if on < latest.filed_on:
        raise wrong("/on", "before_filing", "The file did not exist yet.", "该日期早于建档日期。")
    was = _as_filed(latest)["residence"]
    rural = was.get("rural") if move.rural is None else move.rural
    home = {"place": move.place, "detail": move.detail, "group": move.group, "rural": rural}
    return await _hand_over(book, page, latest, spot, home, moment)


async def follow_merger(book: Book, elder: UUID, place: UUID, code: str, since: date, cause: UUID) -> None:
    """Hand a file of a place to the village into which that was merged, unless the elder has moved or left meanwhile."""
    page = await book.open(elder, at=clock.now())
    if page.place_id != place or standing_of(page).course.left_before(clock.today()):
        return
    assert page.file_version is not None
    latest = await _latest_file(book, page, Expected(None))
    [spot] = await book.ask(PLACE_OF_CODE, (code,))
    began = [e.happened_at for e in await book.stream(page) if isinstance(e.fact, ElderRegistered | ElderTransferred)]
    moment = max(clock.start_of(since), *(at + _JUST_AFTER for at in began))
    home = _as_filed(latest)["residence"] | {"place": code}
    await _hand_over(book, page, latest, (spot["id"], spot["no"]), home, moment, cause)


async def _hand_over(
    book: Book, page: Page, latest: FileFact, spot: tuple[UUID, int], home: dict[str, Any], moment: datetime,
    cause: UUID | None = None,
) -> Written:  # fmt: skip
    """Write that the elder lives in another village from a moment on, and announce it to the agencies that lose and gain them."""
    old_place, on, today = page.place_id, clock.day_of(moment), clock.today()
    old_agencies = {row["agency"] for row in await book.ask(KNOWING, (page.subject,))}
    there = {"no": spot[1], "elder": page.subject, "on": today}
    new_agencies = {row["agency"] for row in await book.ask(AGENCIES_AT, there)}
    as_filed = _as_filed(latest) | {"residence": home}
    await book.know(page, latest.people)
    kept = latest.model_dump(include=KEPT)
    sheet = FilePart.model_validate(as_filed)
    filed = await _filed(book, page, sheet, homes_in(sheet))
    fact = ElderTransferred(from_place=latest.place, on=on, **kept, **filed)
    # where the elder went is for those who have them now; the others learn that they left, from the place they left
    book.write(
        page, ScopeRemoved(reason="transfer"), happened_at=moment, cause=cause, audience={old_place}, beyond={spot[0]},
        agencies=old_agencies - new_agencies,
    )  # fmt: skip
    book.move(page, *spot)
    entry = book.write(page, fact, happened_at=moment, cause=cause, audience={spot[0]}, agencies=new_agencies)
    book.write(
        page, ScopeAdded(reason="transfer"), happened_at=moment, cause=cause, audience={spot[0]}, beyond={old_place},
        agencies=new_agencies - old_agencies,
    )  # fmt: skip
    await follow_place(book, page, moment, moment)
    book.afterwards(page, _ASSIGN, (page.subject, max(moment, clock.now()), list(new_agencies)))
    return Written.of(entry)


async def _latest_file(book: Book, page: Page, expected: Expected) -> FileFact:
    version = page.file_version
    if version is None or version not in expected:
        raise PreconditionFailed
    await book.served_by(page)
    latest = await book.entry(page, version)
    assert isinstance(latest.fact, FileFact)
    return latest.fact


def _since(page: Page, stream: Iterable[Entry], day: date) -> datetime:
    """The moment from which a change of a day holds: now, or as that day begins, or just after what the file said that day."""
    if day == clock.today():
        return max(page.written_at, clock.now())
    said = [e.happened_at for e in stream if isinstance(e.fact, FileFact) and clock.day_of(e.happened_at) == day]
    return max([clock.start_of(day), *(at + _JUST_AFTER for at in said)])


def _as_filed(latest: FileFact) -> dict[str, Any]:
    """A file as it was submitted, with every person in place. "No certificate" is part of it only if it was stated."""
    assert latest.file is not None
    filed = assemble(latest.file, {p: r.model_dump(mode="json") for p, r in latest.people.items()})
    if not (filed.get("disability_certificate") or (latest.circumstances and latest.circumstances.no_certificate)):
        filed.pop("disability_certificate", None)
    return filed | {"categories_told": latest.categories, "tier_told": latest.tier_told}


async def _filed(book: Book, page: Page, sheet: FilePart, known_before: frozenset[str] = frozenset()) -> dict[str, Any]:
    """The fields of a fact that leaves this file: what is open of it, the sealed rest, and everybody else's part apart.

    Raises Invalid where somebody is said to live at a place that nobody can look up, unless the file said so before.
    """
    rows = await book.ask(PLACE_PATHS, (sorted(places_in(sheet)),))
    path_of = {row["asked"]: tuple(row["path"]) for row in rows}
    if errors := tuple(unknown_places(sheet, path_of, known_before)):
        raise Invalid(errors=errors)
    circumstances = circumstances_of(sheet, path_of)
    fields = sheet.model_dump(
        mode="json", by_alias=True, include=set(FilePart.model_fields) - {"categories_told", "tier_told"}
    )
    if sheet.disability_certificate is None and not circumstances.no_certificate:
        del fields["disability_certificate"]
    if sheet.ability and (sheet.ability.score is not None or sheet.ability.items):
        fields["ability"]["grade"] = None  # it follows, also from a score amended later
    own, people = take_apart(fields, lambda: book.new_person(page))
    return {
        "tier_told": sheet.tier_told, "categories": sheet.categories_told, "ability": effective_grade(sheet.ability),
        "place": sheet.residence.place, "file": own, "people": people, "circumstances": circumstances,
    }  # fmt: skip
