"""Acts of administration on accounts; disabling and enabling are the same for clients."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from uuid_utils.compat import uuid7

from .. import clock
from ..access import ACCOUNTS, DEFAULT_SCOPES, LEVEL_OF, Role
from ..errors import (
    AlreadyDisabled,
    Forbidden,
    InvitationNotFound,
    LoginTaken,
    NotDisabled,
    PlaceHasEnded,
    PlaceNotFound,
    Unauthorized,
    wrong,
)
from ..etags import Expected
from ..ledger import Book, Page, Written
from ..settings import Keys
from .facts import AccountChanged, AccountCreated, AccountPasswordSet, AccountReset, ClientChanged
from .hashing import invitation_of
from .opening import ACCOUNT, NEW_PRINCIPAL, Noun, opened, record

INVITED_FOR = timedelta(days=7)


@dataclass(frozen=True)
class Invitation:
    """A one-time code by which a person chooses the password of their account."""

    code: str
    hash: str
    expires_at: datetime

    @classmethod
    def new(cls, keys: Keys) -> "Invitation":
        """An invitation with a code that nobody has had before, good for a week."""
        code, stored = invitation_of(keys)
        return cls(code, stored, clock.wall() + INVITED_FOR)


@dataclass(frozen=True)
class NewAccount:
    """An account to be created, with an invitation, or with the hash of a password that the operator typed."""

    role: Role
    place: str
    name: str
    login: str
    invitation: Invitation | None = None
    password_hash: str | None = None


async def create_account(book: Book, new: NewAccount, numbers: Mapping[str, bytes]) -> Written:
    """Create an account of a role below the actor's, for a place of its level in the actor's area.

    Raises Forbidden for another role, PlaceNotFound, Invalid for a place of another level, LoginTaken.
    """
    id, invited = uuid7(), new.invitation
    row = await book.start_principal(id, new.role, new.login, [new.place], numbers=numbers)
    if before := await book.replay():
        return before
    if not row["below"]:
        raise Forbidden
    _check_place(new.role, row["spots"][0], row["levels"][0])
    if row["taken"]:
        raise LoginTaken
    page = book.begin_principal(id, row)
    until = invited.expires_at if invited else None
    written = await record(
        book, page, AccountCreated(role=new.role, invited_until=until, name=new.name, login=new.login)
    )
    scopes = list(DEFAULT_SCOPES[new.role])
    values = (id, new.role.value, new.name, new.login, new.password_hash, page.place_id, id, scopes)
    book.afterwards(page, NEW_PRINCIPAL, values)
    if invited:
        _invite(book, page, invited)
    return Written(id, written.version, id)


async def change_account(
    book: Book, id: UUID, name: str | None, place: str | None, expected: Expected, numbers: Mapping[str, bytes]
) -> Written:
    """Rename an account, or move it to another place of its level in the actor's area.

    Raises AccountNotFound, PlaceNotFound, Invalid, PreconditionFailed.
    """
    it = await opened(book, ACCOUNT, id, expected, numbers, to=place)
    if isinstance(it, Written):
        return it
    if place is not None:
        spot = _check_place(Role(it.row["role"]), it.spot, it.level)
        book.move(it.page, spot, it.page.place_no)
        book.afterwards(it.page, "UPDATE principal SET place_id = %s WHERE id = %s", (spot, id))
    if name is not None:
        book.afterwards(it.page, "UPDATE principal SET name = %s WHERE id = %s", (name, id))
    return await record(book, it.page, AccountChanged(moved=place is not None, name=name))


async def move_with_place(book: Book, id: UUID, place: UUID, spot: UUID) -> None:
    """Move an account, or a client of one place, to the place into which its own was merged, also if that has ended since;
    unless it was moved meanwhile."""
    found = await book.open_principal(id)
    assert found is not None, "the system administers everybody"
    page, *_ = found
    if page.place_id != place:
        return
    [row] = await book.ask("SELECT role FROM principal WHERE id = %s", (id,))
    book.move(page, spot, page.place_no)
    book.afterwards(page, "UPDATE principal SET place_id = %s WHERE id = %s", (spot, id))
    await record(
        book, page, AccountChanged(moved=True) if row["role"] in ACCOUNTS else ClientChanged(scopes=None, moved=True)
    )


async def disable(book: Book, noun: Noun, id: UUID, expected: Expected, numbers: Mapping[str, bytes]) -> Written:
    """End an account or client: its tokens stop working at once, and so does its invitation.

    Raises AccountNotFound or ClientNotFound, AlreadyDisabled, PreconditionFailed.
    """
    it = await opened(book, noun, id, expected, numbers)
    if isinstance(it, Written):
        return it
    if not it.row["enabled"]:
        raise AlreadyDisabled
    book.afterwards(it.page, "UPDATE principal SET enabled = false, generation = generation + 1 WHERE id = %s", (id,))
    book.afterwards(it.page, "DELETE FROM invitation WHERE account = %s", (id,))
    return await record(book, it.page, noun.disabled())


async def enable(book: Book, noun: Noun, id: UUID, expected: Expected, numbers: Mapping[str, bytes]) -> Written:
    """Let a disabled account or client sign in again.

    Raises AccountNotFound or ClientNotFound, NotDisabled, PlaceHasEnded, PreconditionFailed.
    """
    it = await opened(book, noun, id, expected, numbers)
    if isinstance(it, Written):
        return it
    if it.row["enabled"]:
        raise NotDisabled
    if it.row["place_ends"]:
        raise PlaceHasEnded
    book.afterwards(it.page, "UPDATE principal SET enabled = true WHERE id = %s", (id,))
    return await record(book, it.page, noun.enabled())


async def reset_account(
    book: Book, id: UUID, invitation: Invitation, expected: Expected, numbers: Mapping[str, bytes]
) -> Written:
    """Take the password of an account back and invite its person again; its tokens stop working at once.

    Raises AccountNotFound, AlreadyDisabled, PreconditionFailed.
    """
    it = await opened(book, ACCOUNT, id, expected, numbers)
    if isinstance(it, Written):
        return it
    if not it.row["enabled"]:
        raise AlreadyDisabled
    _set_password(book, it.page, None)
    _invite(book, it.page, invitation)
    return await record(book, it.page, AccountReset(invited_until=invitation.expires_at))


async def accept_invitation(book: Book, hash: str, stored: str) -> Written:
    """Set the password of the actor's account by its invitation, which ends with this. Raises InvitationNotFound."""
    try:
        page = await _own_page(book)
    except Unauthorized:  # the same code was used at the same time
        raise InvitationNotFound from None
    sql = "SELECT FROM invitation WHERE account = %s AND hash = %s AND expires_at > %s"
    if not await book.ask(sql, (page.subject, hash, clock.wall())):
        raise InvitationNotFound
    _set_password(book, page, stored)
    return await record(book, page, AccountPasswordSet(by="invitation"))


