"""Callers of a batch who hang up in its midst."""

import json
import time
from contextlib import ExitStack, closing

import psycopg
import pytest

from conftest import World
from wire.test_guard import counted, dial, head

from .test_batches import BATCH, record


def test_a_caller_who_hangs_up_ends_the_batch_and_is_no_error_of_ours(
    world: World, capfd: pytest.CaptureFixture[str]
) -> None:
    elder, before = world.register(), counted(world, "client_hung_up")
    bearer = f"Authorization: {world.as_('liaison').headers['Authorization']}"
    single, batch = (json.dumps(body).encode() for body in (record(elder), [record(elder)] * 70))
    with psycopg.connect(world.owner_url) as rival, ExitStack() as lines:
        rival.execute("SELECT FROM head WHERE subject = %s FOR UPDATE", (elder,))
        for _ in range(2):  # they have the elder's two turns
            lines.enter_context(closing(dial(world))).sendall(head("/v1/visits", len(single), bearer) + single)
        time.sleep(0.3)
        with closing(dial(world)) as line:
            line.sendall(head(BATCH, len(batch), bearer) + batch)
            time.sleep(0.3)
        for _ in range(100):
            if counted(world, "client_hung_up") > before:
                break
            time.sleep(0.05)
        assert counted(world, "client_hung_up") == before + 1
    assert "unexpected" not in "".join(capfd.readouterr())
