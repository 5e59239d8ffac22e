"""What people do: record what happened to a file, name a contact, correct an exit."""

from collections.abc import Callable, Mapping
from datetime import date
from uuid import UUID

from .. import clock
from ..elders import FileFact
from ..errors import NotLeft, PreconditionFailed, wrong
from ..etags import Expected
from ..ledger import Book, Page, Written
from ..policy import SpouseStatus
from .exit_sheets import ExitCorrection
from .facts import Contact, ContactNamed
from .history import History
from .rules import Ruling, contact, correct_exit, moment_of
from .sheets import ContactSheet


async def record(book: Book, elder: UUID, numbers: Mapping[str, bytes], rule: Callable[[History], Ruling]) -> Written:
    """Write the fact that a rule makes of what happened to a file. Raises what the rule raises."""
    page = await book.open(elder, at=clock.now(), numbers=numbers)
    if before := await book.replay(page):
        return before
    return await _written(book, page, rule)


async def name_contact(book: Book, elder: UUID, numbers: Mapping[str, bytes], sheet: ContactSheet) -> Written:
    """Name the first contact (第一探访联系人) or the one-to-one contact (一对一联系人), or take that back.

    Raises Invalid if the file knows no such person, or says that they are dead, or nobody was named; ElderHasLeft.
    """
    page = await book.open(elder, at=clock.now(), numbers=numbers)
    if before := await book.replay(page):
        return before
    person, people = None, {}
    if sheet.child_id is not None:
        person, people = sheet.child_id, {sheet.child_id: await _in_file(book, page, sheet.child_id)}
    elif sheet.name is not None:
        person = book.new_person(page)
        people = {person: Contact(**sheet.model_dump(include=set(Contact.model_fields)))}
    fact = ContactNamed(role=sheet.role, person=person, people=people)
    return await _written(book, page, lambda history: contact(history, sheet, fact))


async def mend_exit(
    book: Book, elder: UUID, numbers: Mapping[str, bytes], sheet: ExitCorrection, expected: Expected
) -> Written:
    """Correct the last exit of an elder. Raises NotLeft, PreconditionFailed, and what `correct_exit` does."""
    page = await book.open(elder, at=clock.now(), numbers=numbers)
    if before := await book.replay(page):
        return before
    stream = await book.settled(page)
    exits = History.of(stream).exits
    if not exits:
        raise NotLeft
    exit = exits[-1]
    if exit.revision not in expected:
        raise PreconditionFailed
    history = History.of(entry for entry in stream if entry.id != exit.id)
    fact, on = correct_exit(history, exit, sheet)
    await book.served_by(page)
    return Written.of(book.write(page, fact, happened_at=moment_of(history, fact, on, clock.now()), corrects=exit.id))


async def _written(book: Book, page: Page, rule: Callable[[History], Ruling]) -> Written:
    history = History.of(await book.settled(page))
    fact, on = rule(history)
    await book.served_by(page)
    return Written.of(book.write(page, fact, happened_at=moment_of(history, fact, on, clock.now())))


async def _in_file(book: Book, page: Page, person: UUID) -> Contact:
    """A person of the file as it is, with their key loaded, to seal their data again."""
    assert page.file_version is not None
    file = (await book.entry(page, page.file_version)).fact
    assert isinstance(file, FileFact)
    if person not in file.people:
        raise wrong("/child_id", "unknown_person", "No such person in this file.", "档案中没有此人。")
    one, known = file.people[person], file.people[person].told
    spouse = file.circumstances.spouse if file.circumstances and one.part == "spouse" else None
    if spouse is SpouseStatus.DECEASED or not is_living(known):
        raise wrong("/child_id", "not_living", "By the file this person is dead.", "档案记载此人已故。")
    return Contact(**{word: known.get(word) for word in ("name", "relationship", "phone")})


def is_living(person: Mapping[str, object]) -> bool:
    """Whether a person of a file lives."""
    died_on = person.get("died_on")
    return bool(person.get("alive", True)) and (died_on is None or date.fromisoformat(str(died_on)) > clock.today())
