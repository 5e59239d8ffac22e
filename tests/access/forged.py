"""Tokens that somebody forged, altered or never ought to have been issued, each by the way it is made."""

import base64
import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from cryptography.hazmat.primitives import hashes, hmac, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from carevisit import clock
from carevisit.access import Tokens
from carevisit.settings import Keys

ISSUER = "https://carevisit.test"

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

ANOTHER_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


Sign = Callable[[bytes], bytes]


class Forger:
    """Somebody who even has our signing key, so that nothing but the rules stands between a token and its use."""

    def __init__(self, keys: Keys, issuer: str, principal: str | None = None, generation: int = 1) -> None:
        self.tokens = Tokens(keys, issuer)
        self.key: Any = serialization.load_pem_private_key(keys.signing[0].get_secret_value().encode(), None)
        self.kid = self.tokens.jwks["keys"][0]["kid"]
        moment = int(clock.wall().timestamp())
        self.header: dict[str, Any] = {"alg": "RS256", "typ": "at+jwt", "kid": self.kid}
        self.claims: dict[str, Any] = {
            "iss": issuer, "aud": "carevisit", "sub": principal or str(uuid4()), "client_id": "guide", "iat": moment,
            "exp": moment + 890, "jti": str(uuid4()), "gen": generation, "role": "guide", "scope": "elders:read",
        }  # fmt: skip

    def rs256(self, text: bytes, key: Any = None, hash_: Any = None) -> bytes:
        signature: bytes = (key or self.key).sign(text, padding.PKCS1v15(), hash_ or hashes.SHA256())
        return signature

    def public(self, form: str) -> bytes:
        encoding, kind = {
            "pem": (serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo),
            "der": (serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo),
            "pkcs1_pem": (serialization.Encoding.PEM, serialization.PublicFormat.PKCS1),
            "pkcs1_der": (serialization.Encoding.DER, serialization.PublicFormat.PKCS1),
        }[form]
        public: bytes = self.key.public_key().public_bytes(encoding, kind)
        return public

    def raw(self, header: bytes, payload: bytes, sign: Sign | None = None) -> str:
        text = f"{b64(header)}.{b64(payload)}"
        return f"{text}.{b64((sign or self.rs256)(text.encode()))}"

    def token(self, header: Any = None, sign: Sign | None = None, **claims: Any) -> str:
        """A token, well signed unless another signer is named; a header field or claim that is `...` is left out."""
        head = self.header | (header or {})
        body = self.claims | claims
        return self.raw(
            json.dumps({k: v for k, v in head.items() if v is not ...}).encode(),
            json.dumps({k: v for k, v in body.items() if v is not ...}).encode(),
            sign,
        )


def hmac_with(secret: bytes, hash_: Any = None) -> Sign:
    def sign(text: bytes) -> bytes:
        mac = hmac.HMAC(secret, hash_ or hashes.SHA256())
        mac.update(text)
        return mac.finalize()

    return sign


def es256(text: bytes) -> bytes:
    r, s = decode_dss_signature(ec.generate_private_key(ec.SECP256R1()).sign(text, ec.ECDSA(hashes.SHA256())))
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def deep(depth: int) -> bytes:
    return b'{"a":' * depth + b"1" + b"}" * depth


def payload_text(f: Forger, old: str, new: str) -> str:
    """A token whose payload was written by hand."""
    text = json.dumps(f.claims)
    assert old in text
    return f.raw(json.dumps(f.header).encode(), text.replace(old, new, 1).encode("utf-8", "surrogatepass"))


def in_parts(f: Forger, change: Callable[[list[str]], list[str]]) -> str:
    return ".".join(change(f.token().split(".")))


def spare_bits(part: str) -> str:
    """Another spelling of the same bytes: the bits of the last character that stand for nothing."""
    assert len(part) % 4 == 2  # 256 bytes: four bits are spare
    last = ALPHABET.index(part[-1])
    assert last % 16 == 0
    return part[:-1] + ALPHABET[last + 1]


