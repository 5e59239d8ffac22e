"""Long computations beside the event loop: one thread of the process does them, one after another, while requests go on."""

import asyncio
from collections.abc import Callable, Sized
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Concatenate, ParamSpec, TypeVar

P = ParamSpec("P")
S = TypeVar("S", bound=Sized)
T = TypeVar("T")
SOME = 64
"""So many entries are read or folded where one stands: going aside would take longer."""

_worker = ThreadPoolExecutor(1, thread_name_prefix="aside")  # more of them would only wait for each other's turn


async def aside(work: Callable[P, T], *args: P.args, **named: P.kwargs) -> T:
    """What the work makes of its arguments. It touches nothing that others change meanwhile: values in, values out."""
    run = copy_context().run
    return await asyncio.get_running_loop().run_in_executor(_worker, lambda: run(work, *args, **named))


async def aside_if_long(work: Callable[Concatenate[S, P], T], entries: S, *args: P.args, **named: P.kwargs) -> T:
    """What the work makes of entries: aside where they are many, here where they are few."""
    if len(entries) > SOME:
        return await aside(work, entries, *args, **named)
    return work(entries, *args, **named)
