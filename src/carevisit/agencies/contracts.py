"""Acts on contracts: begin one, end or extend one. The announcer then writes which elders come to the agency or leave it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from .. import clock
from ..access import CONTRACT
from ..accounts import record
from ..errors import ContractNotFound, ElderNotFound, PlaceNotFound, PreconditionFailed, wrong
from ..etags import Expected
from ..ledger import Book, Written
from ..policy import Service
from .actions import opened
from .facts import ContractAmended, ContractBegun

_SCOPE = "SELECT places, elders FROM contract_scope(%s, %s::text[], %s::uuid[])"


@dataclass(frozen=True)
class NewContract:
    """A contract to begin, for places by their codes or for elders by name."""

    places: Sequence[str]
    elders: Sequence[UUID]
    from_on: date
    until_on: date | None
    services: Sequence[Service]


async def begin_contract(book: Book, agency: UUID, new: NewContract, numbers: Mapping[str, bytes]) -> Written:
    """Give an agency a contract for places or elders of the actor's area.

    Raises Invalid, AgencyNotFound, PlaceNotFound, ElderNotFound.
    """
    _check(new)
    page = await opened(book, agency, numbers)
    if before := await book.replay(page):
        return before
    [scope] = await book.ask(_SCOPE, (book.actor.id, list(new.places), list(new.elders)))
    if None in scope["places"]:
        raise PlaceNotFound
    if len(scope["elders"]) != len(new.elders):
        raise ElderNotFound
    services = list(dict.fromkeys(new.services))
    fact = ContractBegun(
        place=list(new.places), elders=list(new.elders), services=services, from_on=new.from_on, until_on=new.until_on
    )
    id = uuid7()
    written = await record(book, page, fact, id=id)
    values = (id, agency, scope["places"], scope["elders"], new.from_on, new.until_on, services)
    book.afterwards(page, "SELECT contract_begin(%s, %s, %s::uuid[], %s::uuid[], %s, %s, %s::text[])", values)
    return written


async def amend_contract(
    book: Book, agency: UUID, id: UUID, changes: Mapping[str, Any], expected: Expected, numbers: Mapping[str, bytes]
) -> Written:
    """Give a contract another last day (none: without an end) or other services.

    Raises AgencyNotFound, ContractNotFound, PreconditionFailed, Invalid.
    """
    page = await opened(book, agency, numbers)
    if before := await book.replay(page):
        return before
    rows = await book.ask(CONTRACT, (id, agency))
    if not rows:
        raise ContractNotFound
    row = rows[0]
    if row["revision"] not in expected:
        raise PreconditionFailed
    until_on = changes.get("until_on", row["until_on"])
    services = list(dict.fromkeys(changes.get("services", row["services"])))
    _check_days(row["from_on"], until_on)
    fact = ContractAmended(contract=id, services=services, until_on=until_on)
    written = await record(book, page, fact, cause=id)
    values = (id, agency, until_on, services, clock.now())
    book.afterwards(page, "SELECT contract_amend(%s, %s, %s, %s::text[], %s)", values)
    return written


def _check(new: NewContract) -> None:
    """Raises Invalid unless a contract is for places or for elders, each once, and ends no earlier than it begins."""
    if bool(new.places) == bool(new.elders):
        raise wrong(
            "/places", "places_or_elders", "A contract is for places or for named elders.",
            "合同须按行政区域或按服务对象承接，二者择一。",
        )  # fmt: skip
    for part, named in (("/places", new.places), ("/elders", new.elders)):
        if len(set(named)) != len(named):
            raise wrong(part, "named_twice", "Something is named twice here.", "其中有重复项。")
    _check_days(new.from_on, new.until_on)


def _check_days(first: date, last: date | None) -> None:
    """Raises Invalid if the last day is before the first."""
    if last is not None and last < first:
        raise wrong("/to", "before_from", "The last day lies before the first.", "截止日期早于起始日期。")