def now() -> int:
    return int(clock.wall().timestamp())


def pss(f: Forger) -> Sign:
    return lambda text: f.key.sign(text, padding.PSS(padding.MGF1(hashes.SHA256()), 32), hashes.SHA256())


BAD: dict[str, Callable[[Forger], str]] = {
    # algorithms
    "alg none, unsigned": lambda f: f.token({"alg": "none"}, lambda _: b"").rstrip(".") + ".",
    "alg none, with a signature": lambda f: f.token({"alg": "none"}),
    "alg None, NONE, nOnE": lambda f: f.token({"alg": "nOnE"}, lambda _: b"xx"),
    "HS256 by the public key, PEM": lambda f: f.token({"alg": "HS256"}, hmac_with(f.public("pem"))),
    "HS256 by the public key, PEM without its last line end": lambda f: f.token(
        {"alg": "HS256"}, hmac_with(f.public("pem").strip())
    ),
    "HS256 by the public key, DER": lambda f: f.token({"alg": "HS256"}, hmac_with(f.public("der"))),
    "HS256 by the public key, PKCS 1 PEM": lambda f: f.token({"alg": "HS256"}, hmac_with(f.public("pkcs1_pem"))),
    "HS256 by the public key, PKCS 1 DER": lambda f: f.token({"alg": "HS256"}, hmac_with(f.public("pkcs1_der"))),
    "HMAC under the name RS256": lambda f: f.token(None, hmac_with(f.public("pem"))),
    "HS512 by the public key": lambda f: f.token({"alg": "HS512"}, hmac_with(f.public("pem"), hashes.SHA512())),
    "HS256 by nothing": lambda f: f.token({"alg": "HS256"}, hmac_with(b"")),
    "ES256": lambda f: f.token({"alg": "ES256"}, es256),
    "ES256 under the name RS256": lambda f: f.token(None, es256),
    "RS384 by our key": lambda f: f.token({"alg": "RS384"}, lambda t: f.rs256(t, hash_=hashes.SHA384())),
    "RS512 by our key": lambda f: f.token({"alg": "RS512"}, lambda t: f.rs256(t, hash_=hashes.SHA512())),
    "SHA-512 under the name RS256": lambda f: f.token(None, lambda t: f.rs256(t, hash_=hashes.SHA512())),
    "SHA-256 under the name RS512": lambda f: f.token({"alg": "RS512"}),
    "PS256 by our key": lambda f: f.token({"alg": "PS256"}, pss(f)),
    "PSS under the name RS256": lambda f: f.token(None, pss(f)),
    "alg rs256": lambda f: f.token({"alg": "rs256"}),
    "alg a list": lambda f: f.token({"alg": ["RS256"]}),
    "alg null": lambda f: f.token({"alg": None}),
    "alg missing": lambda f: f.token({"alg": ...}),
    "alg dir": lambda f: f.token({"alg": "dir", "enc": "A256GCM"}),
    # keys
    "another key under our kid": lambda f: f.token(None, lambda t: f.rs256(t, ANOTHER_KEY)),
    "an unknown kid": lambda f: f.token({"kid": "x" * 43}),
    "no kid": lambda f: f.token({"kid": ...}),
    "kid null": lambda f: f.token({"kid": None}),
    "kid a list": lambda f: f.token({"kid": [f.kid]}),
    "kid an object": lambda f: f.token({"kid": {"kid": f.kid}}),
    "kid empty": lambda f: f.token({"kid": ""}),
    "kid a path": lambda f: f.token({"kid": "../../../../dev/null"}, hmac_with(b"")),
    "kid an injection": lambda f: f.token({"kid": f"{f.kid}' OR '1'='1"}),
    "kid in other letters": lambda f: f.token({"kid": f.kid.swapcase()}),
    # header
    "jku": lambda f: f.token({"jku": "https://evil.test/jwks.json"}),
    "jwk of another": lambda f: f.token(
        {"jwk": {"kty": "RSA", "n": "AQAB", "e": "AQAB"}}, lambda t: f.rs256(t, ANOTHER_KEY)
    ),
    "x5u": lambda f: f.token({"x5u": "https://evil.test/c.pem"}),
    "x5c": lambda f: f.token({"x5c": ["MIIB"]}),
    "crit": lambda f: f.token({"crit": ["exp"]}),
    "b64 false": lambda f: f.token({"b64": False, "crit": ["b64"]}),
    "cty": lambda f: f.token({"cty": "JWT"}),
    "zip": lambda f: f.token({"zip": "DEF"}),
    "typ JWT": lambda f: f.token({"typ": "JWT"}),
    "typ missing": lambda f: f.token({"typ": ...}),
    "typ id+jwt": lambda f: f.token({"typ": "id+jwt"}),
    "typ AT+JWT": lambda f: f.token({"typ": "AT+JWT"}),
    "typ application/at+jwt": lambda f: f.token({"typ": "application/at+jwt"}),
    "typ null": lambda f: f.token({"typ": None}),
    "header an array": lambda f: f.raw(b'["alg","typ","kid"]', json.dumps(f.claims).encode()),
    "header a string": lambda f: f.raw(b'"RS256"', json.dumps(f.claims).encode()),
    "header null": lambda f: f.raw(b"null", json.dumps(f.claims).encode()),
    "header not JSON": lambda f: f.raw(b"{alg:RS256}", json.dumps(f.claims).encode()),
    "header empty": lambda f: f.raw(b"{}", json.dumps(f.claims).encode()),
    "header not UTF-8": lambda f: f.raw(b"\xff\xfe\x00", json.dumps(f.claims).encode()),
    "header deep": lambda f: f.raw(deep(140), json.dumps(f.claims).encode()),
    "header says alg twice": lambda f: f.raw(
        json.dumps(f.header).replace("{", '{"alg": "none", ', 1).encode(), json.dumps(f.claims).encode(), lambda _: b"x"
    ),
    # claims
    **{
        f"no {name}": lambda f, name=name: f.token(**{name: ...})  # type: ignore[misc]
        for name in ("exp", "iat", "aud", "iss", "sub", "jti", "client_id", "gen", "role", "scope")
    },
    **{
        f"{name} null": lambda f, name=name: f.token(**{name: None})  # type: ignore[misc]
        for name in ("exp", "iat", "aud", "iss", "sub", "gen", "role", "scope")
    },
    "another issuer": lambda f: f.token(iss="https://evil.test"),
    "our issuer with a slash": lambda f: f.token(iss=f.claims["iss"] + "/"),
    "our issuer in a list": lambda f: f.token(iss=[f.claims["iss"]]),
    "another audience": lambda f: f.token(aud="carevisit-admin"),
    "a list of audiences, ours among them": lambda f: f.token(aud=["carevisit", "other"]),
    "our audience in a list": lambda f: f.token(aud=["carevisit"]),
    "expired": lambda f: f.token(exp=now() - 1, iat=now() - 901),
    "expires this second": lambda f: f.token(exp=now()),
    "expired long ago": lambda f: f.token(exp=1),
    "exp negative": lambda f: f.token(exp=-1),
    "exp a float": lambda f: f.token(exp=now() + 600.5),
    "exp text": lambda f: f.token(exp=str(now() + 600)),
    "exp true": lambda f: f.token(exp=True),
    "exp beyond every float": lambda f: f.token(exp=10**400),
    "exp of 1,500 digits": lambda f: payload_text(f, f'"exp": {f.claims["exp"]}', '"exp": ' + "9" * 1500),
    "exp NaN": lambda f: payload_text(f, f'"exp": {f.claims["exp"]}', '"exp": NaN'),
    "exp infinite": lambda f: payload_text(f, f'"exp": {f.claims["exp"]}', '"exp": Infinity'),
    "exp 1e400": lambda f: payload_text(f, f'"exp": {f.claims["exp"]}', '"exp": 1e400'),
    "iat in the future": lambda f: f.token(iat=now() + 3600, exp=now() + 7200),
    "iat a float": lambda f: f.token(iat=now() + 0.5),
    "iat text": lambda f: f.token(iat=str(now())),
    "iat true": lambda f: f.token(iat=True),
    "gen true": lambda f: f.token(gen=True),
    "gen text": lambda f: f.token(gen="1"),
    "gen a float": lambda f: f.token(gen=1.0),
    "role unknown": lambda f: f.token(role="admin"),
    "role system": lambda f: f.token(role="system"),
    "role a list": lambda f: f.token(role=["guide", "supervisor"]),
    "role SUPERVISOR": lambda f: f.token(role="SUPERVISOR"),
    "scope a list": lambda f: f.token(scope=["elders:read"]),
    "scope an object": lambda f: f.token(scope={"elders:read": True}),
    "sub no UUID": lambda f: f.token(sub="guide"),
    "sub a number": lambda f: f.token(sub=1),
    "sub a list": lambda f: f.token(sub=[str(uuid4())]),
    # payload
    "payload an array": lambda f: f.raw(json.dumps(f.header).encode(), json.dumps(list(f.claims)).encode()),
    "payload an array of pairs": lambda f: f.raw(
        json.dumps(f.header).encode(), json.dumps(list(f.claims.items())).encode()
    ),
    "payload a string": lambda f: f.raw(json.dumps(f.header).encode(), b'"exp iat aud iss sub jti gen"'),
    "payload a number": lambda f: f.raw(json.dumps(f.header).encode(), b"12"),
    "payload null": lambda f: f.raw(json.dumps(f.header).encode(), b"null"),
    "payload not JSON": lambda f: f.raw(json.dumps(f.header).encode(), b"exp=1"),
    "payload cut": lambda f: f.raw(json.dumps(f.header).encode(), json.dumps(f.claims).encode()[:-1]),
    "payload with more behind": lambda f: f.raw(json.dumps(f.header).encode(), json.dumps(f.claims).encode() + b"{}"),
    "payload not UTF-8": lambda f: f.raw(
        json.dumps(f.header).encode(), json.dumps(f.claims).replace("guide", "gu\u00efde").encode("latin-1")
    ),
    "payload deep": lambda f: f.raw(json.dumps(f.header).encode(), deep(370)),
    # shape
    "two parts": lambda f: in_parts(f, lambda p: p[:2]),
    "four parts": lambda f: in_parts(f, lambda p: [*p, p[2]]),
    "five parts, as a JWE has": lambda f: in_parts(f, lambda p: [p[0], p[1], p[1], p[1], p[2]]),
    "a JWE's header, five parts": lambda _: ".".join([b64(b'{"alg":"RSA-OAEP","enc":"A256GCM"}'), *(["AAAA"] * 4)]),
    "JWS as JSON": lambda f: json.dumps(
        dict(zip(("protected", "payload", "signature"), f.token().split("."), strict=True))
    ),
    "empty": lambda _: "",
    "dots": lambda _: "..",
    "no signature": lambda f: in_parts(f, lambda p: [p[0], p[1], ""]),
    "no signature, no dot": lambda f: in_parts(f, lambda p: p[:2]),
    "no header": lambda f: in_parts(f, lambda p: ["", *p[1:]]),
    "no payload": lambda f: in_parts(f, lambda p: [p[0], "", p[2]]),
    "signature cut by a byte": lambda f: in_parts(f, lambda p: [p[0], p[1], b64(decoded(p[2])[:-1])]),
    "signature with a byte more": lambda f: in_parts(f, lambda p: [p[0], p[1], b64(decoded(p[2]) + b"\0")]),
    "signature with a zero before": lambda f: in_parts(f, lambda p: [p[0], p[1], b64(b"\0" + decoded(p[2]))]),
    "signature of zeros": lambda f: in_parts(f, lambda p: [p[0], p[1], b64(b"\0" * 256)]),
    "signature one": lambda f: in_parts(f, lambda p: [p[0], p[1], b64(b"\0" * 255 + b"\1")]),
    "signature of another token": lambda f: in_parts(f, lambda p: [p[0], p[1], f.token(jti="x").split(".")[2]]),
    "padding": lambda f: in_parts(f, lambda p: [x + "=" * (-len(x) % 4) for x in p]),
    "padding, too much": lambda f: in_parts(f, lambda p: [x + "====" for x in p]),
    "standard alphabet": lambda f: in_parts(f, lambda p: [p[0], p[1], p[2].replace("-", "+").replace("_", "/") + "+/"]),
    "spaces around": lambda f: f" {f.token()} ",
    "a line end behind": lambda f: f.token() + "\n",
    "a line end inside": lambda f: in_parts(f, lambda p: [p[0], p[1][:9] + "\n" + p[1][9:], p[2]]),
    "a space inside": lambda f: in_parts(f, lambda p: [p[0], p[1], p[2][:9] + " " + p[2][9:]]),
    "a tab inside": lambda f: in_parts(f, lambda p: [p[0], p[1] + "\t", p[2]]),
    "a NUL behind": lambda f: f.token() + "\0",
    "full-width letters": lambda f: in_parts(f, lambda p: [p[0], p[1], p[2][:-1] + "\uff21"]),
    "a surrogate": lambda f: f.token()[:-1] + "\udcff",
    "two tokens": lambda f: f"{f.token()},{f.token()}",
    "Bearer twice": lambda f: f"Bearer {f.token()}",
    "1 MB of letters": lambda _: "A" * 1_000_000,
    "1 MB of dots": lambda _: "." * 1_000_000,
    "1 MB in its payload": lambda f: f.token(client_id="x" * 1_000_000),
    "1 MB in its header": lambda f: f.token({"kid": "x" * 1_000_000}),
    "1 MB behind": lambda f: f.token() + "A" * 1_000_000,
}

