"""What people do with files: register, amend, transfer."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from pydantic import ValidationError
from uuid_utils.compat import uuid7

from .. import clock
from ..access import Role
from ..desk import replayed
from ..errors import ElderAlreadyRegistered, Invalid, PreconditionFailed, wrong
from ..ledger import Book, Page, Sealing
from ..policy import Consent, FileState
from ..wire import field_errors
from .facts import ElderAmended, ElderRegistered, ElderTransferred, FileFact, Relative, ScopeAdded, ScopeRemoved
from .rules import age_on, first_state, read_id_number, tier_of
from .sheets import FilePart, Registration, Transfer, masked
from .views import HIDDEN_FROM_VILLAGES, assemble

_TWIN = "SELECT twin_within(%s, %s::bytea[], %s) AS twin"
_ASSIGN = "SELECT assign(%s, %s)"
_SERVED_BY = (
    "SELECT DISTINCT c.agency FROM contract c JOIN place l ON l.id = c.place_id"
    " WHERE l.no <= %s AND l.hi >= %s AND c.from_on <= %s AND c.until_on >= %s"
)


async def register_elder(
    book: Book, sheet: Registration, numbers: Mapping[str, bytes], sealing: Sealing
) -> tuple[UUID, bool]:
    """Enter an elder in the ledger. Answers the elder's id, and whether this was said before.

    Raises Invalid where the place is not the registrar's, ElderAlreadyRegistered where the ID number has a file in
    the registrar's places. A file elsewhere is no obstacle, and nothing is told of it.
    """
    elder = uuid7()
    twins = sealing.tags("id_number", sheet.id_number)
    page, known, said = await book.start(elder, sheet.residence.place, numbers=numbers, twins=twins)
    if before := replayed(said, numbers):
        return before[0], True
    if page is None:
        raise wrong(
            "/residence/place",
            "unknown_place",
            "No such village in the places you serve.",
            "您负责的区域内没有此村（居）。",
        )
    if known:
        raise ElderAlreadyRegistered(str(known))
    _known_people_only(sheet, {})
    by_village = book.actor.role in (Role.LIAISON, Role.APP)
    state = first_state(by_village, sheet.consent.given if sheet.consent else None)
    consent = Consent.NOT_ASKED if sheet.consent is None else Consent.GIVEN if sheet.consent.given else Consent.DECLINED
    confirmed_on = (sheet.confirmed_on or sheet.filed_on) if state is FileState.ACTIVE else None
    fact = ElderRegistered(
        filed_on=sheet.filed_on, confirmed_on=confirmed_on, state=state, consent=consent, external_id=sheet.external_id,
        **_filed(book, page, sheet),
    )  # fmt: skip
    book.write(page, fact, happened_at=min(clock.start_of(sheet.filed_on), clock.now()), record_no=sheet.external_id)
    book.afterwards(page, _ASSIGN, (elder, clock.now()))
    return elder, False


async def amend_elder(
    book: Book, elder: UUID, changes: Mapping[str, Any], version: int, numbers: Mapping[str, bytes], sealing: Sealing
) -> bool:
    """Change what a file says; the sections that are sent replace those that were. Answers whether this was said before.

    Raises PreconditionFailed when the file has changed since that version, Invalid where the result would not hold,
    ElderAlreadyRegistered where the new ID number has another file in the actor's places.
    """
    page = await book.open(elder, at=clock.now(), numbers=numbers)
    if replayed(page.said, numbers):
        return True
    latest = await _latest_file(book, page, version)
    assert latest.file is not None
    told = assemble(latest.file, {p: r.model_dump(mode="json") for p, r in latest.people.items()})
    told |= {"categories_told": latest.categories, "tier_told": latest.tier_told}
    if not book.actor.sees_full_file and (unseen := sorted(set(changes) & set(HIDDEN_FROM_VILLAGES))):
        raise wrong(
            f"/{unseen[0]}", "not_in_your_copy", "Your copy of the file has no such section.", "您的档案副本不含此项。"
        )
    if _named_place(changes) not in (None, told["residence"]["place"]):
        raise wrong(
            "/residence/place",
            "use_transfer",
            "A move to another village is a transfer.",
            "迁往其他村（居）请使用迁移接口。",
        )
    try:
        sheet = FilePart.model_validate(_unmasked(_merged(told, changes), told))
    except ValidationError as error:
        raise Invalid(errors=field_errors([{**e, "loc": ("body", *e["loc"])} for e in error.errors()])) from None
    _known_people_only(sheet, latest.people)
    if sheet.id_number != latest.file["id_number"]:
        rows = await book.ask(_TWIN, (book.actor.id, sealing.tags("id_number", sheet.id_number), elder))
        if rows[0]["twin"]:
            raise ElderAlreadyRegistered(str(rows[0]["twin"]))
    await book.know(page, latest.people)
    kept = latest.model_dump(include={"filed_on", "confirmed_on", "state", "consent", "external_id"})
    fact = ElderAmended(changed=sorted(changes), **kept, **_filed(book, page, sheet))
    book.write(page, fact, happened_at=max(page.written_at, clock.now()))
    return False


async def transfer_elder(book: Book, elder: UUID, move: Transfer, version: int, numbers: Mapping[str, bytes]) -> bool:
    """Hand a file to another of the actor's villages. Who had it before keeps what they recorded, and nothing else.

    Raises Invalid where the village is not the actor's or is the same.
    """
    on = move.on or clock.today()
    moment = clock.now() if on == clock.today() else clock.start_of(on)
    page = await book.open(elder, at=clock.now(), numbers=numbers)  # who has the elder now, whenever the move was
    if replayed(page.said, numbers):
        return True
    latest = await _latest_file(book, page, version)
    spot = await book.place(move.place)
    if spot is None:
        raise wrong(
            "/place", "unknown_place", "No such village in the places you serve.", "您负责的区域内没有此村（居）。"
        )
    if move.place == latest.place:
        raise wrong("/place", "same_place", "The elder lives there already.", "服务对象已在该村（居）。")
    stream = await book.stream(page)
    if any(isinstance(e.fact, ElderTransferred) and e.happened_at >= moment for e in stream):
        raise wrong("/on", "before_last_move", "The elder has moved again since.", "该日期之后已有迁移记录。")
    if on < latest.filed_on:
        raise wrong("/on", "before_filing", "The file did not exist yet.", "该日期早于建档日期。")
    assert latest.file is not None
    old_place, old_agencies = page.place_id, set(page.agencies)
    today = clock.today()
    new_agencies = {row["agency"] for row in await book.ask(_SERVED_BY, (spot[1], spot[1], today, today))}
    await book.know(page, latest.people)
    residence = {**latest.file["residence"], "place": move.place, "detail": move.detail, "group": move.group}
    kept = latest.model_dump(exclude={"file", "place", "people", "changed", "from_place", "on"})
    fact = ElderTransferred(
        from_place=latest.place, on=on, place=move.place, file={**latest.file, "residence": residence}, people=latest.people, **kept
    )  # fmt: skip
    # where the elder went is for those who have them now; the others are told that they went, from the place they left
    book.write(
        page, ScopeRemoved(reason="transfer"), happened_at=moment, audience={old_place}, beyond={spot[0]},
        agencies=old_agencies - new_agencies,
    )  # fmt: skip
    book.move(page, *spot)
    book.write(page, fact, happened_at=moment, audience={spot[0]}, agencies=new_agencies)
    book.write(
        page, ScopeAdded(reason="transfer"), happened_at=moment, audience={spot[0]}, beyond={old_place},
        agencies=new_agencies - old_agencies,
    )  # fmt: skip
    book.afterwards(page, _ASSIGN, (elder, max(moment, clock.now())))
    return False


async def _latest_file(book: Book, page: Page, version: int) -> FileFact:
    if page.file_version != version:
        raise PreconditionFailed
    await book.served_by(page)
    latest = await book.entry(page, version)
    assert isinstance(latest.fact, FileFact)
    return latest.fact


def _filed(book: Book, page: Page, sheet: FilePart) -> dict[str, Any]:
    """The fields of a fact that leaves this file: what is open of it, the sealed rest, and everybody else's part apart."""
    born_on, _ = read_id_number(sheet.id_number)
    own = sheet.model_dump(
        mode="json", include=set(FilePart.model_fields) - {"emergency_contact", "categories_told", "tier_told"}
    )
    people: dict[UUID, Relative] = {}
    if sheet.emergency_contact:
        told = sheet.emergency_contact
        people[told.id or book.new_person(page)] = Relative(
            part="emergency_contact", told=told.model_dump(mode="json", exclude={"id"})
        )
    if sheet.family and sheet.family.children is not None:
        for turn, child in enumerate(sheet.family.children):
            people[child.id or book.new_person(page)] = Relative(
                part="child", turn=turn, told=child.model_dump(mode="json", exclude={"id"})
            )
        own["family"]["children"] = []
    ability = sheet.ability.grade if sheet.ability else None
    return {
        "tier": tier_of(sheet.tier_told, sheet.categories_told, ability, age_on(born_on, clock.today())),
        "tier_told": sheet.tier_told, "categories": sheet.categories_told, "ability": ability,
        "place": sheet.residence.place, "file": own, "people": people,
    }  # fmt: skip


