"""Access tokens, tried by somebody who knows every trick of RFC 8725: whatever is wrong with one, it is a 401."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from forged import ALPHABET, BAD, ISSUER, NEVER_ISSUED, Forger, b64, decoded, now
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from carevisit import clock
from carevisit.access import Actor, Role, Tokens
from carevisit.errors import Unauthorized
from carevisit.settings import Keys
from conftest import World


@pytest.fixture(scope="module")
def forger() -> Forger:
    return Forger(Keys.generate("sandbox"), ISSUER)


@pytest.fixture
def fresh(forger: Forger) -> Iterator[Tokens]:
    """The checker with nothing remembered."""
    forger.tokens._good.clear()
    yield forger.tokens
    forger.tokens._good.clear()


def refused(tokens: Tokens, token: str) -> bool:
    """Whether a token is Unauthorized; any other exception is not caught."""
    try:
        tokens.check(token)
    except Unauthorized:
        return token not in tokens._good
    return False


def test_a_well_made_token_names_its_actor(forger: Forger, fresh: Tokens) -> None:
    actor = fresh.check(forger.token(scope="elders:read visits:read", gen=3))
    assert (str(actor.id), actor.generation, actor.role) == (forger.claims["sub"], 3, Role.GUIDE)
    assert actor.scopes == {"elders:read", "visits:read"}


def test_what_is_issued_is_accepted_and_says_no_more_than_it_must(fresh: Tokens) -> None:
    issued = fresh.issue(Actor(uuid4(), 7, Role.AGENCY, frozenset({"visits:read"})), "agency-1")
    actor = fresh.check(issued)
    assert (actor.generation, actor.role, actor.scopes) == (7, Role.AGENCY, {"visits:read"})
    header, payload, _ = (part for part in issued.split("."))
    assert json.loads(decoded(header)).keys() == {"alg", "typ", "kid"}
    claims = json.loads(decoded(payload))
    assert claims.keys() == {"iss", "aud", "sub", "client_id", "iat", "exp", "jti", "gen", "role", "scope"}
    assert claims["exp"] - claims["iat"] == 900


@pytest.mark.parametrize("what", BAD)
def test_a_bad_token_is_unauthorized_and_nothing_else(forger: Forger, fresh: Tokens, what: str) -> None:
    assert refused(fresh, BAD[what](forger))


@pytest.mark.parametrize(
    "what",
    NEVER_ISSUED,
)
def test_a_token_that_we_would_never_issue_is_unauthorized(forger: Forger, fresh: Tokens, what: str) -> None:
    assert refused(fresh, NEVER_ISSUED[what](forger))


def test_one_bit_altered_anywhere_in_the_signature_is_unauthorized(forger: Forger, fresh: Tokens) -> None:
    header, payload, signature = forger.token().split(".")
    good = decoded(signature)
    for place in range(len(good)):
        for bit in (0, 3, 7):
            altered = bytearray(good)
            altered[place] ^= 1 << bit
            assert refused(fresh, f"{header}.{payload}.{b64(altered)}"), (place, bit)


def test_one_bit_altered_anywhere_in_what_is_signed_is_unauthorized(forger: Forger, fresh: Tokens) -> None:
    header, payload, signature = forger.token().split(".")
    for turn, part in enumerate((header, payload)):
        good = decoded(part)
        for place in range(len(good)):
            altered = bytearray(good)
            altered[place] ^= 1 << (place % 8)
            parts = [header, payload]
            parts[turn] = b64(altered)
            assert refused(fresh, ".".join([*parts, signature])), (turn, place)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None)
@given(data=st.data())
def test_a_token_edited_anyhow_is_unauthorized(forger: Forger, fresh: Tokens, data: st.DataObject) -> None:
    good = forger.token()
    start = data.draw(st.integers(0, len(good)))
    end = data.draw(st.integers(start, min(len(good), start + 40)))
    text = data.draw(st.one_of(st.text(ALPHABET + ".=", max_size=40), st.text(max_size=10)))
    edited = good[:start] + text + good[end:]
    assume(edited[: len(good) - 1] != good[:-1] or len(edited) != len(good))  # spare bits have a test of their own
    assert refused(fresh, edited)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None)
@given(
    st.one_of(st.text(max_size=300), st.from_regex(r"[A-Za-z0-9_-]{2,60}\.[A-Za-z0-9_-]{2,60}\.[A-Za-z0-9_-]{2,60}"))
)
def test_any_text_is_unauthorized(fresh: Tokens, text: str) -> None:
    assert refused(fresh, text)


_json = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=4), inner, max_size=3)),
    max_leaves=5,
)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None)
@given(name=st.sampled_from(["iss", "aud", "sub", "exp", "gen", "role", "scope"]), value=_json)
def test_a_claim_of_any_other_kind_is_unauthorized(forger: Forger, fresh: Tokens, name: str, value: Any) -> None:
    assume(type(value) is not type(forger.claims[name]))
    assert refused(fresh, forger.token(**{name: value}))


def test_a_token_remembered_as_good_expires_all_the_same(
    forger: Forger, fresh: Tokens, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = forger.token(iat=now(), exp=now() + 600)
    fresh.check(token)
    assert token in fresh._good
    real = clock.wall
    monkeypatch.setattr("carevisit.access.tokens.clock.wall", lambda: real() + timedelta(seconds=590))
    fresh.check(token)
    monkeypatch.setattr("carevisit.access.tokens.clock.wall", lambda: real() + timedelta(seconds=601))
    assert refused(fresh, token)
    assert token not in fresh._good
    assert refused(fresh, token)


def test_the_rules_clock_does_not_prolong_a_token(forger: Forger, fresh: Tokens) -> None:
    token = forger.token(exp=now() - 1, iat=now() - 900)
    with clock.set_to(clock.wall() - timedelta(seconds=30)):  # at which it had not expired
        assert refused(fresh, token)


def test_a_bad_token_is_never_remembered(forger: Forger, fresh: Tokens) -> None:
    good = forger.token()
    header, payload, signature = good.split(".")
    raised = json.loads(decoded(payload)) | {"role": "supervisor"}
    bad = f"{header}.{b64(json.dumps(raised).encode())}.{signature}"
    for _ in range(3):
        assert refused(fresh, bad)
    assert fresh.check(good).role is Role.GUIDE
    for _ in range(3):
        assert refused(fresh, bad)
        assert refused(fresh, good + "A")
        assert refused(fresh, good[:-1])
    assert set(fresh._good) == {good}
    assert fresh.check(good).role is Role.GUIDE


def test_what_is_remembered_has_a_bound(forger: Forger, fresh: Tokens, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("carevisit.access.tokens.CACHED", 3)
    for turn in range(8):
        fresh.check(forger.token(jti=str(turn)))
        assert len(fresh._good) <= 3


def test_a_second_key_of_the_ring_verifies_and_the_first_one_signs() -> None:
    old, new = Keys.generate("sandbox"), Keys.generate("sandbox")
    before = Forger(old, ISSUER)
    turned = Tokens(new.model_copy(update={"signing": [*new.signing, *old.signing]}), ISSUER)
    turned.check(before.token())
    issued = turned.issue(Actor(uuid4(), 1, Role.APP, frozenset()), "app-1")
    assert json.loads(decoded(issued.split(".")[0]))["kid"] == Forger(new, ISSUER).kid
    assert refused(before.tokens, issued)
    crossed = before.token({"kid": Forger(new, ISSUER).kid})  # the one key's signature under the other's name
    assert refused(turned, crossed)


def _sendable(token: str) -> bool:
    return len(token) < 60_000 and token.isascii() and token.isprintable() and token == token.strip()


def test_over_http_every_bad_token_is_the_same_problem_401(world: World) -> None:
    me = world.as_("guide").get("/v1/me").json()
    forger = Forger(world.keys, world.base_url, me["id"])
    nobody = world.as_("nobody")
    bodies = set()

    def ask(authorization: str | None) -> Any:
        headers = {} if authorization is None else {"Authorization": authorization}
        return nobody.get("/v1/me", headers=headers)

    assert ask(f"Bearer {forger.token()}").status_code == 200  # the forger is good at it
    told = [f"Bearer {make(forger)}" for make in BAD.values()]
    token = forger.token()
    told += [None, "", "Bearer", "Bearer ", "Basic Z3VpZGU6eA==", token, f"Token {token}", f"DPoP {token}"]
    told += [f"Bearer  {token}x", f"Bearer {token} {token}"]
    told += [
        f"Bearer {forger.token(gen=2)}",
        f"Bearer {forger.token(gen=2**31 - 1)}",
        f"Bearer {forger.token(sub=str(uuid4()))}",
    ]
    for authorization in told:
        if authorization is not None and not _sendable(authorization):
            continue
        answer = ask(authorization)
        assert answer.status_code == 401, (authorization or "")[:200]
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["www-authenticate"].startswith("Bearer")
        assert answer.headers["cache-control"] == "no-store"
        trace = answer.headers["x-trace-id"]
        bodies.add(answer.text.replace(trace, "-").replace(str(UUID(trace)), "-"))
    assert len(bodies) == 1


def test_a_token_is_not_taken_from_the_address_a_form_or_a_cookie(world: World) -> None:
    token, nobody = world.token("guide"), world.as_("nobody")
    assert nobody.get("/v1/me", params={"access_token": token}).status_code in (401, 422)
    assert (
        nobody.get("/v1/me", headers={"Cookie": f"access_token={token}; Authorization=Bearer {token}"}).status_code
        == 401
    )
    assert nobody.get("/v1/me", headers={"X-Authorization": f"Bearer {token}"}).status_code == 401
    assert nobody.post("/v1/elders/search", data={"access_token": token}).status_code in (401, 415)
    assert nobody.get("/v1/me", headers={"Authorization": f"bearer {token}"}).status_code == 200  # RFC 6750: any case
