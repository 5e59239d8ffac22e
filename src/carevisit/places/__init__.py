"""The tree of places (行政区域)."""

from .actions import PACKAGED, Told, from_file, import_places, packaged, up_to_provinces
from .api import router
from .levels import LEVELS, Level, counted_by
from .national import Region, region, regions

__all__ = [
    "LEVELS", "PACKAGED", "Level", "Region", "Told", "counted_by", "from_file", "import_places", "packaged", "region",
    "regions", "router", "up_to_provinces",
]  # fmt: skip
