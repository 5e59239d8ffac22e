"""What can happen to a place."""

from datetime import date
from typing import ClassVar

from ..ledger import Fact, Open


class PlaceFact(Fact):
    """A fact about a place, for the place, those above it and the agencies that serve there. It names nobody."""

    for_agencies: ClassVar[bool] = True
    places: ClassVar[bool] = True


class PlaceAdded(PlaceFact):
    """A place is there from a day on (新增行政区域)."""

    kind: ClassVar[str] = "place.added"

    code: Open[str]
    name: Open[str]
    level: Open[str]
    parent: Open[str]
    from_on: Open[date]


class PlaceRenamed(PlaceFact):
    """A place has another name from a day on (行政区域更名); what was printed of days before keeps the old one."""

    kind: ClassVar[str] = "place.renamed"

    name: Open[str]
    was: Open[str]
    from_on: Open[date]


class PlaceEnded(PlaceFact):
    """A place is not there any more from a day on (撤销行政区域)."""

    kind: ClassVar[str] = "place.ended"

    from_on: Open[date]


class PlaceMerged(PlaceFact):
    """A place is merged into another one from a day on (撤并行政区域): whoever lives and works there moves to that one."""

    kind: ClassVar[str] = "place.merged"

    into: Open[str]
    from_on: Open[date]


FACTS: tuple[type[Fact], ...] = (PlaceAdded, PlaceRenamed, PlaceEnded, PlaceMerged)
