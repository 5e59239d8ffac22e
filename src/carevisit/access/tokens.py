"""Access tokens: RS256 JWTs (RFC 9068). The only module that imports jose, and it always names the algorithm.

python-jose accepts by default what RFC 8725 warns of: any algorithm of the key's family, tokens without `exp` or `aud`,
keys of the wrong kind. Therefore the header is parsed here first, with length limits; the key comes by its `kid` from a
ring built at start; exactly one algorithm is allowed; every claim in use is required; and whatever jose raises is a 401.
"""

from typing import Any, Final
from uuid import UUID

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from jose import jws, jwt
from jose.backends import RSAKey
from uuid_utils.compat import uuid7

from .. import clock
from ..errors import Unauthorized
from ..settings import Keys
from .actor import SCOPES, Actor, Role
from .compact import coded, header_of, members, thumbprint

ALGORITHM: Final = "RS256"
TYPE: Final = "at+jwt"
AUDIENCE: Final = "carevisit"
LIFETIME_S: Final = 900
LONGEST: Final = 4_096
CACHED: Final = 20_000
_REQUIRED = ("exp", "iat", "aud", "iss", "sub", "jti", "client_id", "gen", "role", "scope")


def signed(token: str, key: str, algorithm: str) -> bytes:
    """The payload of a token, by the one key (PEM) and the one algorithm that may have signed it. Raises where they did not."""
    payload: bytes = jws.verify(token, key, algorithms=[algorithm])
    return payload


def _number(n: int) -> str:
    return coded(n.to_bytes((n.bit_length() + 7) // 8))


class Tokens:
    """Signs and checks access tokens with the deployment's key ring."""

    def __init__(self, keys: Keys, issuer: str) -> None:
        self._issuer = issuer
        self._ring: dict[str, RSAKey] = {}
        self.jwks: dict[str, list[dict[str, str]]] = {"keys": []}
        self._signer: tuple[str, RSAKey] | None = None
        for secret in keys.signing:
            private = serialization.load_pem_private_key(secret.get_secret_value().encode(), None)
            if not isinstance(private, rsa.RSAPrivateKey):
                raise TypeError("signing keys are RSA keys")
            numbers = private.public_key().public_numbers()
            public = {"e": _number(numbers.e), "kty": "RSA", "n": _number(numbers.n)}
            kid = thumbprint(public)
            pem = private.public_key().public_bytes(
                serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
            )
            self._ring[kid] = RSAKey(pem.decode(), ALGORITHM)
            self.jwks["keys"].append(public | {"kid": kid, "use": "sig", "alg": ALGORITHM})
            self._signer = self._signer or (kid, RSAKey(secret.get_secret_value(), ALGORITHM))
        self._good: dict[str, tuple[float, Actor]] = {}

    def issue(self, actor: Actor, client_id: str) -> str:
        """A signed access token for an actor, valid for 15 minutes."""
        assert self._signer is not None
        kid, key = self._signer
        moment = int(clock.wall().timestamp())
        claims = {
            "iss": self._issuer, "aud": AUDIENCE, "sub": str(actor.id), "client_id": client_id, "iat": moment,
            "exp": moment + LIFETIME_S, "jti": str(uuid7()), "gen": actor.generation, "role": actor.role.value,
            "scope": " ".join(sorted(actor.scopes)),
        }  # fmt: skip
        return str(jwt.encode(claims, key, algorithm=ALGORITHM, headers={"typ": TYPE, "kid": kid}))

    def check(self, token: str) -> Actor:
        """The actor of a token. Raises Unauthorized for every defect.

        A verified token is cached until it expires, which saves only its cryptography: every door checks the principal's
        generation.
        """
        moment = clock.wall().timestamp()
        if known := self._good.get(token):
            if known[0] > moment:
                return known[1]
            del self._good[token]
        actor, claims = self.read(token)
        if len(self._good) >= CACHED:
            self._good.clear()
        self._good[token] = (float(claims["exp"]), actor)
        return actor

    def read(self, token: str) -> tuple[Actor, dict[str, Any]]:
        """The actor and the claims of a token, verified anew. Raises Unauthorized for every defect."""
        try:
            return self._verify(token)
        except Exception:  # jose raises outside its own errors on hostile input
            raise Unauthorized from None

    def _verify(self, token: str) -> tuple[Actor, dict[str, Any]]:
        header = header_of(token, LONGEST)
        if set(header) != {"alg", "typ", "kid"}:
            raise ValueError("header")
        if header["alg"] != ALGORITHM or header["typ"] != TYPE:
            raise ValueError("algorithm or type")
        payload = jws.verify(token, self._ring[header["kid"]], algorithms=[ALGORITHM])
        claims = members(payload)
        if any(name not in claims for name in _REQUIRED):
            raise ValueError("claims")
        if claims["iss"] != self._issuer or claims["aud"] != AUDIENCE:
            raise ValueError("issuer or audience")
        if any(type(claims[name]) is not int for name in ("exp", "iat", "gen")):
            raise ValueError("numbers")
        if not 0 < claims["exp"] - claims["iat"] <= LIFETIME_S or not 1 <= claims["gen"] < 2**31:
            raise ValueError("bounds")
        if not isinstance(claims["jti"], str) or not isinstance(claims["client_id"], str):
            raise ValueError("names")
        moment = clock.wall().timestamp()
        if claims["exp"] <= moment or claims["iat"] > moment + 60:
            raise ValueError("time")
        scopes = frozenset(claims["scope"].split())
        if not scopes <= set(SCOPES) or str(UUID(claims["sub"])) != claims["sub"]:
            raise ValueError("scopes or subject")
        return Actor(UUID(claims["sub"]), claims["gen"], Role(claims["role"]), scopes), claims
