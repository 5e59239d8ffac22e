"""The tree of places (行政区域)."""

from .actions import PACKAGED, Told, from_file, import_places, packaged
from .api import router

__all__ = ["PACKAGED", "Told", "from_file", "import_places", "packaged", "router"]
