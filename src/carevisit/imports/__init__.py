"""Imports (导入): files of rows, tried first and then kept, each row as the single route would record it."""

from .api import router
from .making import KINDS

__all__ = ["KINDS", "router"]
