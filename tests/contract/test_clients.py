"""Generated clients submit a visit and read the feed, against a real server. `make contract` makes them first."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from conftest import World

HERE = Path(__file__).parent
MADE = HERE.parents[1] / "build" / "contract"
PYTHON = MADE / "venv" / "bin" / "python"
CLIENTS = {
    "openapi-python-client": (MADE / "python-client", [PYTHON, HERE / "submit_visit_by_client.py"]),
    "openapi-generator python": (MADE / "generator-python", [PYTHON, HERE / "submit_visit_by_generator.py"]),
    "openapi-generator typescript-fetch": (
        MADE / "generator-typescript",
        ["node", MADE / "generator-typescript" / "compiled" / "submit_visit.js"],
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("client", CLIENTS)
def test_a_generated_client_submits_a_visit_and_finds_it_in_the_feed(world: World, client: str) -> None:
    made, command = CLIENTS[client]
    if not made.is_dir():
        pytest.skip(f"{client} is not generated: run `make contract`")
    arguments = [world.base_url, *world.secrets["platform"], *world.secrets["agency"], world.register()]
    done = subprocess.run(
        [*command, *arguments], env=os.environ | {"PYTHONPATH": str(made)}, capture_output=True, text=True, timeout=60,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    assert json.loads(done.stdout)["mode"] == "in_home"
