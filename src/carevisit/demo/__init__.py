"""The demo: a synthetic district on this machine, served by the real program."""

from .district import Wanted
from .history import Stopped
from .run import clean, start

__all__ = ["Stopped", "Wanted", "clean", "start"]