async def set_own_password(book: Book, stored: str) -> Written:
    """Set the password of the actor's own account; its tokens stop working at once. Raises Unauthorized."""
    page = await _own_page(book)
    _set_password(book, page, stored)
    return await record(book, page, AccountPasswordSet(by="owner"))


async def set_password(book: Book, id: UUID, stored: str) -> Written:
    """Set the password of an account as the operator typed it. Raises AccountNotFound."""
    it = await opened(book, ACCOUNT, id, Expected(None), {})
    assert not isinstance(it, Written)
    _set_password(book, it.page, stored)
    return await record(book, it.page, AccountPasswordSet(by="operator"))


async def _own_page(book: Book) -> Page:
    found = await book.open_principal(book.actor.id)
    assert found is not None, "one's own stream is there for oneself"
    return found[0]


def _set_password(book: Book, page: Page, stored: str | None) -> None:
    """The hash of a password, or none; earlier tokens and invitations end."""
    sql = "UPDATE principal SET secret_hash = %s, generation = generation + 1 WHERE id = %s"
    book.afterwards(page, sql, (stored, page.subject))
    book.afterwards(page, "DELETE FROM invitation WHERE account = %s", (page.subject,))


def _invite(book: Book, page: Page, invitation: Invitation) -> None:
    values = (page.subject, invitation.hash, invitation.expires_at)
    book.afterwards(page, "INSERT INTO invitation (account, hash, expires_at) VALUES (%s, %s, %s)", values)


def _check_place(role: Role, spot: UUID | None, level: str | None) -> UUID:
    """Raises PlaceNotFound, Invalid."""
    if spot is None:
        raise PlaceNotFound
    if level != LEVEL_OF[role]:
        raise wrong(
            "/place", "wrong_level", "This role acts for a place of another level.", "所选行政区域级别与角色不符。"
        )
    return spot
