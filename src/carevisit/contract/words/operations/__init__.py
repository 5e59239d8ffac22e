"""What each operation is, does and answers, for integrators."""

from .administration import ADMINISTRATION
from .base import BASE
from .elders import ELDERS
from .papers import PAPERS
from .visits import VISITS
from .work import WORK

__all__ = ["OPERATIONS"]

OPERATIONS = ADMINISTRATION | BASE | ELDERS | PAPERS | VISITS | WORK
