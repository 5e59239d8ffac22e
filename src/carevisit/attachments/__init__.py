"""Attachments (附件): photographs and documents of a visit, a need or a risk, and the papers of a file."""

from .api import router
from .blobs import blobs_of, missing, sweep
from .facts import FACTS, UPCASTERS, AttachmentAdded, AttachmentRemoved
from .images import Image, content_of, images_of
from .papers import router as papers_router
from .storage import Blobs
from .views import VIEWS

router.include_router(papers_router)

__all__ = [
    "FACTS", "UPCASTERS", "VIEWS", "AttachmentAdded", "AttachmentRemoved", "Blobs", "Image", "blobs_of", "content_of", "images_of",
    "missing", "router", "sweep",
]  # fmt: skip
