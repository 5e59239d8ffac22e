"""The contract: the OpenAPI document, and what the addresses in problems and events lead to."""

from .meanings import reference
from .openapi import describe, document

__all__ = ["describe", "document", "reference"]
