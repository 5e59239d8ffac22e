"""The files of a job in pieces, each sealed under the job's key."""

from collections.abc import Iterable
from typing import LiteralString, NamedTuple
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ..ledger import seal_file

PIECE = 256 * 1024
UPLOAD, NOTES, REPORT = -1, -2, -3
"""The files that are no results: the upload, the notes that a worker continues from, and the report."""
DETAIL = "detail"
"""What the detail of a problem is bound to when it is sealed, besides its job."""
PIECE_BEHIND: LiteralString = (
    "SELECT no, content FROM job_piece WHERE job = %s AND file = %s AND no > %s ORDER BY no LIMIT 1"
)


class Piece(NamedTuple):
    """A piece of a file, sealed: a row of `job_piece`."""

    job: UUID
    file: int
    no: int
    sealed: bytes


def sealed_piece(key: AESGCM, job: UUID, file: int, no: int, plain: bytes) -> Piece:
    """A piece of a file, sealed."""
    return Piece(job, file, no, seal_file(key, plain, job, piece_name(file, no)))


def piece_name(file: int, no: int) -> str:
    """What a piece is bound to when it is sealed, besides its job."""
    return f"{file}.{no}"


class File:
    """A result on its way to the database."""

    def __init__(self, no: int, name: str, media_type: str) -> None:
        self.no, self.name, self.media_type = no, name, media_type
        self.size = self.pieces = 0
        self._pending = bytearray()

    def add(self, content: bytes) -> None:
        """Add to its end."""
        self._pending += content
        self.size += len(content)

    def taken(self, key: AESGCM, job: UUID, *, all_of_it: bool) -> Iterable[Piece]:
        """The pieces that are full, sealed; or all that is left."""
        while len(self._pending) >= PIECE or (all_of_it and self._pending):
            plain, self._pending = bytes(self._pending[:PIECE]), self._pending[PIECE:]
            yield sealed_piece(key, job, self.no, self.pieces, plain)
            self.pieces += 1
