"""The words of models and routes, in whole sentences of both languages."""

from .short import SHORT
from .single import SINGLE

__all__ = ["WHOLE"]

WHOLE = SHORT | SINGLE
