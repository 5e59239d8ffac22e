"""The press: sets pages as documents in child processes, so many at once, and each within its time."""

import asyncio
import logging
import os
import pickle
import sys
from collections.abc import Sequence
from typing import Literal

from .. import logs
from ..errors import PrintingFailed
from ..limits import Patience, Turns
from ..paper import Page

log = logging.getLogger(__name__)
Kind = Literal["pdf", "docx"]
WITHIN_S = 30.0
WAITING = 16


class Press:
    """Sets `at_once` documents at a time; others wait for their turn, at most `WAITING` of them.

    Of one caller no more than `at_once` wait for the press with those of others.
    """

    def __init__(self, at_once: int) -> None:
        self._turns = Turns(at_once, WAITING)

    async def document(
        self, pages: Sequence[Page], kind: Kind, patience: Patience | None = None, caller: str = "",
        within_s: float = WITHIN_S,
    ) -> bytes:  # fmt: skip
        """The pages as one document. Raises Busy, PrintingFailed."""
        order = pickle.dumps((kind, list(pages)))
        until = asyncio.get_running_loop().time() + within_s
        # the caller's own line comes before that of the press (in the order of the keys)
        async with self._turns.of((f"by {caller}", "press"), until, patience):
            return await _set(order, within_s)


async def _set(order: bytes, within_s: float) -> bytes:
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-P", "-m", "carevisit.paper", stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,  # what it complains of may quote what is printed
        env={"PATH": os.defpath, "PYTHONPATH": os.pathsep.join(sys.path)},  # none of the deployment's secrets
    )  # fmt: skip
    try:
        async with asyncio.timeout(within_s):
            made, _ = await child.communicate(order)
    except TimeoutError:
        made = b""
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    if child.returncode or not made:
        logs.write(log, logging.ERROR, "form not printed", status=child.returncode)
        raise PrintingFailed
    return made
