"""On how many histories the program and its judge are compared: the quick profile of Hypothesis, and the long one.

`make test` tries few, the same each time; `make test-judge` sets CAREVISIT_EXAMPLES, and tries many never seen before.
"""

import os

from hypothesis import HealthCheck, settings

QUICK = 25
EXAMPLES = int(os.environ.get("CAREVISIT_EXAMPLES", QUICK))
trials = settings(
    max_examples=EXAMPLES, derandomize=EXAMPLES <= QUICK, suppress_health_check=list(HealthCheck), deadline=None
)
