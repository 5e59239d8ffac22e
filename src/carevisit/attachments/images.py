"""Images of records, by the names that they were attached under: signatures are kept like this."""

import logging
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from .. import logs
from ..desk import Reading
from ..errors import StorageUnavailable
from ..ledger import Sealing, Unreadable, unseal_file
from .facts import MediaType, Owner
from .finding import ROWS, key_of, shown_of
from .storage import Blobs

log = logging.getLogger(__name__)
LARGEST = 1024 * 1024


@dataclass(frozen=True)
class Image:
    """An image of a record: what is stored of it, and the stem of its name."""

    owner_id: UUID
    stem: str
    media_type: MediaType
    row: dict[str, Any]

    @property
    def size(self) -> int:
        """In bytes."""
        return int(self.row["size"])


async def images_of(read: Reading, visits: Collection[UUID], stems: Collection[str]) -> list[Image]:
    """The JPEG and PNG files of up to 1 MB of some visits that have one of these names (without the extension), in order."""
    where = " WHERE a.owner = %s AND a.owner_id = ANY (%s) AND a.state = 'kept' AND a.size <= %s AND a.media_type = ANY (%s)"
    kinds = [MediaType.JPEG.value, MediaType.PNG.value]
    rows = await read.all(f"{ROWS} {where} ORDER BY a.id", (Owner.VISIT.value, list(visits), LARGEST, kinds))
    named = zip(rows, await shown_of(read, rows), strict=True)
    images = [Image(row["owner_id"], (one.name or "").rpartition(".")[0], one.media_type, row) for row, one in named]
    return [image for image in images if image.stem in stems]


async def content_of(image: Image, blobs: Blobs, sealing: Sealing) -> bytes | None:
    """The image; None where it is lost, was altered, or can't be had now."""
    key = key_of(sealing, image.row)
    try:
        sealed = await blobs.get(image.row["blob"])
        return (
            None if key is None or sealed is None else unseal_file(key, sealed, image.row["elder_id"], image.row["id"])
        )
    except (StorageUnavailable, Unreadable):
        logs.write(log, logging.WARNING, "image left out", attachment=image.row["id"])
        return None
