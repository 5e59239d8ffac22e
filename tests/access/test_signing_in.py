"""How one signs in, and how one is signed out: at once, everywhere."""

import base64
import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import psycopg
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from carevisit import accounts, clock
from carevisit.access import Role
from carevisit.database import Sight
from carevisit.ledger import Ledger
from conftest import PASSWORD, TOWNSHIP, VILLAGE, World

SECRET = "a secret nobody guesses"
STAFF_ROLES = ("supervisor", "guide", "liaison")


@dataclass(frozen=True)
class Somebody:
    """An account of a test's own, to be disabled and signed out at will."""

    login: str
    secret: str


def _hired(world: World, login: str, role: Role = Role.GUIDE) -> Somebody:
    async def work(book: Ledger) -> Somebody:
        async with book.database.transaction(Sight.KEEPER) as keeper:
            if role is Role.GUIDE:
                await accounts.add_account(keeper, role, TOWNSHIP, login, login, SECRET)
                return Somebody(login, SECRET)
            begun = clock.today() - timedelta(days=30)  # so that it served already when a visit of this test was made
            return Somebody(*await accounts.add_client(keeper, world.keys, role, login, [VILLAGE], from_on=begun))

    return world.run(work)


def ask(world: World, **form: Any) -> httpx.Response:
    return httpx.post(f"{world.base_url}/oauth/token", data=form, timeout=30)


def by_password(world: World, somebody: Somebody, **more: Any) -> httpx.Response:
    return ask(world, grant_type="password", username=somebody.login, password=somebody.secret, **more)


def by_refresh(world: World, token: str, **more: Any) -> httpx.Response:
    return ask(world, grant_type="refresh_token", refresh_token=token, **more)


def revoked(world: World, token: str) -> httpx.Response:
    return httpx.post(f"{world.base_url}/oauth/revoke", data={"token": token}, timeout=30)


def me(world: World, token: str) -> int:
    return httpx.get(f"{world.base_url}/v1/me", headers={"Authorization": f"Bearer {token}"}, timeout=30).status_code


def is_refused(answer: httpx.Response, error: str, status: int) -> None:
    """Both an OAuth library (RFC 6749 §5.2) and a reader of problems (RFC 9457) understand it."""
    assert answer.status_code == status, answer.text
    body = answer.json()
    assert body["error"] == body["code"] == error
    assert body["error_description"].isascii()
    assert body["status"] == status
    assert {"type", "title", "detail", "errors"} <= body.keys()
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    assert ("www-authenticate" in answer.headers) == (status == 401)
    assert "token" not in "".join(body)


@contextmanager
def superuser(world: World) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(world.owner_url, autocommit=True) as connection:
        yield connection


def age(world: World, token: str, seconds: int) -> None:
    """Let a refresh token have been used so many seconds earlier."""
    with superuser(world) as owner:
        done = owner.execute(
            "UPDATE refresh_token SET used_at = used_at - make_interval(secs => %s) WHERE hash = %s AND used_at IS NOT NULL",
            (seconds, hashlib.sha256(token.encode()).digest()),
        )
        assert done.rowcount == 1


def claims(token: str) -> dict[str, Any]:
    part = token.split(".")[1]
    shown: dict[str, Any] = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return shown


# --- signing in -------------------------------------------------------------------------------------------------------------


def test_staff_sign_in_with_a_password_and_clients_with_a_secret_in_the_form_or_by_basic(world: World) -> None:
    staff = by_password(world, Somebody("guide", PASSWORD))
    assert staff.status_code == 200
    assert staff.json().keys() == {"access_token", "token_type", "expires_in", "scope", "refresh_token"}
    assert staff.json()["token_type"] == "Bearer"
    assert staff.json()["expires_in"] == 900
    login, secret = world.secrets["agency"]
    in_form = ask(world, grant_type="client_credentials", client_id=login, client_secret=secret)
    basic = httpx.post(
        f"{world.base_url}/oauth/token", data={"grant_type": "client_credentials"}, auth=(login, secret), timeout=30
    )
    for answer in (staff, in_form, basic):
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["content-type"] == "application/json"
        assert me(world, answer.json()["access_token"]) == 200
    for answer in (in_form, basic):  # a client signs in again: RFC 6749 §4.4.3
        assert "refresh_token" not in answer.json()
    assert set(in_form.json()["scope"].split()) == set(claims(in_form.json()["access_token"])["scope"].split())


