"""The core of the tests once more, in a district's schema whose database keeps `public` closed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
CORE = (
    "test_schema.py", "test_district_schema.py", "test_readiness.py", "access/test_walls.py",
    "access/test_walls_writing.py", "access/test_doors.py", "ledger/test_book.py", "ledger/test_places.py",
    "ledger/test_rebuild.py", "places", "visits/test_visit_routes.py", "feed/test_feed_routes.py",
    "worklist/test_worklist.py", "coverage/test_coverage.py",
)  # fmt: skip
PATIENCE_S = 600


@pytest.mark.slow
def test_the_core_of_the_tests_passes_in_the_schema_of_a_district_with_public_closed() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-m", "not slow", "-p", "no:cacheprovider", *(str(TESTS / one) for one in CORE)],
        env=os.environ | {"CAREVISIT_TEST_SCHEMA": "d350303"}, cwd=TESTS.parent, timeout=PATIENCE_S, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout[-4000:]
