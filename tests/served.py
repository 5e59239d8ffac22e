"""`carevisit serve` as an operator runs it, beside a world's own server, with every word it logs."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from conftest import World, free_port, until_it_answers
from serving import Program


@dataclass
class Served:
    """A server on a world's database, its log, and people who sign in there."""

    world: World
    log: Path
    process: "Program | subprocess.Popen[bytes]"

    @property
    def text(self) -> str:
        return self.log.read_text(encoding="utf-8")

    def lines(self, **wanted: object) -> list[dict[str, Any]]:
        """The log's lines that say this."""
        lines = [json.loads(line) for line in self.text.splitlines()]
        return [line for line in lines if all(line.get(name) == value for name, value in wanted.items())]

    def line(self, within_s: float = 15, **wanted: object) -> dict[str, Any]:
        """The one line that says this, as soon as it is there."""
        until = time.monotonic() + within_s
        while not (found := self.lines(**wanted)):
            assert time.monotonic() < until, f"nothing says {wanted}"
            time.sleep(0.1)
        assert len(found) == 1, found
        return found[0]


@contextmanager
def served(world: World, log: Path, *options: str, **environment: str) -> Iterator[Served]:
    """Serve for as long as the block lasts; answers once it is ready.

    In one process, forked, unless `options` ask for several: how these count together is settled as they import.
    """
    port = free_port()
    other = replace(world, base_url=f"http://127.0.0.1:{port}", _clients={}, _stirred={})
    told = other.environment(**{"CAREVISIT_LOG_LEVEL": "info"} | environment)
    process: Program | subprocess.Popen[bytes]
    if options:
        command = [sys.executable, "-m", "carevisit", "serve", "--port", str(port), *options]
        with log.open("wb") as words:
            process = subprocess.Popen(command, env=told, stdout=words, stderr=words)
    else:
        process = Program(["serve", "--port", str(port), "--workers", "1"], told, (log, log))
    try:
        until_it_answers(other, lambda: process.poll() is None, "livez")
        yield Served(other, log, process)
    finally:
        other.close()
        process.terminate()
        process.wait(30)
