"""A stream of 100,000 lines passes through a server and leaves it hardly larger."""

import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from batches.test_batches import record
from batches.test_streams import as_lines, stream, wire
from carevisit.ndjson import AT_MOST
from conftest import World, living

pytestmark = pytest.mark.slow
PIECES, NEW = 80, 32
MOST_MB = 100


@pytest.fixture
def roomy(template: World) -> Iterator[World]:
    """A service of its own, that has taken nothing in yet."""
    with living(template) as one:
        yield one


def memory(pid: int, name: str) -> float:
    """What a process holds (`VmRSS`), or held at the most (`VmHWM`), in MB."""
    rows = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(row.split()[1]) / 1024 for row in rows if row.startswith(name))


def pieces(elders: list[str]) -> Iterator[bytes]:
    """New visits, the same once more, and for the rest records as long as theirs that are refused without the database:
    100,000 new visits would take many minutes on two busy cores, and a line costs no more memory for being one."""
    refused = as_lines([record(elders[0]) | {"mode": "by_balloon"}])
    for turn in range(PIECES):
        new = as_lines([record(elder, 1 + turn) for elder in elders])
        yield new + new + refused * (AT_MOST // PIECES - 2 * NEW)


def test_a_stream_of_100_000_lines_grows_the_server_by_less_than_100_mb(roomy: World) -> None:
    elders, statuses, count = [roomy.register() for _ in range(NEW)], Counter[int](), 0
    stream(roomy, as_lines(record(elder, 0.7) for elder in elders))  # what the first use of everything costs
    before = memory(roomy.pid, "VmRSS")
    with wire(roomy) as there:

        def send() -> None:
            for piece in pieces(elders):
                there.send(piece)
            there.end()

        sender = threading.Thread(target=send, daemon=True)
        sender.start()
        there.head()
        for count, item in enumerate(there.items(), 1):
            assert item["index"] == count - 1
            statuses[item["status"]] += 1
        sender.join(10)
    grown = memory(roomy.pid, "VmHWM") - before
    print(f"grown by {grown:.0f} MB at the most, from {before:.0f}; {dict(statuses)}")  # noqa: T201
    assert statuses == {201: PIECES * 2 * NEW, 422: AT_MOST - PIECES * 2 * NEW}
    assert grown < MOST_MB
