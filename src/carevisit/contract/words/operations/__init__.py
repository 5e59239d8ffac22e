"""What each operation is, does and answers, for integrators."""

from .elders import ELDERS
from .service import SERVICE
from .work import WORK

__all__ = ["OPERATIONS"]

OPERATIONS = ELDERS | SERVICE | WORK
