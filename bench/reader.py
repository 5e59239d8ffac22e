"""One connection that asks what a supervisor's request asks, and how long that takes."""

import os
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import psycopg

from carevisit import clock


@dataclass(frozen=True)
class Took:
    """Milliseconds: the median by the clock on the wall, and processor time of the one backend."""

    wall: float
    cpu: float


class Reader:
    """One connection of the service's own login, in the role of an area, as a supervisor's request has it."""

    def __init__(self, url: str) -> None:
        self.connection = psycopg.connect(url, autocommit=True)
        self.connection.prepare_threshold = 0
        row = self.connection.execute("SELECT min(no), max(hi) FROM place").fetchone()
        assert row
        self.lo, self.hi = row
        today = clock.today()
        month = today.replace(day=1)
        self.params: dict[str, Any] = {
            "area_lo": self.lo, "area_hi": self.hi, "month": month, "months": [month], "today": today, "on": today, "limit": 51,
        }  # fmt: skip

    def run(self, *statements: str, n: int = 25, **more: Any) -> Took:
        """The statements in one transaction, some times over."""
        took, before = [], 0.0
        for turn in range(n + 3):
            if turn == 3:  # prepared and warm by now
                before = self._cpu()
            with self.connection.transaction():
                self.connection.execute(
                    "SELECT set_config('role', 'carevisit_area', true), set_config('carevisit.lo', %s, true),"
                    " set_config('carevisit.hi', %s, true)",
                    (str(self.lo), str(self.hi)),
                )
                began = time.perf_counter()
                for statement in statements:
                    self.connection.execute(statement.encode(), self.params | more).fetchall()
                took.append((time.perf_counter() - began) * 1000)
        return Took(median(took[3:]), (self._cpu() - before) / n)

    def _cpu(self) -> float:
        stat = Path(f"/proc/{self.connection.info.backend_pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(stat[11]) + int(stat[12])) * 1000 / os.sysconf("SC_CLK_TCK")
