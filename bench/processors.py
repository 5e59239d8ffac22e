"""Processor time: what a figure costs on these cores, also while others use them."""

import os
import resource
from pathlib import Path


def processor_seconds(root: int) -> float:
    """Processor time that a process, its living children and those that it has outlived have used; 0 without /proc."""
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
    """Processor time of the programs that we have run to their end."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
