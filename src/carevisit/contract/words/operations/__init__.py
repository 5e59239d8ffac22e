"""What each operation is, does and answers, for integrators."""

from .base import BASE
from .elders import ELDERS
from .work import WORK

__all__ = ["OPERATIONS"]

OPERATIONS = BASE | ELDERS | WORK
