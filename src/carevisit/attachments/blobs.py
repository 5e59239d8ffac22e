"""Which files the ledger knows of: what may be swept away, what is missing, and whose they are."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any
from uuid import UUID

from ..database import Transaction
from ..ledger import SEALED_LONGER_BY, Finding
from .storage import Blobs

# asked of the ledger, not of the view: that one may wait for a rebuild, and what it lacks would be deleted for good
_KNOWN = """
SELECT (a.open->>'blob')::uuid AS blob, a.subject, a.id, (a.open->>'size')::bigint AS size,
  EXISTS (SELECT FROM entry r WHERE r.subject = a.subject AND r.kind = 'attachment.removed'
    AND (r.open->>'attachment_id')::uuid = a.id) AS removed
FROM entry a WHERE a.kind = 'attachment.added'
"""


async def blobs_of(keeper: Transaction, subject: UUID) -> list[UUID]:
    """The files of one elder, those included whose deletion did not come to its end: what an erasure deletes.

    They are unreadable as soon as the elder's key is destroyed; this is for not keeping them longer than needed.
    """
    rows = await keeper.all(f"{_KNOWN} AND a.subject = %s", (subject,))
    return [row["blob"] for row in rows]


async def sweep(keeper: Transaction, blobs: Blobs, before: datetime) -> int:
    """Delete the files that are older and that no attachment needs: of uploads that were broken off before they were
    acknowledged, of removals whose file could not be deleted at once. Answers how many."""
    await keeper.run("SELECT must_be_open()")  # where it has moved away, the ledger does not know the newest files
    kept = {row["blob"] for row in await _known(keeper) if not row["removed"]}
    old = [one async for one in blobs.every() if one.at < before and one.blob is not None and one.blob not in kept]
    for one in old:
        await blobs.delete(one.path)
    return len(old) + blobs.discard_remains(before)


async def missing(keeper: Transaction, blobs: Blobs) -> AsyncIterator[Finding]:
    """The attachments whose file is not there, or not of the length that it was written with."""
    known = [row for row in await _known(keeper) if not row["removed"]]
    sizes = {one.blob: one.size async for one in blobs.every()}
    for row in known:
        size = sizes.get(row["blob"])
        if size is None:
            yield Finding(row["subject"], f"the file of attachment {row['id']} is not there")
        elif size != row["size"] + SEALED_LONGER_BY:
            yield Finding(row["subject"], f"the file of attachment {row['id']} is not of its length")


async def _known(keeper: Transaction) -> list[dict[str, Any]]:
    await keeper.run("SET LOCAL statement_timeout = 0")
    await keeper.run(
        "SET LOCAL idle_in_transaction_session_timeout = 0"
    )  # a storage takes its time to tell what it has
    return await keeper.all(_KNOWN)
