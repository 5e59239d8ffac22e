"""Official forms to PDF: records and registrations in parts, each set by a process of its own."""

import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

from carevisit.paper import Page
from carevisit.printing.record import annex_4
from carevisit.printing.registration import annex_3

PART = 50  # forms that one process sets
_VISIT: dict[str, Any] = {
    "mode": "in_home", "started_at": "2026-11-20T01:10:00Z", "household_change": {"change": "unchanged"},
    "health": {"expression": "unchanged", "mobility": "worse", "illness": {"change": "severe", "name": "高血压"}},
    "mood": "unchanged", "safety": {"gas": "safe", "water_heating": "safe", "electricity": "unsafe"},
    "hygiene": {"personal": "unchanged", "household": "better"}, "indoor_environment": "unchanged",
    "visitor": {"name": "陈网格", "category": "grid_worker"},
}  # fmt: skip
_FILE: dict[str, Any] = {
    "filed_on": "2026-11-01", "sex": "female", "phone": "13800000000", "ability": {"grade": "mild"},
    "emergency_contact": {"name": "林小明", "relationship": "儿子", "phone": "13900000001"}, "categories_told": ["living_alone"],
}  # fmt: skip


def pages_per_second(forms: int) -> float:
    """How many forms are set in a second of processor time, with the start of the processes: what one core does by itself."""
    orders = [pickle.dumps(("pdf", list(_pages(first, min(PART, forms - first))))) for first in range(0, forms, PART)]
    before = os.times()
    for order in orders:
        subprocess.run(
            [sys.executable, "-P", "-m", "carevisit.paper"], input=order, stdout=subprocess.DEVNULL, check=True,
            env={"PYTHONPATH": os.pathsep.join(sys.path)},
        )  # fmt: skip
    after = os.times()
    took = after.children_user + after.children_system - before.children_user - before.children_system
    return forms / took


def _pages(first: int, many: int) -> Iterator[Page]:
    """Records and registrations in turns, each of somebody else."""
    for number in range(first, first + many):
        if number % 2:
            yield annex_3(_FILE | {"name": f"林阿姨{number}", "id_number": f"99999919461104{number:04}"}, {})
        else:
            yield annex_4(_VISIT | {"running_no": number, "needs_and_action": f"已联系村医（{number}）"}, "涵江区")
