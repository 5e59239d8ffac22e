"""Attachments (附件): photographs and documents of a visit, a need or a risk."""

from .api import router
from .blobs import blobs_of, missing, sweep
from .facts import FACTS, AttachmentAdded, AttachmentRemoved
from .storage import Blobs
from .views import VIEWS

__all__ = [
    "FACTS", "VIEWS", "AttachmentAdded", "AttachmentRemoved", "Blobs", "blobs_of", "missing", "router", "sweep",
]  # fmt: skip
