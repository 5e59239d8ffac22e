"""Clients over HTTP: agencies, platforms and apps, their scopes and secrets; and what may be asked about tokens."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import httpx
import psycopg
import pytest
from uuid_utils.compat import uuid7

from access.sign_in import by_password, by_secret, forget, hired, me
from carevisit import clock
from carevisit.access import DEFAULT_SCOPES, Role
from conftest import (
    DISTRICT,
    FAR_VILLAGE,
    OTHER_DISTRICT_VILLAGE,
    TOWNSHIP,
    VILLAGE,
    World,
)

Body = dict[str, Any]


def created(world: World, told: Body, who: str = "supervisor", **headers: str) -> httpx.Response:
    return world.as_(who).post(
        "/v1/clients", json={"role": "app", "name": "应用甲", "places": [VILLAGE]} | told, headers=headers
    )


def new(world: World, **told: Any) -> Body:
    answer = created(world, told)
    assert answer.status_code == 201, answer.text
    client: Body = answer.json()
    return client


def act(world: World, client: Body, what: str, told: Body | None = None, who: str = "supervisor") -> httpx.Response:
    version = {"If-Match": f'"v{client["version"]}"'}
    return world.as_(who).post(f"/v1/clients/{client['id']}/{what}", json=told or {}, headers=version)


def signs_in(world: World, client: Body, secret: str) -> bool:
    return by_secret(world, client["client_id"], secret).status_code == 200


def test_a_client_gets_its_secret_once_and_signs_in_with_it(world: World) -> None:
    answer = created(world, {}, **{"Idempotency-Key": "client-1"})
    client = answer.json()
    assert answer.headers["Location"] == f"/v1/clients/{client['id']}"
    assert client["client_id"].startswith("app-")
    assert client["scopes"] == sorted(DEFAULT_SCOPES[Role.APP])
    assert [one["no"] for one in client["secrets"]] == [1]
    token = by_secret(world, client["client_id"], client["secret"]).json()["access_token"]
    assert me(world, token) == 200
    assert world.as_("supervisor").get(f"/v1/clients/{client['id']}").json()["secret"] is None
    again = created(world, {}, **{"Idempotency-Key": "client-1"})
    assert again.json() == client | {"secret": None}


def test_an_agency_serves_its_places_from_today_on(world: World) -> None:
    elder = world.register("guide")
    agency = new(world, role="agency", name="新机构", places=[VILLAGE, FAR_VILLAGE])
    token = by_secret(world, agency["client_id"], agency["secret"]).json()["access_token"]
    read = httpx.get(f"{world.base_url}/v1/elders/{elder}", headers={"Authorization": f"Bearer {token}"}, timeout=30)
    assert read.status_code == 200
    assert agency["places"] == [VILLAGE, FAR_VILLAGE]


def test_an_elder_who_moves_while_an_agencys_contract_begins_is_not_missed(world: World) -> None:
    elder = world.register("guide")

    def lives_in(owner: psycopg.Connection[Any], place: str) -> None:
        owner.execute("SELECT set_config('carevisit.opened', %s, true)", ("{" + elder + "}",))
        owner.execute(
            "UPDATE presence SET place_id = (SELECT id FROM place WHERE code = %s) WHERE elder = %s", (place, elder)
        )
        owner.execute("SELECT assign(%s, now(), '{}')", (elder,))

    with psycopg.connect(world.owner_url) as owner, ThreadPoolExecutor(1) as pool:
        lives_in(owner, FAR_VILLAGE)
        agency = pool.submit(new, world, role="agency", name="新机构", places=[FAR_VILLAGE])
        time.sleep(0.5)
        owner.commit()
        id = agency.result()["id"]
        served = world.ask("SELECT elder FROM assignment WHERE agency = %s AND elder = %s", id, elder)
        lives_in(owner, VILLAGE)
    assert served


@pytest.mark.parametrize(
    ("who", "told", "status", "code"),
    [
        ("guide", {}, 403, "forbidden"), ("liaison", {}, 403, "forbidden"), ("city", {}, 403, "forbidden"),
        ("platform", {}, 403, "forbidden"), ("nobody", {}, 401, "unauthorized"),
        ("far_supervisor", {}, 404, "place_not_found"),
        ("supervisor", {"places": [VILLAGE, OTHER_DISTRICT_VILLAGE], "role": "agency"}, 404, "place_not_found"),
        ("supervisor", {"places": [VILLAGE, FAR_VILLAGE]}, 422, "invalid"),
        ("supervisor", {"scopes": ["admin:write"]}, 422, "invalid"), ("supervisor", {"scopes": ["x"]}, 422, "invalid"),
        ("supervisor", {"role": "supervisor"}, 422, "invalid"), ("supervisor", {"places": []}, 422, "invalid"),
    ],
)  # fmt: skip
def test_only_the_supervisor_creates_clients_in_the_district_and_none_that_administers(
    world: World, who: str, told: Body, status: int, code: str
) -> None:
    answer = created(world, told, who)
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text


def test_a_client_of_another_district_is_like_one_that_does_not_exist(world: World) -> None:
    mine = new(world)
    account = world.as_("supervisor").get("/v1/accounts").json()["items"][0]
    for who, client in (
        ("far_supervisor", mine),
        ("supervisor", {"id": str(uuid7())}),
        ("supervisor", {"id": account["id"]}),
    ):
        aimed, http = client | {"version": 1}, world.as_(who)
        address = f"/v1/clients/{client['id']}"
        answers = [
            http.get(address), http.patch(address, json={"name": "x"}, headers={"If-Match": '"v1"'}),
            http.post(f"{address}/secrets", json={}), http.delete(f"{address}/secrets/1"),
            act(world, aimed, "disabling", who=who), act(world, aimed, "enabling", who=who),
        ]  # fmt: skip
        assert {(one.status_code, one.json()["code"]) for one in answers} == {(404, "client_not_found")}, who
    assert mine["id"] not in world.as_("far_supervisor").get("/v1/clients").text


def test_an_agency_of_two_districts_is_administered_by_neither(world: World) -> None:
    agency = new(world, role="agency")
    world.ask(
        "SELECT begin_contract(gen_random_uuid(), %s, ARRAY[id], '{}', current_date, NULL, '{}') FROM place WHERE code = %s",
        agency["id"], OTHER_DISTRICT_VILLAGE,
    )  # fmt: skip
    for who in ("supervisor", "far_supervisor"):
        assert world.as_(who).get(f"/v1/clients/{agency['id']}").status_code == 404
        assert act(world, agency, "disabling", who=who).status_code == 404


def test_two_secrets_overlap_until_the_older_one_ends(world: World) -> None:
    client = new(world)
    http, address = world.as_("supervisor"), f"/v1/clients/{client['id']}/secrets"
    soon = (clock.wall() + timedelta(hours=1)).isoformat()
    assert http.post(address, json={"older_until": "2001-01-01T00:00:00Z"}).status_code == 422
    second = http.post(address, json={"older_until": soon}, headers={"Idempotency-Key": "secret-2"})
    assert second.status_code == 201, second.text
    assert [(one["no"], one["ends_at"] is None) for one in second.json()["secrets"]] == [(1, False), (2, True)]
    again = http.post(address, json={"older_until": soon}, headers={"Idempotency-Key": "secret-2"})
    assert again.json() == second.json() | {"secret": None}
    assert signs_in(world, client, client["secret"])
    assert signs_in(world, client, second.json()["secret"])
    assert http.post(address, json={}).json()["code"] == "too_many_secrets"
    world.ask("UPDATE client_secret SET until_at = now() WHERE client = %s AND no = 1 RETURNING 1", client["id"])
    assert not signs_in(world, client, client["secret"])
    assert signs_in(world, client, second.json()["secret"])
    third = http.post(address, json={}).json()
    assert [one["no"] for one in third["secrets"]] == [2, 3]
    forget(world)


def test_a_repeated_request_for_a_secret_is_a_replay_also_when_the_older_one_has_ended(world: World) -> None:
    client = new(world)
    http, address = world.as_("supervisor"), f"/v1/clients/{client['id']}/secrets"
    told, key = {"older_until": (clock.wall() + timedelta(seconds=2)).isoformat()}, {"Idempotency-Key": "secret-soon"}
    assert http.post(address, json=told, headers=key).status_code == 201
    time.sleep(2.1)
    again = http.post(address, json=told, headers=key)
    assert (again.status_code, [one["no"] for one in again.json()["secrets"]]) == (201, [2]), again.text
    assert again.headers["Idempotent-Replayed"] == "true"
    assert http.post(address, json=told).json()["errors"][0]["code"] == "in_the_past"


def test_an_ended_secret_and_its_tokens_stop_at_once(world: World) -> None:
    client = new(world)
    http, address = world.as_("supervisor"), f"/v1/clients/{client['id']}/secrets"
    token = by_secret(world, client["client_id"], client["secret"]).json()["access_token"]
    second = http.post(address, json={}).json()["secret"]
    ended = http.delete(f"{address}/1")
    assert (ended.status_code, [one["no"] for one in ended.json()["secrets"]]) == (200, [2])
    assert me(world, token) == 401
    assert not signs_in(world, client, client["secret"])
    assert signs_in(world, client, second)
    assert http.delete(f"{address}/1").json()["code"] == "secret_not_found"
    assert http.delete(f"{address}/9").json()["code"] == "secret_not_found"
    forget(world)


def test_other_scopes_and_a_disabled_client_take_effect_at_once(world: World) -> None:
    client = new(world, scopes=["elders:read", "visits:read"])
    token = by_secret(world, client["client_id"], client["secret"]).json()["access_token"]
    address, http = f"/v1/clients/{client['id']}", world.as_("supervisor")
    assert http.patch(address, json={"scopes": ["stats:read"]}).status_code == 428
    narrow = http.patch(address, json={"scopes": ["stats:read"], "name": "改名"}, headers={"If-Match": '"v1"'}).json()
    assert (narrow["scopes"], narrow["name"], narrow["version"]) == (["stats:read"], "改名", 2)
    assert me(world, token) == 401
    assert by_secret(world, client["client_id"], client["secret"]).json()["scope"] == "stats:read"
    off = act(world, narrow, "disabling").json()
    assert off["state"] == "disabled"
    assert not signs_in(world, client, client["secret"])
    assert act(world, off, "disabling").json()["code"] == "already_disabled"
    forget(world)
    assert act(world, off, "enabling").json()["state"] == "active"
    assert signs_in(world, client, client["secret"])
    listed = http.get("/v1/clients", params={"role": "app", "limit": 500}).json()["items"]
    assert client["id"] in {one["id"] for one in listed}
    assert {one["role"] for one in listed} == {"app"}


def test_every_act_is_an_entry_and_no_secret_is_kept(world: World) -> None:
    client = new(world, name="应用乙", role="platform", places=[DISTRICT])
    http, address = world.as_("supervisor"), f"/v1/clients/{client['id']}"
    second = http.post(f"{address}/secrets", json={}).json()
    http.delete(f"{address}/secrets/1")
    act(world, second | {"version": 3}, "disabling")
    rows = world.ask(
        "SELECT e.kind, p.login, e.audience, e.agencies FROM entry e JOIN principal p ON p.id = e.actor"
        " WHERE e.subject = %s ORDER BY e.version",
        client["id"],
    )
    kinds = ["client.created", "client.secret_added", "client.secret_ended", "client.disabled"]
    assert [row["kind"] for row in rows] == kinds
    assert {row["login"] for row in rows} == {"supervisor"}
    assert all(row["audience"] == row["agencies"] == [] for row in rows)
    kept = str(world.ask("SELECT open::text AS open FROM entry")) + str(world.ask("SELECT * FROM client_secret"))
    for secret in (client["secret"], second["secret"], "应用乙"):
        assert secret not in kept
    assert world.findings() == []


# --- introspection (RFC 7662) ------------------------------------------------------------------------------------------------


def introspected(world: World, caller: str, token: str) -> httpx.Response:
    address, headers = f"{world.base_url}/oauth/introspect", {"Authorization": f"Bearer {caller}"}
    return httpx.post(address, data={"token": token}, headers=headers, timeout=30)


def test_one_learns_of_ones_own_tokens_and_of_no_others(world: World) -> None:
    login = hired(world, "asks-about-tokens")
    tokens = by_password(world, login, "a secret nobody guesses").json()
    mine, others = tokens["access_token"], world.token("guide")
    answer = introspected(world, mine, mine)
    assert answer.headers["Cache-Control"] == "no-store"
    told = answer.json()
    assert (told["active"], told["client_id"], told["token_type"]) == (True, login, "Bearer")
    assert told["scope"] == tokens["scope"]
    refresh = introspected(world, mine, tokens["refresh_token"]).json()
    assert (refresh["active"], refresh["token_type"], refresh["sub"]) == (True, "refresh_token", told["sub"])
    for unknown in (others, "nonsense", "a.b.c", mine[:-4] + "AAAA", ""):
        assert introspected(world, mine, unknown).json() == {"active": False}
    assert introspected(world, others, tokens["refresh_token"]).json() == {"active": False}
    assert introspected(world, "no token", mine).status_code == 401
    assert httpx.post(f"{world.base_url}/oauth/introspect", data={"token": mine}).status_code == 401
    forget(world)


def test_with_its_scope_a_client_learns_of_others_tokens_while_they_are_good(world: World) -> None:
    client = new(world, scopes=["elders:read", "tokens:introspect"], places=[TOWNSHIP], role="platform")
    gateway = by_secret(world, client["client_id"], client["secret"]).json()["access_token"]
    login = hired(world, "signs-out")
    tokens = by_password(world, login, "a secret nobody guesses").json()
    assert introspected(world, gateway, tokens["access_token"]).json()["client_id"] == login
    assert introspected(world, gateway, tokens["refresh_token"]).json()["active"]
    httpx.post(f"{world.base_url}/oauth/revoke", data={"token": tokens["access_token"]})
    assert introspected(world, gateway, tokens["access_token"]).json() == {"active": False}
    assert introspected(world, gateway, tokens["refresh_token"]).json() == {"active": False}
    forget(world)
