"""Where an incomplete upload is kept: on the disk, encrypted under a temporary key, so that slow uploads use no memory."""

import asyncio
import os
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryFile
from types import TracebackType

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CTR

from .errors import StorageUnavailable

_PIECE = 256 * 1024  # kept in memory before it is written; a small file is never written


class Spool:
    """A file that arrives in pieces. On the disk it has no name and is encrypted; the key is only in memory."""

    def __init__(self, folder: Path | None) -> None:
        """In a folder, or in the system's directory for temporary files. Raises StorageUnavailable."""
        try:
            self._file = TemporaryFile(dir=folder)  # noqa: SIM115 - the spool is closed as one
        except OSError:
            raise StorageUnavailable from None
        self._cipher = Cipher(AES(os.urandom(32)), CTR(os.urandom(16)))
        self._seal = self._cipher.encryptor()
        self._pending = bytearray()
        self.size = 0

    def __enter__(self) -> "Spool":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        with suppress(OSError):  # if the disk was full, the remains don't matter
            self._file.close()

    def add(self, piece: bytes) -> None:
        """Add a piece of the file."""
        self._pending += piece
        self.size += len(piece)

    async def settle(self) -> None:
        """Write what has arrived to the disk, if it is large. Raises StorageUnavailable."""
        if len(self._pending) < _PIECE:
            return
        piece, self._pending = self._seal.update(self._pending), bytearray()
        try:
            await asyncio.to_thread(self._write, piece)
        except OSError:  # for example a full disk
            raise StorageUnavailable from None

    def _write(self, piece: bytes) -> None:
        self._file.write(piece)
        self._file.flush()

    async def content(self) -> bytes:
        """The whole file, in memory."""
        stored = await asyncio.to_thread(self._read)
        return self._cipher.decryptor().update(stored) + bytes(self._pending)

    def _read(self) -> bytes:
        self._file.seek(0)
        return self._file.read()
