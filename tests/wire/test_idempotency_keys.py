"""Every route that takes an Idempotency-Key refuses one that is not 1 to 255 visible ASCII characters."""

import re
from uuid import uuid4

import pytest

from conftest import CLIENTS, DISTRICT, STAFF, World
from kept import DOCUMENT

TAKES_A_KEY = [
    (method, path)
    for path, operations in DOCUMENT["paths"].items()
    for method, operation in operations.items()
    if any(p.get("name") == "Idempotency-Key" for p in operation.get("parameters", ()))
]


def answered(world: World, who: str, method: str, path: str, key: str) -> tuple[int, str]:
    address = re.sub(r"{code}", DISTRICT, path)
    address = re.sub(r"{\w+}", lambda _: str(uuid4()), address)
    answer = world.as_(who).request(method, address, json={}, headers={"Idempotency-Key": key})
    return answer.status_code, answer.json()["code"]


@pytest.mark.parametrize(("method", "path"), TAKES_A_KEY)
def test_an_idempotency_key_that_is_none_is_refused_on_every_route_that_takes_one(
    world: World, method: str, path: str
) -> None:
    """Any caller with a right to the route gets this answer; the first such caller asks for all."""
    for who in (*STAFF, *CLIENTS):
        status, code = answered(world, who, method, path, "x" * 255)
        assert (status, code) != (400, "bad_request")
        if status != 403:
            break
    else:
        pytest.fail("nobody may use it")
    for key in ("x" * 256, "a b", "", '""', '"' + "x" * 256 + '"'):
        assert answered(world, who, method, path, key) == (400, "bad_request")


def test_there_are_such_routes() -> None:
    assert len(TAKES_A_KEY) > 30