def test_a_wrong_secret_an_unknown_login_and_a_disabled_account_are_answered_alike(world: World) -> None:
    gone = _hired(world, "gone-guide")
    client = _hired(world, "gone-app", Role.APP)

    async def work(book: Ledger) -> None:
        assert await accounts.disable(book, gone.login)
        assert await accounts.disable(book, client.login)
        assert not await accounts.disable(book, "carevisit")  # the system's own

    world.run(work)
    agency = world.secrets["agency"]
    answers = [
        ask(world, grant_type="password", username=name, password=secret)
        for name, secret in [
            ("guide", "wrong"), ("nobody-here", "wrong"), (gone.login, gone.secret), (agency[0], agency[1]),
            ("carevisit", "!"), ("GUIDE", PASSWORD), ("guide ", PASSWORD), ("guide", PASSWORD + " "), ("guide' OR '1'='1", "x"),
        ]
    ]  # fmt: skip
    for answer in answers:
        is_refused(answer, "invalid_grant", 400)
    assert len({_plain(a) for a in answers}) == 1
    answers = [
        ask(world, grant_type="client_credentials", client_id=name, client_secret=secret)
        for name, secret in [
            (agency[0], "wrong"), ("agency-000000000000", "wrong"), (client.login, client.secret), ("guide", PASSWORD),
            ("carevisit", "!"), (agency[0].upper(), agency[1]),
        ]
    ]  # fmt: skip
    for answer in answers:
        is_refused(answer, "invalid_client", 401)
    assert len({_plain(a) for a in answers}) == 1


def _plain(answer: httpx.Response) -> str:
    """An answer without its date and trace id."""
    trace = answer.headers["x-trace-id"]
    headers = sorted((k, v) for k, v in answer.headers.items() if k not in ("date", "x-trace-id"))
    return f"{headers} {answer.text.replace(trace, '').replace(str(UUID(trace)), '')}"


def test_scopes_can_be_narrowed_never_widened(world: World) -> None:
    login, secret = world.secrets["app"]
    narrow = ask(world, grant_type="client_credentials", client_id=login, client_secret=secret, scope="visits:read")
    assert narrow.json()["scope"] == "visits:read"
    token = narrow.json()["access_token"]
    bearer = {"Authorization": f"Bearer {token}"}
    assert httpx.get(f"{world.base_url}/v1/visits", headers=bearer).status_code == 200
    assert httpx.get(f"{world.base_url}/v1/elders", headers=bearer).status_code == 403
    wide = ask(world, grant_type="client_credentials", client_id=login, client_secret=secret,
               scope="visits:read elders:write feed:read")  # fmt: skip
    assert wide.status_code in (200, 400)
    if wide.status_code == 200:
        assert wide.json()["scope"] == "visits:read"
    for scope in (
        "everything",
        "visits:*",
        "*",
        "visits:read,elders:read",
        "visits:read\x00",
        "ｖisits:read",
        "VISITS:READ",
    ):
        is_refused(
            ask(world, grant_type="client_credentials", client_id=login, client_secret=secret, scope=scope),
            "invalid_scope",
            400,
        )
    staff = by_password(world, Somebody("guide", PASSWORD), scope="elders:read").json()
    again = by_refresh(world, staff["refresh_token"]).json()
    assert again["scope"] == "elders:read"  # RFC 6749 §6: never more than what was granted first
    assert claims(again["access_token"])["scope"] == "elders:read"


def test_a_refresh_never_widens_the_scope(world: World) -> None:
    staff = by_password(world, Somebody("guide", PASSWORD), scope="elders:read visits:read").json()
    wide = by_refresh(world, staff["refresh_token"], scope="elders:read elders:write")
    assert wide.status_code == 400 or set(wide.json()["scope"].split()) <= {"elders:read", "visits:read"}


def test_a_refresh_may_ask_for_less(world: World) -> None:
    staff = by_password(world, Somebody("guide", PASSWORD), scope="elders:read visits:read").json()
    assert by_refresh(world, staff["refresh_token"], scope="visits:read").json()["scope"] == "visits:read"


# --- refreshing -------------------------------------------------------------------------------------------------------------


def test_a_refresh_token_works_once_and_its_answer_holds_the_next(world: World) -> None:
    token = by_password(world, Somebody("guide", PASSWORD)).json()["refresh_token"]
    seen = {token}
    for _ in range(3):
        answer = by_refresh(world, token)
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "no-store"
        assert me(world, answer.json()["access_token"]) == 200
        token = answer.json()["refresh_token"]
        assert token not in seen
        seen.add(token)
    with superuser(world) as owner:  # what is stored signs nobody in
        rows = owner.execute("SELECT hash FROM refresh_token").fetchall()
    assert not any(token.encode() in bytes(row[0]) for row in rows for token in seen)


