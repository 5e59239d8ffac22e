"""Processor time: what a figure costs on these cores, even while others use them."""

import os
import resource
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
