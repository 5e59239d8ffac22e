"""The child process that reads a file: its frames, each within its time, and why it refuses a file."""

import asyncio
import logging
import os
import sys
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any, Final

import orjson

from .. import logs
from ..errors import (
    SheetsAlike,
    SpreadsheetBroken,
    SpreadsheetHasFormulas,
    SpreadsheetHasLinks,
    SpreadsheetHasMacros,
    SpreadsheetProtected,
    SpreadsheetRefused,
    SpreadsheetTooHeavy,
    SpreadsheetTooWide,
    SpreadsheetUnknown,
    UnreadableText,
)
from ..grid import LENGTH, LONGEST_FRAME

log = logging.getLogger(__name__)
WITHIN_S: Final = 120.0
"""How long the child may take for a frame; the first comes once the file has been checked whole."""
_WHY: Final[dict[str, type[SpreadsheetRefused]]] = {
    "unknown": SpreadsheetUnknown, "broken": SpreadsheetBroken, "protected": SpreadsheetProtected,
    "formula": SpreadsheetHasFormulas, "macros": SpreadsheetHasMacros, "links": SpreadsheetHasLinks,
    "extent": SpreadsheetTooWide, "heavy": SpreadsheetTooHeavy, "alike": SheetsAlike, "encoding": UnreadableText,
}  # fmt: skip


async def frames(content: bytes, within_s: float = WITHIN_S) -> AsyncGenerator[dict[str, Any], None]:
    """What a file holds, frame by frame. Raises SpreadsheetRefused."""
    async with _child(content) as child:
        while True:
            said = await _next(child, within_s)
            if "refused" in said:
                raise _refusal(said["refused"], said["at"])
            if "end" in said:
                return
            yield said


def _refusal(code: str, at: str) -> SpreadsheetRefused:
    kind = _WHY[code]
    return kind(f"{kind.en()} ({at})", f"{kind.zh}（{at}）") if at else kind()


async def _next(child: asyncio.subprocess.Process, within_s: float) -> dict[str, Any]:
    assert child.stdout is not None
    try:
        async with asyncio.timeout(within_s):
            (length,) = LENGTH.unpack(await child.stdout.readexactly(LENGTH.size))
            if length > LONGEST_FRAME:
                raise SpreadsheetTooHeavy
            said: dict[str, Any] = orjson.loads(await child.stdout.readexactly(length))
            return said
    except (asyncio.IncompleteReadError, TimeoutError) as died:
        logs.write(log, logging.WARNING, "file not read", status=child.returncode)
        raise SpreadsheetTooHeavy from died


@asynccontextmanager
async def _child(content: bytes) -> AsyncIterator[asyncio.subprocess.Process]:
    """A child that gets the file while it is read from; it ends with the block."""
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-P", "-m", "carevisit.grid", stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,  # what it complains of may quote a cell
        env={"PATH": os.defpath, "PYTHONPATH": os.pathsep.join(sys.path)},  # none of the deployment's secrets
    )  # fmt: skip
    giving = asyncio.create_task(_give(child, content))
    try:
        yield child
    finally:
        giving.cancel()
        if child.returncode is None:
            child.kill()
        await asyncio.gather(giving, _end(child), return_exceptions=True)


async def _end(child: asyncio.subprocess.Process) -> None:
    """Wait until the child has ended. What it still said is read, since it ends only once its pipes are at their end."""
    assert child.stdout is not None
    while await child.stdout.read(LONGEST_FRAME):
        pass
    await child.wait()


async def _give(child: asyncio.subprocess.Process, content: bytes) -> None:
    assert child.stdin is not None
    with suppress(ConnectionError):  # it has ended, and its last frame says why
        child.stdin.write(content)
        await child.stdin.drain()
        child.stdin.close()
