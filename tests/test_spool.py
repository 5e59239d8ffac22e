"""Where a file waits until all of it has come: what went in comes out, and the disk learns nothing."""

import asyncio
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from carevisit.errors import StorageUnavailable
from carevisit.spool import Spool

PLAIN = b"a photograph of somebody's home. "


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(0, 300_000), max_size=6))
def test_a_file_comes_out_as_it_went_in_whatever_its_pieces(tmp_path: Path, sizes: list[int]) -> None:
    async def scene() -> None:
        with Spool(tmp_path) as spool:
            pieces = [(PLAIN * (size // len(PLAIN) + 1))[:size] for size in sizes]
            for piece in pieces:
                spool.add(piece)
                await spool.settle()
            assert spool.size == sum(sizes)
            assert await spool.content() == b"".join(pieces)

    asyncio.run(scene())


def test_what_waits_on_the_disk_has_no_name_and_is_not_to_be_read(tmp_path: Path) -> None:
    async def scene() -> None:
        with Spool(tmp_path) as spool:
            for _ in range(40):
                spool.add(PLAIN * 1000)
                await spool.settle()
            assert list(tmp_path.iterdir()) == []
            handle = spool._file.fileno()
            stored = os.pread(handle, os.fstat(handle).st_size, 0)
            assert len(stored) > 1_000_000
            assert PLAIN not in stored
            assert stored[:1000] not in stored[1000:], "the same plain text twice is not the same twice"

    asyncio.run(scene())


def test_a_folder_that_takes_nothing_is_a_storage_that_does_not_answer(tmp_path: Path) -> None:
    with pytest.raises(StorageUnavailable):
        Spool(tmp_path / "not there")


def test_a_disk_that_is_full_is_a_storage_that_does_not_answer() -> None:
    async def scene() -> None:
        with Spool(None) as spool:
            spool._file.close()
            spool._file = open("/dev/full", "wb")  # type: ignore[assignment]  # noqa: SIM115 - the spool closes it
            spool.add(b"x" * 1_000_000)
            with pytest.raises(StorageUnavailable):
                await spool.settle()

    asyncio.run(scene())