def test_a_refresh_token_used_again_within_a_minute_gets_a_sibling(world: World) -> None:
    first = by_password(world, Somebody("guide", PASSWORD)).json()["refresh_token"]
    one = by_refresh(world, first).json()["refresh_token"]
    age(world, first, 50)
    two = by_refresh(world, first)
    assert two.status_code == 200
    assert two.json()["refresh_token"] != one
    for token in (one, two.json()["refresh_token"]):  # either goes on
        assert by_refresh(world, token).status_code == 200
    age(world, first, 20)  # the minute runs from the first use
    is_refused(by_refresh(world, first), "invalid_grant", 400)


def test_a_refresh_token_used_again_later_was_stolen_and_ends_its_family(world: World) -> None:
    other = by_password(world, Somebody("guide", PASSWORD)).json()["refresh_token"]
    first = by_password(world, Somebody("guide", PASSWORD)).json()["refresh_token"]
    second = by_refresh(world, first).json()["refresh_token"]
    third = by_refresh(world, second).json()["refresh_token"]
    age(world, first, 61)
    is_refused(by_refresh(world, first), "invalid_grant", 400)
    for token in (first, second, third):
        is_refused(by_refresh(world, token), "invalid_grant", 400)
    assert by_refresh(world, other).status_code == 200  # another signing-in is another family


def test_an_expired_or_foreign_refresh_token_is_refused(world: World) -> None:
    token = by_password(world, Somebody("guide", PASSWORD)).json()["refresh_token"]
    with superuser(world) as owner:
        owner.execute(
            "UPDATE refresh_token SET expires_at = now() WHERE hash = %s", (hashlib.sha256(token.encode()).digest(),)
        )
    access = world.token("guide")
    for bad in (
        token,
        token[:-1],
        token + "A",
        access,
        "x",
        "é",
        "x" * 4096,
        hashlib.sha256(token.encode()).hexdigest(),
    ):
        is_refused(by_refresh(world, bad), "invalid_grant", 400)
    assert me(world, token) == 401  # nor is it an access token


# --- signing out ------------------------------------------------------------------------------------------------------------


def test_revoking_a_refresh_token_ends_its_family(world: World) -> None:
    first = by_password(world, Somebody("guide", PASSWORD)).json()["refresh_token"]
    second = by_refresh(world, first).json()["refresh_token"]
    answer = revoked(world, first)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json() == {}
    assert answer.headers["content-type"] == "application/json"
    for token in (first, second):
        is_refused(by_refresh(world, token), "invalid_grant", 400)
    for unknown in (first, "nothing", "a.b.c", world.token("guide")[:-9] + "AAAAAAAAA", ""):  # RFC 7009 §2.2
        assert revoked(world, unknown).status_code == 200


def test_revoking_an_access_token_ends_all_tokens_of_its_owner_at_once_and_nobody_elses(world: World) -> None:
    mine, bystander = _hired(world, "signs-out"), _hired(world, "stays-in")
    one, two = by_password(world, mine).json(), by_password(world, mine).json()
    theirs = by_password(world, bystander).json()
    for token in (one, two, theirs):
        assert me(world, token["access_token"]) == 200  # remembered as good from here on
    assert revoked(world, one["access_token"]).status_code == 200
    for token in (one, two):
        assert me(world, token["access_token"]) == 401
        is_refused(by_refresh(world, token["refresh_token"]), "invalid_grant", 400)
    assert me(world, theirs["access_token"]) == 200
    assert by_refresh(world, theirs["refresh_token"]).status_code == 200
    fresh = by_password(world, mine)
    assert me(world, fresh.json()["access_token"]) == 200
    assert claims(fresh.json()["access_token"])["gen"] == claims(one["access_token"])["gen"] + 1
    assert revoked(world, one["access_token"]).status_code == 200  # an old token ends nothing more
    assert me(world, fresh.json()["access_token"]) == 200


