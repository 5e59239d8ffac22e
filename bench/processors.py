"""Processor time and memory: what a figure costs on this machine, even while others use it."""

import os
import resource
import threading
from pathlib import Path


def processor_seconds(root: int) -> float:
    """Processor seconds used by a process, its living children and those that it has outlived; 0 without /proc."""
    used = 0.0
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(path.parent.name) == root:
            used += sum(map(int, fields[11:15]))
        elif int(fields[1]) == root:
            used += int(fields[11]) + int(fields[12])
    return used / os.sysconf("SC_CLK_TCK")


def of_our_children() -> float:
    """Processor seconds of the child programs that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def resident_mb(root: int) -> float:
    """The resident memory of a process and its children, in MB; 0 without /proc."""
    found = 0
    for path in Path("/proc").glob("[0-9]*/status"):
        try:
            said = dict(line.split(":\t", 1) for line in path.read_text().splitlines() if ":\t" in line)
        except OSError:
            continue
        if root in (int(said["Pid"]), int(said["PPid"])):
            found += int(said.get("VmRSS", "0 kB").split()[0])
    return found / 1024


class Growth:
    """By how many MB a process and its children grow while a block runs, at their highest."""

    def __init__(self, root: int) -> None:
        self._root, self._over = root, threading.Event()
        self._watcher = threading.Thread(target=self._watch)

    def __enter__(self) -> "Growth":
        self._before = self._highest = resident_mb(self._root)
        self._watcher.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._watcher.join()

    @property
    def mb(self) -> float:
        return self._highest - self._before

    def _watch(self) -> None:
        while not self._over.wait(0.05):
            self._highest = max(self._highest, resident_mb(self._root))
