"""Assertions by which clients sign in (private_key_jwt, RFC 7523), and the public keys that verify them (JWK, RFC 7517).

A key has one algorithm, by its kind: RS256 for RSA, ES256 for the curve P-256. Nothing that an assertion says chooses another
one, or brings a key along.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicNumbers
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from .. import clock
from .compact import coded, decoded, header_of, members, thumbprint
from .tokens import LONGEST, signed

ALGORITHMS: Final = {"RSA": "RS256", "EC": "ES256"}
PRIVATE: Final = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})
LASTS_S: Final = 300
_NUMBERS: Final = {"RSA": ("n", "e"), "EC": ("x", "y")}
_TYPES: Final = (None, "JWT", "client-authentication+jwt")
_LOGIN, _JTI = 64, 255  # the longest


class UnfitKey(ValueError):
    """A public key is none, or a weak one."""


def public_key(jwk: Mapping[str, Any]) -> dict[str, str]:
    """A key as it is kept, with its algorithm and a `kid`, the thumbprint unless it has one. Raises UnfitKey."""
    kind = jwk["kty"]
    required = {"kty": kind, **({"crv": jwk.get("crv")} if kind == "EC" else {})}
    required |= {name: jwk.get(name) for name in _NUMBERS[kind]}
    if any(not isinstance(value, str) for value in required.values()):
        raise UnfitKey("A key of its kind has more members.")
    if any(coded(_bytes(required[name])) != required[name] for name in _NUMBERS[kind]):
        raise UnfitKey("A number is not in base64url.")
    _pem(required)
    return required | {"alg": ALGORITHMS[kind], "kid": jwk.get("kid") or thumbprint(required)}


def fingerprint(key: Mapping[str, str]) -> str:
    """The thumbprint of a key that is kept."""
    return thumbprint({name: value for name, value in key.items() if name not in ("alg", "kid")})


def _bytes(number: str) -> bytes:
    try:
        return decoded(number)
    except ValueError:
        raise UnfitKey("A number is not in base64url.") from None


def _pem(key: Mapping[str, str]) -> str:
    one, other = (int.from_bytes(_bytes(key[name])) for name in _NUMBERS[key["kty"]])
    public: Any
    if key["kty"] == "RSA":
        if not 2048 <= one.bit_length() <= 4096 or one % 2 == 0 or other != 65_537:
            raise UnfitKey("An RSA key has an odd modulus of 2048 to 4096 bits and the exponent 65537.")
        public = RSAPublicNumbers(other, one)
    else:
        if key["crv"] != "P-256":
            raise UnfitKey("The curve is P-256.")
        public = EllipticCurvePublicNumbers(one, other, SECP256R1())
    try:
        pem: bytes = public.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    except ValueError:
        raise UnfitKey("No such key exists.") from None
    return pem.decode()


@dataclass(frozen=True)
class Assertion:
    """An assertion as it was sent; what it says is true only if it `holds`."""

    text: str
    algorithm: str
    kid: str | None
    client_id: str
    audience: str
    jti: str
    ends_at: datetime

    @classmethod
    def read(cls, text: str) -> "Assertion | None":
        """What an assertion says, if it is well made and of this moment."""
        try:
            return cls._read(text)
        except Exception:  # hostile input
            return None

    @classmethod
    def _read(cls, text: str) -> "Assertion | None":
        header = header_of(text, LONGEST)
        claims = members(decoded(text.split(".")[1]))
        client, audience, jti, kid = claims["iss"], claims["aud"], claims["jti"], header.get("kid")
        if isinstance(audience, list):
            [audience] = audience  # one that is for others, too, could be sent here by them
        words = (client, audience, jti, *(() if kid is None else (kid,)))
        if (
            not set(header) <= {"alg", "typ", "kid"}
            or header.get("typ") not in _TYPES
            or not all(isinstance(word, str) and word for word in words)
            or client != claims["sub"]
            or not (client.isascii() and client.isprintable() and len(client) <= _LOGIN and len(jti) <= _JTI)
        ):
            return None
        now, ends = clock.wall().timestamp(), _moment(claims, "exp")
        ahead = now + clock.CLOCKS_DIFFER.total_seconds()
        begins = [_moment(claims, name) for name in ("iat", "nbf") if name in claims]
        if not now < ends <= ahead + LASTS_S or any(not ends - LASTS_S <= one <= ahead for one in begins):
            return None
        return cls(text, header["alg"], kid, client, audience, jti, datetime.fromtimestamp(ends, UTC))

    def holds(self, keys: Iterable[Mapping[str, str]], audiences: Iterable[str]) -> bool:
        """Whether one of the client's keys has signed it, for this service."""
        fit = [key for key in keys if key["alg"] == self.algorithm and self.kid in (None, key["kid"])]
        return self.audience in audiences and any(self._signed_by(key) for key in fit)

    def _signed_by(self, key: Mapping[str, str]) -> bool:
        try:
            signed(self.text, _pem(key), key["alg"])
        except Exception:  # jose raises outside its own errors on hostile input
            return False
        return True


def _moment(claims: Mapping[str, Any], name: str) -> float:
    value = claims[name]
    if type(value) not in (int, float):
        raise ValueError(name)
    return float(value)
