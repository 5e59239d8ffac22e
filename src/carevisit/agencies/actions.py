"""Acts of administration on agencies: add one, change one."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal
from uuid import UUID

from uuid_utils.compat import uuid7

from ..access import AGENCY, CHANGED_AGENCY, NEW_AGENCY, Role
from ..accounts import record
from ..errors import AgencyNotFound, CreditCodeTaken, Forbidden, PreconditionFailed
from ..etags import Expected
from ..ledger import Book, Page, Written
from .facts import AgencyChanged, AgencyCreated

_TAKEN = "SELECT credit_code_taken(%s, %s) AS taken"


@dataclass(frozen=True)
class Particulars:
    """What is on record of an agency."""

    name: str
    credit_code: str | None
    contact_name: str | None
    contact_phone: str | None
    state: Literal["active", "suspended"] = "active"


async def create_agency(book: Book, new: Particulars, district: str, numbers: Mapping[str, bytes]) -> Written:
    """Add an agency to the actor's district. Raises Forbidden, CreditCodeTaken."""
    id = uuid7()
    row = await book.start_principal(id, Role.AGENCY, str(id), [district], numbers=numbers)
    if before := await book.replay():
        return before
    if not row["below"] or None in row["spots"]:
        raise Forbidden
    page = book.begin_principal(id, row)
    await _check_code(book, page, new.credit_code)
    values = new.name, new.credit_code, new.contact_name, new.contact_phone
    fact = AgencyCreated(
        name=new.name, credit_code=new.credit_code, contact_name=new.contact_name, contact_phone=new.contact_phone
    )
    written = await record(book, page, fact)
    book.afterwards(page, NEW_AGENCY, (id, page.place_id, *values))
    return Written(id, written.version, id)


async def change_agency(
    book: Book, id: UUID, changes: Mapping[str, Any], expected: Expected, numbers: Mapping[str, bytes]
) -> Written:
    """Change what is on record of an agency. The tokens of one that is suspended end at once.

    Raises AgencyNotFound, PreconditionFailed, CreditCodeTaken.
    """
    page = await opened(book, id, numbers)
    if before := await book.replay(page):
        return before
    if page.version not in expected:
        raise PreconditionFailed
    [row] = await book.ask(AGENCY, (id,))
    was = Particulars(**row)
    now = replace(was, **changes)
    if now.credit_code != was.credit_code:
        await _check_code(book, page, now.credit_code)
    values = now.name, now.credit_code, now.contact_name, now.contact_phone, now.state
    book.afterwards(page, CHANGED_AGENCY, (*values, id))
    if now.state == "suspended" and was.state != "suspended":
        book.afterwards(page, "SELECT agency_tokens_end(%s)", (id,))
    return await record(book, page, AgencyChanged(**asdict(now)))


async def opened(book: Book, id: UUID, numbers: Mapping[str, bytes]) -> Page:
    """Open the stream of an agency that the actor administers. Raises AgencyNotFound."""
    page = await book.open_agency(id, numbers=numbers)
    if page is None:
        raise AgencyNotFound
    return page


async def _check_code(book: Book, page: Page, code: str | None) -> None:
    """Raises CreditCodeTaken."""
    if (await book.ask(_TAKEN, (page.place_id, code)))[0]["taken"]:
        raise CreditCodeTaken
