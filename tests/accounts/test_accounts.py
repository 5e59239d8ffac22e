"""Accounts over HTTP: who administers whom, invitations, and what ends tokens."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from uuid_utils.compat import uuid7

from access.sign_in import by_password, forget, me
from conftest import DISTRICT, FAR_VILLAGE, NEXT_VILLAGE, OTHER_DISTRICT, TOWNSHIP, VILLAGE, World
from serving import carevisit

PASSWORD = "a password of their own"
Body = dict[str, Any]


def created(world: World, who: str, role: str, place: str, login: str, **headers: str) -> httpx.Response:
    told = {"role": role, "place": place, "name": f"{login} 的姓名", "login": login}
    return world.as_(who).post("/v1/accounts", json=told, headers=headers)


def new(world: World, login: str, who: str = "guide", role: str = "liaison", place: str = VILLAGE) -> Body:
    """An account that was created just now."""
    answer = created(world, who, role, place, login)
    assert answer.status_code == 201, answer.text
    account: Body = answer.json()
    return account


def accept(world: World, code: str, password: str = PASSWORD) -> httpx.Response:
    return httpx.post(f"{world.base_url}/v1/accounts/invitation", json={"code": code, "password": password}, timeout=30)


def act(world: World, who: str, account: Body, what: str, **headers: str) -> httpx.Response:
    version = {"If-Match": f'"v{account["version"]}"'}
    return world.as_(who).post(f"/v1/accounts/{account['id']}/{what}", json={}, headers=version | headers)


def test_an_invited_person_chooses_a_password_and_signs_in(world: World) -> None:
    answer = created(world, "guide", "liaison", VILLAGE, "newcomer")
    account = answer.json()
    assert answer.headers["Location"] == f"/v1/accounts/{account['id']}"
    assert answer.headers["ETag"] == '"v1"'
    assert (account["state"], account["role"], account["place"]) == ("invited", "liaison", VILLAGE)
    assert by_password(world, "newcomer", PASSWORD).status_code == 400
    joined = accept(world, account["invitation"]["code"].lower())
    assert joined.json() == {"login": "newcomer", "name": "newcomer 的姓名"}
    token = by_password(world, "newcomer", PASSWORD).json()["access_token"]
    assert (
        httpx.get(f"{world.base_url}/v1/me", headers={"Authorization": f"Bearer {token}"}).json()["role"] == "liaison"
    )
    now = world.as_("guide").get(f"/v1/accounts/{account['id']}").json()
    assert (now["state"], now["invitation"], now["version"]) == ("active", None, 2)
    assert now["last_sign_in_at"] is not None
    forget(world)


@pytest.mark.parametrize(
    ("who", "role", "place", "status"),
    [
        ("supervisor", "guide", TOWNSHIP, 201), ("supervisor", "liaison", FAR_VILLAGE, 201),
        ("guide", "liaison", NEXT_VILLAGE, 201),
        ("supervisor", "supervisor", DISTRICT, 403), ("supervisor", "city_officer", "3503", 403), ("guide", "guide", TOWNSHIP, 403),
        ("guide", "supervisor", DISTRICT, 403), ("guide", "liaison", FAR_VILLAGE, 404), ("far_supervisor", "guide", TOWNSHIP, 404),
        ("supervisor", "liaison", OTHER_DISTRICT, 404), ("guide", "liaison", TOWNSHIP, 422), ("liaison", "liaison", VILLAGE, 403),
        ("city", "supervisor", DISTRICT, 403), ("province", "supervisor", DISTRICT, 403), ("platform", "liaison", VILLAGE, 403),
        ("agency", "liaison", VILLAGE, 403), ("nobody", "liaison", VILLAGE, 401),
    ],
)  # fmt: skip
def test_one_creates_accounts_of_roles_below_in_ones_own_area(
    world: World, who: str, role: str, place: str, status: int
) -> None:
    answer = created(world, who, role, place, f"made-{who}-{role}-{place}".replace("_", "-"))
    assert answer.status_code == status, answer.text


def test_who_is_out_of_scope_is_like_who_does_not_exist(world: World) -> None:
    inside = new(world, "inside")
    above = new(world, "a-guide", "supervisor", "guide", TOWNSHIP)
    own = world.as_("guide").get("/v1/me").json()
    client = world.as_("supervisor").get("/v1/clients").json()["items"][0]
    for who, account in (
        ("far_guide", inside), ("far_supervisor", inside), ("guide", above), ("guide", own), ("supervisor", client),
        ("guide", {"id": str(uuid7())}),
    ):  # fmt: skip
        aimed = account | {"version": 1}
        read = world.as_(who).get(f"/v1/accounts/{account['id']}")
        change = world.as_(who).patch(f"/v1/accounts/{account['id']}", json={"name": "x"}, headers={"If-Match": '"v1"'})
        answers = [read, change, *(act(world, who, aimed, what) for what in ("disabling", "enabling", "reset"))]
        assert {(one.status_code, one.json()["code"]) for one in answers} == {(404, "account_not_found")}, who
    assert inside["id"] not in world.as_("far_guide").get("/v1/accounts").text
    assert world.as_("liaison").get("/v1/accounts").status_code == 403
    assert world.as_("city").get(f"/v1/accounts/{inside['id']}").status_code == 403


def test_an_invitation_works_once_also_when_it_is_sent_twice_at_once(world: World) -> None:
    code = new(world, "twice")["invitation"]["code"]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda turn: accept(world, code, f"password number {turn}"), range(4)))
    statuses = sorted(one.status_code for one in answers)
    assert statuses.count(200) == 1, [one.text for one in answers]
    assert set(statuses) <= {200, 404, 429}
    forget(world)
    assert accept(world, code).json()["code"] == "invitation_not_found"
    forget(world)


def test_an_invitation_expires_and_wrong_codes_delay_the_next(world: World) -> None:
    account = new(world, "late")
    world.ask("UPDATE invitation SET expires_at = now() - interval '1 s' WHERE account = %s RETURNING 1", account["id"])
    assert accept(world, account["invitation"]["code"]).status_code == 404
    statuses = [accept(world, "ABCD-ABCD-ABCD-ABCD-ABCD").status_code for _ in range(6)]
    assert statuses[0] == 404
    assert statuses[-1] == 429
    forget(world)


def test_a_disabled_accounts_tokens_stop_at_once_and_enabling_lets_it_sign_in_again(world: World) -> None:
    account = new(world, "leaver")
    accept(world, account["invitation"]["code"])
    tokens = by_password(world, "leaver", PASSWORD).json()
    assert me(world, tokens["access_token"]) == 200
    gone = act(world, "guide", account | {"version": 2}, "disabling")
    assert (gone.status_code, gone.json()["state"]) == (201, "disabled")
    assert me(world, tokens["access_token"]) == 401
    assert by_password(world, "leaver", PASSWORD).status_code == 400
    assert act(world, "guide", gone.json(), "disabling").json()["code"] == "already_disabled"
    assert act(world, "guide", gone.json(), "reset").json()["code"] == "already_disabled"
    back = act(world, "guide", gone.json(), "enabling").json()
    assert back["state"] == "active"
    assert act(world, "guide", back, "enabling").json()["code"] == "not_disabled"
    forget(world)
    assert by_password(world, "leaver", PASSWORD).status_code == 200
    assert me(world, tokens["access_token"]) == 401
    forget(world)


def test_a_reset_ends_tokens_and_the_password_and_invites_again(world: World) -> None:
    account = new(world, "forgetful")
    accept(world, account["invitation"]["code"])
    token = by_password(world, "forgetful", PASSWORD).json()["access_token"]
    again = act(world, "guide", account | {"version": 2}, "reset").json()
    assert again["state"] == "invited"
    assert me(world, token) == 401
    assert by_password(world, "forgetful", PASSWORD).status_code == 400
    second = act(world, "guide", again, "reset").json()
    forget(world)
    assert accept(world, again["invitation"]["code"]).status_code == 404, "a later invitation ends an earlier one"
    assert accept(world, second["invitation"]["code"], "another password of theirs").status_code == 200
    assert by_password(world, "forgetful", "another password of theirs").status_code == 200
    forget(world)


def test_an_account_is_renamed_and_moves_within_the_area(world: World) -> None:
    account = new(world, "mover")
    http, address = world.as_("guide"), f"/v1/accounts/{account['id']}"
    version = {"If-Match": '"v1"'}
    assert http.patch(address, json={"place": FAR_VILLAGE}, headers=version).json()["code"] == "place_not_found"
    assert http.patch(address, json={"place": TOWNSHIP}, headers=version).status_code == 422
    assert http.patch(address, json={}, headers=version).status_code == 422
    assert http.patch(address, json={"place": NEXT_VILLAGE}).status_code == 428
    moved = http.patch(address, json={"place": NEXT_VILLAGE, "name": "新名"}, headers=version)
    assert moved.headers["ETag"] == '"v2"'
    assert (moved.json()["place"], moved.json()["name"]) == (NEXT_VILLAGE, "新名")
    assert http.patch(address, json={"name": "x"}, headers=version).status_code == 412
    assert (
        world.as_("supervisor").patch(address, json={"place": FAR_VILLAGE}, headers={"If-Match": "*"}).status_code
        == 200
    )
    assert http.get(address).status_code == 404, "it went to another township"


def test_a_repeated_request_creates_one_account_and_shows_the_code_once(world: World) -> None:
    first = created(world, "guide", "liaison", VILLAGE, "once", **{"Idempotency-Key": "account-1"})
    again = created(world, "guide", "liaison", VILLAGE, "once", **{"Idempotency-Key": "account-1"})
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert again.json()["id"] == first.json()["id"]
    assert first.json()["invitation"]["code"]
    assert again.json()["invitation"] == first.json()["invitation"] | {"code": None}
    assert created(world, "guide", "liaison", VILLAGE, "once").json()["code"] == "login_taken"
    other = created(world, "guide", "liaison", NEXT_VILLAGE, "other", **{"Idempotency-Key": "account-1"})
    assert other.json()["code"] == "idempotency_key_reused"
    account = first.json()
    resets = [act(world, "guide", account, "reset", **{"Idempotency-Key": "reset-1"}).json() for _ in range(2)]
    assert resets[0]["version"] == resets[1]["version"] == 2
    assert resets[1]["invitation"]["code"] is None


def test_a_login_is_taken_once_also_when_it_is_asked_for_twice_at_once(world: World) -> None:
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: created(world, "guide", "liaison", VILLAGE, "contested"), range(4)))
    assert sorted(one.status_code for one in answers) == [201, 409, 409, 409], [one.text for one in answers]


def test_the_list_is_of_those_below_in_the_area_page_by_page(world: World) -> None:
    for turn in range(3):
        new(world, f"listed-{turn}", place=NEXT_VILLAGE)
    http = world.as_("guide")
    whole = http.get("/v1/accounts", params={"limit": 500}).json()["items"]
    assert {one["role"] for one in whole} == {"liaison"}
    assert all(one["place"].startswith(TOWNSHIP) for one in whole)
    found, cursor = list[str](), None
    while True:
        page = http.get("/v1/accounts", params={"limit": 2} | ({"cursor": cursor} if cursor else {})).json()
        found += [one["login"] for one in page["items"]]
        if (cursor := page["next_cursor"]) is None:
            break
    assert found == [one["login"] for one in whole]
    assert {one["role"] for one in world.as_("supervisor").get("/v1/accounts?limit=500").json()["items"]} == {
        "guide",
        "liaison",
    }
    there = http.get("/v1/accounts", params={"place": NEXT_VILLAGE, "state": "invited", "limit": 500}).json()["items"]
    assert {"listed-0", "listed-1", "listed-2"} <= {one["login"] for one in there}
    assert {one["place"] for one in there} == {NEXT_VILLAGE}
    assert [one["login"] for one in http.get("/v1/accounts?login=listed-1").json()["items"]] == ["listed-1"]
    assert http.get("/v1/accounts", params={"place": FAR_VILLAGE}).status_code == 404


def test_the_commands_do_the_same_as_the_system(world: World) -> None:
    environment = world.environment()
    add = (
        "add-staff",
        "--role",
        "liaison",
        "--place",
        VILLAGE,
        "--login",
        "typed",
        "--name",
        "甲",
        "--password",
        PASSWORD,
    )
    for command in (
        add,
        ("disable", "typed"),
        ("enable", "typed"),
        ("set-secret", "typed", "--secret", f"new {PASSWORD}"),
    ):
        done = carevisit("accounts", *command, environment=environment)
        assert done.returncode == 0, done.stderr
    for command, words in (
        (add, "登录名已存在"),
        (("enable", "typed"), "未停用"),
        (("disable", "nobody-here"), "无此账号"),
    ):
        done = carevisit("accounts", *command, environment=environment)
        assert (done.returncode, words in done.stderr, "Traceback" in done.stderr) == (2, True, False), done.stderr
    assert by_password(world, "typed", f"new {PASSWORD}").status_code == 200
    rows = world.ask(
        "SELECT e.kind, a.login FROM entry e JOIN principal p ON p.id = e.subject JOIN principal a ON a.id = e.actor"
        " WHERE p.login = 'typed' ORDER BY e.version"
    )
    assert [row["kind"] for row in rows] == [
        "account.created", "account.disabled", "account.enabled", "account.password_set",
    ]  # fmt: skip
    assert {row["login"] for row in rows} == {"carevisit"}
    assert world.findings() == []
    forget(world)


def test_every_act_is_an_entry_with_who_and_when_and_nothing_personal_is_open(world: World) -> None:
    account = new(world, "recorded")
    code = account["invitation"]["code"]
    accept(world, code)
    act(world, "guide", account | {"version": 2}, "disabling")
    rows = world.ask(
        "SELECT e.kind, p.login, e.open::text AS open, e.audience, e.agencies, h.place_id FROM entry e"
        " JOIN principal p ON p.id = e.actor JOIN head h ON h.subject = e.subject WHERE e.subject = %s ORDER BY e.version",
        account["id"],
    )
    assert [(row["kind"], row["login"]) for row in rows] == [
        ("account.created", "guide"), ("account.password_set", "recorded"), ("account.disabled", "guide"),
    ]  # fmt: skip
    assert all(row["audience"] == row["agencies"] == [] and row["place_id"] is None for row in rows)
    kept = (
        str(rows)
        + str(world.ask("SELECT open::text, encode(hash, 'hex') FROM entry"))
        + str(world.ask("SELECT * FROM invitation"))
    )
    for secret in ("recorded 的姓名", code, PASSWORD):
        assert secret not in kept
    assert all("recorded" not in row["open"] for row in rows)
    feed = world.as_("platform").get("/v1/feed", params={"limit": 500}).json()["items"]
    assert not [one for one in feed if one["type"].startswith(("account.", "client."))]
    assert world.findings() == []
