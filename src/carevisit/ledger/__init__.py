"""Fact, Entry, Book, View: the ledger. It knows no slice and no HTTP."""

from .book import Book, Ledger
from .entry import Entry, live, settled
from .fact import Fact, Kinds, Open, UnknownKind
from .page import Page
from .proof import entry_hash
from .rebuild import Progress, count_subjects, read_streams, rebuild, unreadable_kinds
from .sealing import SEALED_LONGER_BY, Sealing, Unreadable, seal_file, unseal, unseal_file
from .sequencer import Sequencer, number_pending
from .store import as_entry, read_stream
from .tables import EntryRow, Feed, FeedHead, Head, Pending, Person, Said, Sealed, SearchTag
from .verify import Finding, verify
from .view import Consequence, Row, RowView, StateTable, StatusView, Tallied, Views

__all__ = [
    "SEALED_LONGER_BY",
    "Book",
    "Consequence",
    "Entry",
    "EntryRow",
    "Fact",
    "Feed",
    "FeedHead",
    "Finding",
    "Head",
    "Kinds",
    "Ledger",
    "Open",
    "Page",
    "Pending",
    "Person",
    "Progress",
    "Row",
    "RowView",
    "Said",
    "Sealed",
    "Sealing",
    "SearchTag",
    "Sequencer",
    "StateTable",
    "StatusView",
    "Tallied",
    "UnknownKind",
    "Unreadable",
    "Views",
    "as_entry",
    "count_subjects",
    "entry_hash",
    "live",
    "number_pending",
    "read_stream",
    "read_streams",
    "rebuild",
    "seal_file",
    "settled",
    "unreadable_kinds",
    "unseal",
    "unseal_file",
    "verify",
]  # fmt: skip
