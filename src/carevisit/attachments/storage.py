"""Where files are stored: a private folder or a bucket of an S3-compatible storage. It holds ciphertext under random names."""

import asyncio
import contextlib
import logging
import os
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar
from uuid import UUID

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, ObjectStore, S3Store

from .. import metrics
from ..errors import StorageUnavailable
from ..logs import Outage
from ..settings import Settings, UnsafeSettings

log = logging.getLogger(__name__)
T = TypeVar("T")
_WHOLE_AT_ONCE = 3  # files in memory as a whole, to be sealed and stored
_AT_ONCE = 8  # concurrent operations of the storage; others wait


@dataclass(frozen=True)
class Stored:
    """A file in the storage."""

    blob: UUID | None  # None for a foreign name: the remains of an interrupted write
    path: str
    size: int
    at: datetime


class Blobs:
    """Puts, gets and deletes sealed files. Raises StorageUnavailable if the storage does not answer.

    Its operations run in threads of its own. obstore's asynchronous calls end in threads unknown to Python; one that ends
    during interpreter shutdown aborts a command that has done its work.
    """

    def __init__(self, store: ObjectStore, folder: Path | None = None) -> None:
        self._store, self._folder = store, folder
        self.whole = asyncio.Semaphore(_WHOLE_AT_ONCE)
        self._threads = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="storage")
        self._outage = Outage(log, "storage")

    @classmethod
    def of(cls, settings: Settings) -> "Blobs":
        """The storage that the settings name. Raises UnsafeSettings if its folder can't be created."""
        if settings.attachments_s3_bucket:
            return cls(_bucket(settings))
        folder = settings.attachments_folder.absolute()
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise UnsafeSettings(
                f"no folder for attachments at {folder} ({error.strerror}): see CAREVISIT_ATTACHMENTS_DIR"
                " / 无法建立附件目录，请检查 CAREVISIT_ATTACHMENTS_DIR"
            ) from None
        return cls(LocalStore(folder), folder)

    async def put(self, blob: UUID, content: bytes) -> None:
        """Store a sealed file; when this returns, it is durable."""
        path = _path(blob)
        with self._needed("put"):
            await self._aside(
                lambda: obstore.put(self._store, path, content, use_multipart=False)
            )  # all of it or nothing
            if (folder := self._folder) is not None:
                await self._aside(lambda: _made_durable(folder / path))

    async def get(self, blob: UUID) -> bytes | None:
        """A sealed file; None if it does not exist."""
        with self._needed("get"), contextlib.suppress(FileNotFoundError):
            return await self._aside(lambda: bytes(obstore.get(self._store, _path(blob)).bytes()))
        return None

    async def delete(self, path: UUID | str) -> None:
        """Delete a sealed file; a missing one is no error."""
        with self._needed("delete"), contextlib.suppress(FileNotFoundError):
            name = _path(path) if isinstance(path, UUID) else path
            await self._aside(lambda: obstore.delete(self._store, name))

    async def answers(self) -> bool:
        """Whether a file could be stored: the folder is writable, or the bucket answers."""
        if self._folder is not None:
            return os.access(self._folder, os.W_OK | os.X_OK)
        with self._needed("probe"), contextlib.suppress(FileNotFoundError):
            await self._aside(lambda: obstore.head(self._store, "readiness"))
        return True

    async def every(self) -> AsyncIterator[Stored]:
        """All files of the storage."""
        with self._needed("list"):
            pages = iter(obstore.list(self._store))
            while page := await self._aside(lambda: next(pages, None)):
                for one in page:
                    yield Stored(_blob(one["path"]), one["path"], one["size"], one["last_modified"])

    async def _aside(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)

    @contextlib.contextmanager
    def _needed(self, operation: str) -> Iterator[None]:
        try:
            yield
        except (BaseError, OSError) as error:
            metrics.STORAGE_ERRORS.labels(operation).inc()
            self._outage.met(error)
            raise StorageUnavailable from None
        self._outage.worked()

    def discard_remains(self, before: datetime) -> int:
        """Delete the remains of interrupted writes in a folder: partial ciphertext under names that no listing shows."""
        if self._folder is None:
            return 0  # a bucket shows an object only once it is complete
        remains = [
            path for path in self._folder.glob("??/*#*") if datetime.fromtimestamp(path.stat().st_mtime, UTC) < before
        ]
        for path in remains:
            path.unlink(missing_ok=True)
        return len(remains)


def _bucket(settings: Settings) -> S3Store:
    return S3Store(
        settings.attachments_s3_bucket,
        endpoint=settings.attachments_s3_endpoint,
        region=settings.attachments_s3_region,
        access_key_id=settings.attachments_s3_access_key_id.get_secret_value(),
        secret_access_key=settings.attachments_s3_secret_access_key.get_secret_value(),
        virtual_hosted_style_request=settings.attachments_s3_virtual_hosted,
        client_options={
            "allow_http": settings.attachments_s3_endpoint.startswith("http://"),
            "connect_timeout": timedelta(seconds=3),
            "timeout": timedelta(seconds=30),
        },
        retry_config={"max_retries": 2, "retry_timeout": timedelta(seconds=20)},
    )


def _path(blob: UUID) -> str:
    return f"{blob.hex[:2]}/{blob.hex}"  # at most 256 folders, none of which grows too large


def _blob(path: str) -> UUID | None:
    try:
        blob = UUID(hex=path.rpartition("/")[2])
    except ValueError:
        return None
    return blob if _path(blob) == path else None


def _made_durable(path: Path) -> None:
    """Flush a written and renamed file and its directories to the disk."""
    for one in (path, path.parent, path.parent.parent):
        handle = os.open(one, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
