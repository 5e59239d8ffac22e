"""The ledger: facts, entries, books and views. It knows no slice and no HTTP."""

from .book import Book, Ledger
from .closing import NotNow, State, close_district, district_state, open_district
from .entry import Entry, live, settled
from .fact import Fact, Kinds, Open, UnknownKind
from .keycheck import KEY_CHECKS, WrongKeys, recognise, wrong_among, wrong_keys
from .page import Page, Written
from .proof import entry_hash
from .rebuild import Progress, count_subjects, read_streams, rebuild, unreadable_kinds
from .sealing import SEALED_LONGER_BY, Sealing, Unreadable, seal_file, unseal, unseal_file
from .sequencer import Sequencer, measure_lag, number_pending
from .store import COLUMNS, as_entry, read_stream
from .tables import (
    District,
    EntryRow,
    Feed,
    FeedHead,
    Head,
    KeyCheck,
    Pending,
    Person,
    Said,
    Sealed,
    SearchTag,
    WriteProbe,
)
from .verify import Finding, verify
from .view import Asking, Consequence, Row, RowView, StateTable, StatusView, Tallied, Views

__all__ = [
    "COLUMNS",
    "KEY_CHECKS",
    "SEALED_LONGER_BY",
    "Asking",
    "Book",
    "Consequence",
    "District",
    "Entry",
    "EntryRow",
    "Fact",
    "Feed",
    "FeedHead",
    "Finding",
    "Head",
    "KeyCheck",
    "Kinds",
    "Ledger",
    "NotNow",
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
    "State",
    "StateTable",
    "StatusView",
    "Tallied",
    "UnknownKind",
    "Unreadable",
    "Views",
    "WriteProbe",
    "Written",
    "WrongKeys",
    "as_entry",
    "close_district",
    "count_subjects",
    "district_state",
    "entry_hash",
    "live",
    "measure_lag",
    "number_pending",
    "open_district",
    "read_stream",
    "read_streams",
    "rebuild",
    "recognise",
    "seal_file",
    "settled",
    "unreadable_kinds",
    "unseal",
    "unseal_file",
    "verify",
    "wrong_among",
    "wrong_keys",
]  # fmt: skip