@pytest.mark.parametrize("how", ["disabled", "new secret"])
def test_a_disabled_account_or_a_new_secret_ends_every_token_at_once(world: World, how: str) -> None:
    """On every kind of route: reading, writing, the feed, refreshing."""
    guide, app = _hired(world, f"guide-{how}"), _hired(world, f"agency-{how}", Role.AGENCY)
    elder = world.register("guide")
    staff = by_password(world, guide).json()
    client = ask(world, grant_type="client_credentials", client_id=app.login, client_secret=app.secret).json()
    tokens = (staff["access_token"], client["access_token"])

    def answers(token: str) -> list[int]:
        with httpx.Client(base_url=world.base_url, headers={"Authorization": f"Bearer {token}"}, timeout=30) as http:
            from conftest import visit

            return [
                http.get("/v1/me").status_code, http.get("/v1/places").status_code, http.get("/v1/elders").status_code,
                http.get(f"/v1/elders/{elder}").status_code, http.get(f"/v1/elders/{elder}/timeline").status_code,
                http.get("/v1/visits").status_code, http.get("/v1/feed").status_code,
                http.post("/v1/elders/search", json={"name": "林阿姨"}).status_code,
                http.post("/v1/visits", json=visit(elder, 0, ended_at=None)).status_code,  # today, as the contract
            ]  # fmt: skip

    for token in tokens:
        assert set(answers(token)) == {200, 201}

    async def work(book: Ledger) -> None:
        for login in (guide.login, app.login):
            if how == "disabled":
                assert await accounts.disable(book, login)
            else:
                assert await accounts.set_secret(book, login, "another secret of some length")

    world.run(work)
    for token in tokens:
        assert set(answers(token)) == {401}
    is_refused(by_refresh(world, staff["refresh_token"]), "invalid_grant", 400)
    is_refused(by_password(world, guide), "invalid_grant", 400)
    if how == "new secret":
        assert by_password(world, Somebody(guide.login, "another secret of some length")).status_code == 200


def test_a_revoked_token_opens_nothing_not_even_the_dictionary(world: World) -> None:
    token = by_password(world, _hired(world, "reads-codes")).json()["access_token"]
    bearer = {"Authorization": f"Bearer {token}"}
    assert httpx.get(f"{world.base_url}/v1/dictionary", headers=bearer).status_code == 200
    revoked(world, token)
    assert httpx.get(f"{world.base_url}/v1/dictionary", headers=bearer).status_code == 401


def test_a_token_of_another_deployment_opens_nothing_here(world: World) -> None:
    from carevisit.access import Actor, Tokens
    from carevisit.settings import Keys

    told = world.as_("guide").get("/v1/me").json()
    actor = Actor(UUID(told["id"]), 1, Role.SUPERVISOR, frozenset(told["scopes"]))
    assert me(world, Tokens(Keys.generate("sandbox"), world.base_url).issue(actor, "guide")) == 401
    assert me(world, Tokens(world.keys, "https://elsewhere.test").issue(actor, "guide")) == 401


# --- what the outside sees --------------------------------------------------------------------------------------------------


def test_the_published_keys_verify_a_token_by_another_library(world: World) -> None:
    keys = httpx.get(f"{world.base_url}/.well-known/jwks.json").json()["keys"]
    token = world.token("supervisor")
    header, payload, signature = token.split(".")

    def data(part: str) -> bytes:
        return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))

    head = json.loads(data(header))
    assert head["typ"] == "at+jwt"
    key = next(k for k in keys if k["kid"] == head["kid"])
    assert {"kty", "n", "e", "kid", "use", "alg"} == key.keys()  # the public part and nothing more
    assert (key["kty"], key["use"], key["alg"]) == ("RSA", "sig", "RS256")
    public = rsa.RSAPublicNumbers(int.from_bytes(data(key["e"])), int.from_bytes(data(key["n"]))).public_key()
    public.verify(data(signature), f"{header}.{payload}".encode(), padding.PKCS1v15(), hashes.SHA256())
    told = json.loads(data(payload))
    server = httpx.get(f"{world.base_url}/.well-known/oauth-authorization-server").json()
    assert told["iss"] == server["issuer"] == world.base_url
    assert told["exp"] - told["iat"] == 900
    for name in ("token_endpoint", "revocation_endpoint", "jwks_uri"):
        assert server[name].startswith(world.base_url)
    assert not {"name", "place", "login", "email", "phone"} & told.keys()


