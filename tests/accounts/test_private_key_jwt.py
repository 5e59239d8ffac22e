"""Clients that sign in by assertions (private_key_jwt, RFC 7523), and all that others may try with them."""

import base64
import json
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import httpx
import pytest
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from access.sign_in import ask, by_secret, forget, is_delayed, me
from carevisit.accounts.sweeping import SignInSweeper
from carevisit.ledger import Ledger
from conftest import VILLAGE, World

Body = dict[str, Any]
TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
RSA, OTHER_RSA = (rsa.generate_private_key(65537, 2048) for _ in range(2))
EC = ec.generate_private_key(ec.SECP256R1())


@pytest.fixture(autouse=True)
def _nothing_counted(world: World) -> Iterator[None]:
    yield
    forget(world)


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def number(n: int, size: int | None = None) -> str:
    return b64(n.to_bytes(size or (n.bit_length() + 7) // 8))


def jwk(key: Any, **more: Any) -> Body:
    """The public key as a JWK."""
    numbers = key.public_key().public_numbers()
    if isinstance(key, rsa.RSAPrivateKey):
        return {"kty": "RSA", "n": number(numbers.n), "e": number(numbers.e), **more}
    return {"kty": "EC", "crv": "P-256", "x": number(numbers.x, 32), "y": number(numbers.y, 32), **more}


def rs256(text: bytes, key: rsa.RSAPrivateKey = RSA) -> bytes:
    return key.sign(text, padding.PKCS1v15(), hashes.SHA256())


def es256(text: bytes) -> bytes:
    r, s = decode_dss_signature(EC.sign(text, ec.ECDSA(hashes.SHA256())))
    return r.to_bytes(32) + s.to_bytes(32)


def hs256(secret: bytes) -> Callable[[bytes], bytes]:
    def sign(text: bytes) -> bytes:
        mac = hmac.HMAC(secret, hashes.SHA256())
        mac.update(text)
        return mac.finalize()

    return sign


def created(world: World, members: Body) -> httpx.Response:
    return world.as_("supervisor").post(
        "/v1/clients", json={"role": "app", "name": "应用甲", "places": [VILLAGE]} | members
    )


def client_of(world: World, *keys: Body) -> Body:
    answer = created(world, {"jwks": {"keys": [*keys]}})
    assert answer.status_code == 201, answer.text
    client: Body = answer.json()
    return client


def replaced(world: World, client: Body, *keys: Body) -> Body:
    answer = world.as_("supervisor").patch(
        f"/v1/clients/{client['id']}", json={"jwks": {"keys": [*keys]}}, headers={"If-Match": f'"v{client["version"]}"'}
    )
    assert answer.status_code == 200, answer.text
    changed: Body = answer.json()
    return changed


def assertion(
    world: World, client: Body, header: Body | None = None, sign: Callable[[bytes], bytes] = rs256, **claims: Any
) -> str:
    """A client's assertion, well made unless something else is said; what is `...` is left out."""
    now = int(time.time())
    head = {"alg": "RS256", "typ": "JWT"} | (header or {})
    body = {
        "iss": client["client_id"], "sub": client["client_id"], "aud": f"{world.base_url}/oauth/token", "exp": now + 60,
        "iat": now, "jti": str(uuid4()),
    } | claims  # fmt: skip
    parts = [{name: value for name, value in one.items() if value is not ...} for one in (head, body)]
    text = ".".join(b64(json.dumps(part).encode()) for part in parts)
    return f"{text}.{b64(sign(text.encode()))}"


def sent(world: World, text: str, **form: Any) -> httpx.Response:
    return ask(
        world, grant_type="client_credentials", client_assertion=text, **({"client_assertion_type": TYPE} | form)
    )


def refused(world: World, text: str, **form: Any) -> None:
    answer = sent(world, text, **form)
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client"), answer.text


@pytest.fixture(scope="module")
def client(world: World) -> Body:
    """A client with an RSA key and an elliptic one, each by its name."""
    return client_of(world, jwk(RSA, kid="rsa-1"), jwk(EC, kid="ec-1"))


def test_a_client_with_public_keys_gets_no_secret_and_signs_in_by_an_assertion(world: World, client: Body) -> None:
    assert (client["secret"], client["secrets"]) == (None, [])
    assert [(key["kid"], key["alg"]) for key in client["keys"]] == [("rsa-1", "RS256"), ("ec-1", "ES256")]
    assert len({key["thumbprint"] for key in client["keys"]}) == 2
    for text in (
        assertion(world, client, {"kid": "rsa-1"}),
        assertion(world, client, {"typ": ...}),
        assertion(world, client, {"typ": "client-authentication+jwt"}, aud=[world.base_url]),
        assertion(world, client, {"alg": "ES256", "kid": "ec-1"}, es256),
        assertion(world, client, nbf=int(time.time()) - 1, exp=time.time() + 290.5, iat=...),
        assertion(world, client, iat=int(time.time()) + 200, exp=int(time.time()) + 400),  # its clock is ahead
    ):
        answer = sent(world, text, client_id=client["client_id"], scope="visits:read")
        assert answer.status_code == 200, answer.text
        assert answer.json()["scope"] == "visits:read"
        assert me(world, answer.json()["access_token"]) == 200


BAD: dict[str, Callable[[World, Body], str]] = {
    "alg none": lambda w, c: assertion(w, c, {"alg": "none"}),
    "alg none, unsigned": lambda w, c: assertion(w, c, {"alg": "none"}, lambda _: b""),
    "HS256 by the public key, PEM": lambda w, c: assertion(
        w, c, {"alg": "HS256"}, hs256(RSA.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    ),
    "HS256 by the public key, DER": lambda w, c: assertion(
        w, c, {"alg": "HS256"}, hs256(RSA.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))
    ),
    "HMAC under the name RS256": lambda w, c: assertion(
        w, c, None, hs256(RSA.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    ),
    "HS256 by nothing": lambda w, c: assertion(w, c, {"alg": "HS256"}, hs256(b"")),
    "RS512 by the key": lambda w, c: assertion(
        w, c, {"alg": "RS512"}, lambda t: RSA.sign(t, padding.PKCS1v15(), hashes.SHA512())
    ),
    "PSS under the name RS256": lambda w, c: assertion(
        w, c, None, lambda t: RSA.sign(t, padding.PSS(padding.MGF1(hashes.SHA256()), 32), hashes.SHA256())
    ),
    "ES256 under the name RS256": lambda w, c: assertion(w, c, None, es256),
    "RS256 under the name ES256": lambda w, c: assertion(w, c, {"alg": "ES256"}),
    "another key": lambda w, c: assertion(w, c, None, lambda t: rs256(t, OTHER_RSA)),
    "another key by our kid": lambda w, c: assertion(w, c, {"kid": "rsa-1"}, lambda t: rs256(t, OTHER_RSA)),
    "the kid of another key": lambda w, c: assertion(w, c, {"kid": "ec-1"}),
    "an unknown kid": lambda w, c: assertion(w, c, {"kid": "rsa-2"}),
    "kid a list": lambda w, c: assertion(w, c, {"kid": ["rsa-1"]}),
    "its own jwk": lambda w, c: assertion(w, c, {"jwk": jwk(OTHER_RSA)}, lambda t: rs256(t, OTHER_RSA)),
    "a jwk beside a good signature": lambda w, c: assertion(w, c, {"jwk": jwk(RSA)}),
    "jku": lambda w, c: assertion(w, c, {"jku": "https://evil.test/jwks.json"}),
    "x5c": lambda w, c: assertion(w, c, {"x5c": ["MIIB"]}),
    "crit": lambda w, c: assertion(w, c, {"crit": ["exp"]}),
    "an access token's type": lambda w, c: assertion(w, c, {"typ": "at+jwt"}),
    "expired": lambda w, c: assertion(w, c, exp=int(time.time()) - 1, iat=int(time.time()) - 60),
    "no exp": lambda w, c: assertion(w, c, exp=...),
    "exp text": lambda w, c: assertion(w, c, exp=str(int(time.time()) + 60)),
    "exp true": lambda w, c: assertion(w, c, exp=True),
    "exp beyond every float": lambda w, c: assertion(w, c, exp=10**400, iat=...),
    "good for an hour": lambda w, c: assertion(w, c, exp=int(time.time()) + 3600, iat=...),
    "good for six minutes": lambda w, c: assertion(w, c, exp=int(time.time()) + 360),
    "issued in the future": lambda w, c: assertion(w, c, iat=int(time.time()) + 400, exp=int(time.time()) + 500),
    "not yet good": lambda w, c: assertion(w, c, nbf=int(time.time()) + 400, exp=int(time.time()) + 500),
    "another audience": lambda w, c: assertion(w, c, aud="https://evil.test/oauth/token"),
    "an audience that only begins like ours": lambda w, c: assertion(w, c, aud=f"{w.base_url}/oauth/token.evil.test"),
    "an audience beside ours": lambda w, c: assertion(w, c, aud=[w.base_url, "https://other.test"]),
    "no audience": lambda w, c: assertion(w, c, aud=...),
    "no audience in a list": lambda w, c: assertion(w, c, aud=[]),
    "no jti": lambda w, c: assertion(w, c, jti=...),
    "an empty jti": lambda w, c: assertion(w, c, jti=""),
    "a long jti": lambda w, c: assertion(w, c, jti="x" * 256),
    "no sub": lambda w, c: assertion(w, c, sub=...),
    "another sub": lambda w, c: assertion(w, c, sub="app-000000000000"),
    "another client's": lambda w, c: assertion(w, c, iss="app-000000000000", sub="app-000000000000"),
    "a person's": lambda w, c: assertion(w, c, iss="guide", sub="guide"),
    "iss with NUL": lambda w, c: assertion(w, c, iss="a\0", sub="a\0"),
    "iss a list": lambda w, c: assertion(w, c, iss=["a"], sub=["a"]),
    "padding": lambda w, c: assertion(w, c) + "==",
    "two parts": lambda w, c: assertion(w, c).rpartition(".")[0],
    "nothing": lambda _w, _c: "",
    "no token": lambda _w, _c: "x" * 4000,
    "huge claims": lambda w, c: assertion(w, c, more="x" * 2500),
}


@pytest.mark.parametrize("what", BAD)
def test_a_bad_assertion_is_an_invalid_client_and_nothing_else(world: World, client: Body, what: str) -> None:
    refused(world, BAD[what](world, client))


def test_a_huge_assertion_is_refused_before_it_is_read(world: World, client: Body) -> None:
    for size in (5_000, 500_000):
        answer = sent(world, assertion(world, client, more="x" * size))
        assert 400 <= answer.status_code < 500, answer.text


def test_an_assertion_is_good_once(world: World, client: Body) -> None:
    text = assertion(world, client)
    assert sent(world, text).status_code == 200
    refused(world, text)
    again = json.loads(base64.urlsafe_b64decode(text.split(".")[1] + "=="))
    refused(world, assertion(world, client, jti=again["jti"], exp=again["exp"] + 1))  # signed anew
    other = client_of(world, jwk(RSA))
    assert sent(world, assertion(world, other, jti=again["jti"])).status_code == 200  # each client counts its own


def test_of_many_at_once_with_the_same_assertion_one_signs_in(world: World, client: Body) -> None:
    text = assertion(world, client)
    with ThreadPoolExecutor(5) as pool:
        answers = [*pool.map(lambda _: sent(world, text), range(5))]
    assert sorted(answer.status_code for answer in answers).count(200) == 1
    assert {answer.status_code for answer in answers} <= {200, 401, 429}


def test_a_used_assertion_is_kept_until_it_ends(world: World, client: Body) -> None:
    text = assertion(world, client)
    assert sent(world, text).status_code == 200

    async def sweep(ledger: Ledger) -> None:
        await SignInSweeper(ledger.database).work()

    world.run(sweep)
    refused(world, text)
    world.ask("UPDATE used_assertion SET ends_at = now() RETURNING 1")
    world.run(sweep)
    assert world.ask("SELECT * FROM used_assertion") == []


def test_wrong_assertions_make_wait_as_wrong_secrets_do_and_a_good_one_never_waits(world: World, client: Body) -> None:
    for _ in range(5):
        refused(world, assertion(world, client, None, lambda t: rs256(t, OTHER_RSA)))
    is_delayed(sent(world, assertion(world, client, None, lambda t: rs256(t, OTHER_RSA))))
    assert sent(world, assertion(world, client)).status_code == 200
    forget(world)
    for _ in range(5):  # whether there is such a client or not
        refused(world, assertion(world, {"client_id": "app-000000000000"}))
    is_delayed(sent(world, assertion(world, {"client_id": "app-000000000000"})))


def test_one_way_to_sign_in_at_a_time(world: World, client: Body) -> None:
    basic = {"Authorization": "Basic " + base64.b64encode(f"{client['client_id']}:x".encode()).decode()}
    form = {"grant_type": "client_credentials", "client_assertion_type": TYPE}
    two = ask(world, headers=basic, client_assertion=assertion(world, client), **form)
    assert (two.status_code, two.json()["error"]) == (400, "invalid_request")
    two = sent(world, assertion(world, client), client_secret="x")
    assert (two.status_code, two.json()["error"]) == (400, "invalid_request")
    refused(
        world,
        assertion(world, client),
        client_assertion_type="urn:ietf:params:oauth:client-assertion-type:saml2-bearer",
    )
    refused(world, assertion(world, client), client_id="app-000000000000")


def test_keys_are_replaced_with_both_good_meanwhile_and_tokens_end_with_the_one_that_goes(world: World) -> None:
    client = client_of(world, jwk(RSA))
    token = sent(world, assertion(world, client)).json()["access_token"]
    client = replaced(world, client, jwk(RSA), jwk(EC))
    assert me(world, token) == 200
    for text in (assertion(world, client), assertion(world, client, {"alg": "ES256"}, es256)):
        assert sent(world, text).status_code == 200
    client = replaced(world, client, jwk(EC))
    assert me(world, token) == 401
    refused(world, assertion(world, client))
    assert sent(world, assertion(world, client, {"alg": "ES256"}, es256)).status_code == 200
    facts = world.ask("SELECT kind, open FROM entry WHERE subject = %s ORDER BY version", client["id"])
    assert [row["kind"] for row in facts] == ["client.created", "client.changed", "client.changed"]
    assert [len(row["open"]["thumbprints"]) for row in facts] == [1, 2, 1]
    assert facts[2]["open"]["thumbprints"] == [client["keys"][0]["thumbprint"]]


def test_the_same_kid_with_another_key_is_another_key(world: World) -> None:
    client = client_of(world, jwk(RSA, kid="k"))
    token = sent(world, assertion(world, client, {"kid": "k"})).json()["access_token"]
    client = replaced(world, client, jwk(OTHER_RSA, kid="k"))
    assert me(world, token) == 401
    refused(world, assertion(world, client, {"kid": "k"}))


def test_a_client_goes_from_a_secret_to_keys_and_back(world: World) -> None:
    client = created(world, {}).json()
    secret = client["secret"]
    client = replaced(world, client, jwk(RSA))
    assert by_secret(world, client["client_id"], secret).status_code == 200
    assert world.as_("supervisor").delete(f"/v1/clients/{client['id']}/secrets/1").status_code == 200
    assert by_secret(world, client["client_id"], secret).status_code == 401
    assert sent(world, assertion(world, client)).status_code == 200
    client = world.as_("supervisor").post(f"/v1/clients/{client['id']}/secrets", json={}).json()
    client |= {"keys": replaced(world, client)["keys"]}
    assert client["keys"] == []
    refused(world, assertion(world, client))
    assert by_secret(world, client["client_id"], client["secret"]).status_code == 200


def test_a_disabled_client_signs_in_by_no_key(world: World) -> None:
    client = client_of(world, jwk(RSA))
    version = {"If-Match": f'"v{client["version"]}"'}
    assert world.as_("supervisor").post(f"/v1/clients/{client['id']}/disabling", json={}, headers=version).is_success
    refused(world, assertion(world, client))


_NUMBERS = RSA.private_numbers()
UNFIT: dict[str, tuple[Body, str]] = {
    "a private RSA key": (jwk(RSA, d=number(_NUMBERS.d)), "private_key"),
    "a prime of one": (jwk(RSA, p=number(_NUMBERS.p)), "private_key"),
    "a private elliptic key": (jwk(EC, d=number(EC.private_numbers().private_value)), "private_key"),
    "a secret": ({"kty": "oct", "k": b64(b"x" * 32)}, "private_key"),
    "RSA of 1024 bits": (jwk(rsa.generate_private_key(65537, 1024)), "unfit_key"),
    "RSA of 4104 bits": ({"kty": "RSA", "n": number((1 << 4104) - 1), "e": "AQAB"}, "unfit_key"),
    "the exponent 3": (jwk(RSA) | {"e": "Aw"}, "unfit_key"),
    "an even modulus": ({"kty": "RSA", "n": number(1 << 2047), "e": "AQAB"}, "unfit_key"),
    "no point of the curve": (jwk(EC) | {"x": number(1, 32)}, "unfit_key"),
    "another way to spell a number": (jwk(RSA) | {"n": "AA" + jwk(RSA)["n"][:-2] + "B"}, "unfit_key"),
    "no modulus": ({"kty": "RSA", "e": "AQAB"}, "unfit_key"),
    "the algorithm of the other kind": (jwk(RSA, alg="ES256"), "unfit_key"),
}


@pytest.mark.parametrize("what", UNFIT)
def test_an_unfit_key_is_refused(world: World, what: str) -> None:
    key, code = UNFIT[what]
    answer = created(world, {"jwks": {"keys": [key]}})
    assert answer.status_code == 422, answer.text
    assert code in [error["code"] for error in answer.json()["errors"]], answer.text
    for value in (key.get("d"), key.get("k")):
        assert value is None or value not in answer.text


def test_a_set_has_five_keys_at_the_most_each_with_a_name_of_its_own(world: World) -> None:
    keys = [jwk(RSA, kid=f"k{n}") for n in range(6)]
    assert created(world, {"jwks": {"keys": keys}}).status_code == 422
    twice = created(world, {"jwks": {"keys": [jwk(RSA, kid="k"), jwk(EC, kid="k")]}})
    assert twice.json()["errors"][0]["code"] == "kid_twice"
    assert created(world, {"jwks": {"keys": [jwk(EC, crv="P-384")]}}).status_code == 422
    assert created(world, {"jwks_uri": "https://evil.test/jwks.json"}).status_code == 422


def test_the_metadata_says_so(world: World) -> None:
    members = httpx.get(f"{world.base_url}/.well-known/oauth-authorization-server", timeout=30).json()
    assert "private_key_jwt" in members["token_endpoint_auth_methods_supported"]
    assert members["token_endpoint_auth_signing_alg_values_supported"] == ["RS256", "ES256"]
