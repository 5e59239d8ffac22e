"""The contract: the OpenAPI document, and what the addresses in problems and events lead to."""

from .meanings import reference
from .openapi import describe, document
from .words import MEANINGS

__all__ = ["MEANINGS", "describe", "document", "reference"]
