"""What a file of rows holds (导入的一行): each row with its place in the file, and what it says or what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from ..grid import Cell


class ImportKind(StrEnum):
    """What the rows of a file are: registrations, candidates of the census, or visit records."""

    ELDERS = "elders"
    CANDIDATES = "candidates"
    VISITS = "visits"


@dataclass(frozen=True)
class RowError:
    """What is wrong with a row: in which column, a stable code, the words in 中文 and English, and how to mend it.

    No words repeat what stands in the cell.
    """

    column: str | None
    code: str
    message: str
    hint: str


@dataclass(frozen=True)
class Row:
    """A row of a file.

    `number` is the row's as the office program shows it, `key` the sender's own number of it. `body` is what the route of the
    kind takes, where nothing in the row is unreadable. A row of the visits' kind names the elder by `elder`, the short code,
    and by `name`; its body has no `elder_id` until `named` has found them. `cells` are what stands in the file, by the headers of
    the template; None for what is too long to be kept.
    """

    sheet: str
    number: int
    key: str | None
    body: Mapping[str, Any] | None
    errors: tuple[RowError, ...] = ()
    elder: str | None = None
    name: str | None = None
    cells: Mapping[str, Cell] = field(default_factory=dict)
