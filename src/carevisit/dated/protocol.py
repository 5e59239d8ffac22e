"""What other slices may ask of how an elder stands."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Protocol, cast
from uuid import UUID

from ..ledger import Page
from ..policy import Course


class Standing(Protocol):
    """How an elder stands after all that is written, as the fold of their entries has it."""

    @property
    def course(self) -> Course:
        """State, tier, place and rules from day to day."""

    @property
    def in_home_days(self) -> Sequence[date]:
        """The days on which the elder was met at home."""

    @property
    def running_no(self) -> int:
        """The number of the last visit at which the elder was met."""

    @property
    def not_met_streak(self) -> int:
        """How many visits in a row met nobody, up to the latest."""

    @property
    def open_needs(self) -> Mapping[UUID, Any]:
        """The needs that are open, each as its slice has it."""

    @property
    def open_risks(self) -> Mapping[UUID, Any]:
        """The risks that are open, each as its slice has it."""


def standing_of(page: Page) -> Standing:
    """How the elder of a page stands. A file that begins in this transaction has no standing yet: its `status` is None."""
    return cast(Standing, page.status)