GRANT = {"grant_type": "password", "username": "guide", "password": PASSWORD}
MALFORMED: dict[str, dict[str, Any]] = {
    "nothing": {},
    "no grant_type": {"data": {"username": "guide", "password": PASSWORD}},
    "an unknown grant_type": {"data": GRANT | {"grant_type": "implicit"}},
    "grant_type in capitals": {"data": GRANT | {"grant_type": "PASSWORD"}},
    "no password": {"data": {"grant_type": "password", "username": "guide"}},
    "no user": {"data": {"grant_type": "password", "password": PASSWORD}},
    "no secret": {"data": {"grant_type": "client_credentials", "client_id": "agency"}},
    "no refresh token": {"data": {"grant_type": "refresh_token"}},
    "empty words": {"data": {"grant_type": "password", "username": "", "password": ""}},
    "a 5,000-letter password": {"data": GRANT | {"password": "x" * 5000}},
    "a 5,000-letter user": {"data": GRANT | {"username": "x" * 5000}},
    "a 900 kB password": {"data": GRANT | {"password": "x" * 900_000}},
    "a 2 MB password": {"data": GRANT | {"password": "x" * 2_000_000}},
    "2,000 fields": {"data": {f"f{n}": "x" for n in range(2000)}},
    "json": {"json": GRANT},
    "json called a form": {
        "content": json.dumps(GRANT),
        "headers": {"Content-Type": "application/x-www-form-urlencoded"},
    },
    "a form called json": {
        "content": "grant_type=password&username=guide&password=x",
        "headers": {"Content-Type": "application/json"},
    },
    "text": {"content": "grant_type=password", "headers": {"Content-Type": "text/plain"}},
    "broken percents": {
        "content": "grant_type=password&username=%zz%&password=%ff%fe",
        "headers": {"Content-Type": "application/x-www-form-urlencoded"},
    },
    "bytes": {"content": b"\xff\xfe\x00", "headers": {"Content-Type": "application/x-www-form-urlencoded"}},
    "multipart without a boundary": {"content": b"--x", "headers": {"Content-Type": "multipart/form-data"}},
    "multipart cut off": {
        "content": b'--x\r\nContent-Disposition: form-data; name="username"\r\n\r\ngui',
        "headers": {"Content-Type": "multipart/form-data; boundary=x"},
    },
    "a file as the user": {
        "data": {"grant_type": "password", "password": "x"},
        "files": {"username": ("a.txt", b"guide")},
    },
    "a broken Basic": {"data": {"grant_type": "client_credentials"}, "headers": {"Authorization": "Basic !!!"}},
    "a Basic without a colon": {
        "data": {"grant_type": "client_credentials"},
        "headers": {"Authorization": "Basic Z3VpZGU="},
    },
    "a Basic of bytes": {"data": {"grant_type": "client_credentials"}, "headers": {"Authorization": "Basic //46//4="}},
    "an empty Basic": {"data": {"grant_type": "client_credentials"}, "headers": {"Authorization": "Basic"}},
    "the secrets in the address": {"data": {}, "params": GRANT},
    "a user with NUL": {"data": GRANT | {"username": "gu\x00ide"}},
    "a client with NUL": {"data": {"grant_type": "client_credentials", "client_id": "a\x00", "client_secret": "x"}},
    "a Basic with NUL": {
        "data": {"grant_type": "client_credentials"},
        "headers": {"Authorization": "Basic " + base64.b64encode(b"a\x00:b").decode()},
    },
}


@pytest.mark.parametrize(
    "what",
    MALFORMED,
)
def test_a_malformed_request_for_a_token_is_a_problem_4xx(world: World, what: str) -> None:
    with httpx.Client(base_url=world.base_url, timeout=30) as http:
        answer = http.post("/oauth/token", **MALFORMED[what])
    assert 400 <= answer.status_code < 500, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert {"type", "title", "status", "detail", "code"} <= answer.json().keys()
    assert answer.headers["cache-control"] == "no-store"
    for personal in (PASSWORD, "xxxxxxxxxx", '"guide"'):
        assert personal not in answer.text


def test_only_post_signs_in(world: World) -> None:
    with httpx.Client(base_url=world.base_url, timeout=30) as http:
        for method in ("GET", "PUT", "DELETE", "PATCH"):
            answer = http.request(method, "/oauth/token", params=None)
            assert answer.status_code == 405
            assert answer.headers["content-type"] == "application/problem+json"
            assert answer.headers["allow"] == "POST"


def test_a_signing_in_leaves_no_secret_behind(world: World) -> None:
    """Neither in the metrics nor in the database."""
    by_password(world, Somebody("guide", "a wrong secret Zq7Wrong"))
    metrics = httpx.get(f"{world.base_url}/metrics").text
    for word in ("Zq7Wrong", PASSWORD, 'guide"', world.secrets["agency"][0]):
        assert word not in metrics
    with superuser(world) as owner:
        stored = owner.execute(
            "SELECT p.role, coalesce(c.hash, p.secret_hash) FROM principal p LEFT JOIN client_secret c ON c.client = p.id"
            " WHERE p.role <> 'system'"
        ).fetchall()
    for role, digest in stored:  # what a person chose is slow to guess; what was generated is not to be guessed
        assert digest.startswith("$argon2id$" if role in STAFF_ROLES else ("$hmac-sha256$", "$argon2id$"))