# Only whoever holds the signing key can make these; what stands here is kept as a reminder, see the reasons.
NEVER_ISSUED: dict[str, Callable[[Forger], str]] = {
    "the signature's spare bits": lambda f: in_parts(f, lambda p: [p[0], p[1], spare_bits(p[2])]),
    "exp in ten years": lambda f: f.token(exp=now() + 315_360_000),
    "exp in the year 30,000": lambda f: f.token(exp=10**12),
    "a claim said twice": lambda f: payload_text(f, '"role": "guide"', '"role": "liaison", "role": "guide"'),
    "a header field said twice": lambda f: f.raw(
        json.dumps(f.header).replace("{", '{"alg": "none", ', 1).encode(), json.dumps(f.claims).encode()
    ),
    "payload in UTF-16": lambda f: f.raw(json.dumps(f.header).encode(), json.dumps(f.claims).encode("utf-16")),
    "a raw lone surrogate": lambda f: payload_text(f, '"client_id": "guide"', '"client_id": "\ud800"'),
    "an escaped lone surrogate": lambda f: payload_text(f, '"client_id": "guide"', r'"client_id": "\ud800"'),
    "sub as a URN": lambda f: f.token(sub=f"urn:uuid:{uuid4()}"),
    "gen beyond an int": lambda f: f.token(gen=2**31),
    "gen below one": lambda f: f.token(gen=-1),
    "jti a list": lambda f: f.token(jti=[1]),
    "client_id an object": lambda f: f.token(client_id={}),
    "scope unknown": lambda f: f.token(scope="everything:*"),
}
