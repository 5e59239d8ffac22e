"""Exports (导出): the lists as files, with what their maker may read of them, as of one moment."""

from .api import router
from .making import KINDS

__all__ = ["KINDS", "router"]
