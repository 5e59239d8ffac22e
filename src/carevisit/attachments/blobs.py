"""The files that the ledger knows: which may be deleted, which are missing, and whose they are."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any
from uuid import UUID

from ..database import Transaction
from ..ledger import SEALED_LONGER_BY, Finding, entry_rows
from .storage import Blobs

# from the ledger, not from the view: the view may await a rebuild, and a file missing there would be deleted for good
_KNOWN = f"""
SELECT (a.open->>'blob')::uuid AS blob, a.subject, a.id, (a.open->>'size')::bigint AS size,
  EXISTS (SELECT FROM {entry_rows("r")} WHERE r.subject = a.subject AND r.kind = 'attachment.removed'
    AND (r.open->>'attachment_id')::uuid = a.id) AS removed
FROM {entry_rows("a")} WHERE a.kind = 'attachment.added'
"""


async def blobs_of(keeper: Transaction, subject: UUID) -> list[UUID]:
    """The files of one elder, with those whose deletion is unfinished: what an erasure deletes.

    Destroying the elder's key makes them unreadable; deleting them keeps them no longer than needed.
    """
    rows = await keeper.all(f"{_KNOWN} AND a.subject = %s", (subject,))
    return [row["blob"] for row in rows]


async def sweep(keeper: Transaction, blobs: Blobs, before: datetime) -> int:
    """Delete files older than `before` that no attachment needs: of uploads interrupted before their answer, and of removals
    whose file could not be deleted at once. Returns how many."""
    await keeper.run("SELECT must_be_open()")  # where it has moved away, the ledger does not know the newest files
    kept = {row["blob"] for row in await _known(keeper) if not row["removed"]}
    old = [one async for one in blobs.every() if one.at < before and one.blob is not None and one.blob not in kept]
    for one in old:
        await blobs.delete(one.path)
    return len(old) + blobs.discard_remains(before)


async def missing(keeper: Transaction, blobs: Blobs) -> AsyncIterator[Finding]:
    """The attachments whose file is missing or has another length than it was written with."""
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
    await keeper.run("SET LOCAL idle_in_transaction_session_timeout = 0")  # a storage may take long to list its files
    return await keeper.all(_KNOWN)
