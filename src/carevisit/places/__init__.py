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
from .asked import Named, is_unit, names_of, paths_of, place_of_area, unit_over
from .facts import FACTS
from .levels import LEVELS, Level, counted_by
from .national import Region, region, regions
from .views import VIEWS

__all__ = [
    "FACTS", "LEVELS", "NATIONAL", "PACKAGED", "VIEWS", "Level", "Named", "PlaceLine", "Region", "counted_by",
    "from_file", "identity", "import_places", "is_unit", "names_of", "origin", "packaged", "paths_of",
    "place_of_area", "region", "regions", "router", "unit_over", "up_to_provinces",
]  # fmt: skip
