"""Agencies and contracts as the tests make them, over HTTP."""

from itertools import count
from typing import Any

import httpx
from stdnum.cn import uscc

from access.sign_in import by_secret
from carevisit import clock
from conftest import VILLAGE, World

Body = dict[str, Any]
_turns = count(1)


def credit_code() -> str:
    """A unified social credit code of nobody, each time another."""
    body = f"91350303MA{next(_turns):07d}"
    return body + str(uscc.calc_check_digit(body))


def add(world: World, who: str = "supervisor", members: Body | None = None, **headers: str) -> httpx.Response:
    body = {"name": "颐年居家养老服务中心", "credit_code": credit_code()} | (members or {})
    return world.as_(who).post("/v1/agencies", json=body, headers=headers)


def added(world: World, who: str = "supervisor", **members: Any) -> Body:
    answer = add(world, who, members)
    assert answer.status_code == 201, answer.text
    agency: Body = answer.json()
    return agency


def change(world: World, agency: Body, members: Body, who: str = "supervisor", **headers: str) -> httpx.Response:
    version = {"If-Match": f'"v{agency["version"]}"'}
    return world.as_(who).patch(f"/v1/agencies/{agency['id']}", json=members, headers=version | headers)


def begin(
    world: World, agency: str, who: str = "supervisor", members: Body | None = None, **headers: str
) -> httpx.Response:
    body = {"places": [VILLAGE], "from": clock.today().isoformat()} | (members or {})
    return world.as_(who).post(f"/v1/agencies/{agency}/contracts", json=body, headers=headers)


def begun(world: World, agency: str, **members: Any) -> Body:
    if "elders" in members:
        members.setdefault("places", [])
    answer = begin(world, agency, members=members)
    assert answer.status_code == 201, answer.text
    contract: Body = answer.json()
    return contract


def amend(world: World, contract: Body, members: Body, who: str = "supervisor", **headers: str) -> httpx.Response:
    version = {"If-Match": f'"v{contract["version"]}"'}
    address = f"/v1/agencies/{contract['agency_id']}/contracts/{contract['id']}"
    return world.as_(who).patch(address, json=members, headers=version | headers)


def amended(world: World, contract: Body, **members: Any) -> Body:
    answer = amend(world, contract, members)
    assert answer.status_code == 200, answer.text
    now: Body = answer.json()
    return now


def signed_in(world: World, agency: str, name: str = "系统") -> httpx.Client:
    """A new client of an agency, with its token."""
    members = {"role": "agency", "name": name, "agency": agency}
    client = world.as_("supervisor").post("/v1/clients", json=members)
    assert client.status_code == 201, client.text
    token = by_secret(world, client.json()["client_id"], client.json()["secret"]).json()["access_token"]
    http = httpx.Client(base_url=world.base_url, timeout=30, headers={"Authorization": f"Bearer {token}"})
    http.headers["X-Client-Id"] = client.json()["client_id"]
    return http
