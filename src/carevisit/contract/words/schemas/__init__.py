"""What a schema is, unless its docstring says it in both languages."""

from .codes import CODES
from .events import EVENTS
from .jobs import JOBS
from .models import MODELS

__all__ = ["SCHEMAS"]

SCHEMAS = CODES | EVENTS | JOBS | MODELS
