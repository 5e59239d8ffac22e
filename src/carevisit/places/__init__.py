"""The tree of places (行政区域)."""

from .actions import (
    NATIONAL,
    PACKAGED,
    PlaceLine,
    from_file,
    identity,
    import_places,
    origin,
    packaged,
    up_to_provinces,
)
from .api import router
from .levels import LEVELS, Level, counted_by
from .national import Region, region, regions

__all__ = [
    "LEVELS",
    "NATIONAL",
    "PACKAGED",
    "Level",
    "PlaceLine",
    "Region",
    "counted_by",
    "from_file",
    "identity",
    "import_places",
    "origin",
    "packaged",
    "region",
    "regions",
    "router",
    "up_to_provinces",
]  # fmt: skip