def _merged(told: Any, changes: Any) -> Any:
    """A JSON merge patch (RFC 7396)."""
    if not isinstance(changes, Mapping):
        return changes
    merged = dict(told) if isinstance(told, Mapping) else {}
    for name, value in changes.items():
        merged[name] = _merged(merged.get(name), value) if isinstance(value, Mapping) else value
    return merged


def _unmasked(changed: dict[str, Any], told: Mapping[str, Any]) -> dict[str, Any]:
    """A number sent back as it was shown, masked, is the number that it stands for."""
    if changed.get("id_number") == masked(told["id_number"]):
        changed["id_number"] = told["id_number"]
    known = {str(child["id"]): child.get("id_number") for child in (told.get("family") or {}).get("children") or ()}
    family = changed.get("family")
    children = family.get("children") if isinstance(family, Mapping) else None
    for child in children if isinstance(children, list) else ():
        number = known.get(str(child.get("id"))) if isinstance(child, dict) else None
        if number and child.get("id_number") == masked(number):
            child["id_number"] = number
    return changed


def _named_place(changes: Mapping[str, Any]) -> Any:
    residence = changes.get("residence")
    return residence.get("place") if isinstance(residence, Mapping) else None


def _known_people_only(sheet: FilePart, people: Mapping[UUID, Any]) -> None:
    """An id in a family names somebody of this file; a new person is sent without one."""
    children = sheet.family.children or [] if sheet.family else []
    named = [("/emergency_contact/id", sheet.emergency_contact.id if sheet.emergency_contact else None)]
    named += [(f"/family/children/{turn}/id", child.id) for turn, child in enumerate(children)]
    seen: set[UUID] = set()
    for pointer, person in named:
        if person is not None and (person not in people or person in seen):
            raise wrong(pointer, "unknown_person", "No such person in this file.", "档案中没有此人。")
        seen |= {person} if person else set()
