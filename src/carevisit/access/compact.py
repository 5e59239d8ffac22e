"""JWTs in their compact form (RFC 7515), taken apart strictly before anything is verified."""

import base64
import json
import re
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

import orjson

_SHAPE = re.compile(r"[A-Za-z0-9_-]{2,1024}\.[A-Za-z0-9_-]{2,3000}\.[A-Za-z0-9_-]{2,1024}")


def header_of(token: str, longest: int) -> dict[str, Any]:
    """The header of a token of three parts, each spelled in the one way there is. Raises ValueError."""
    if len(token) > longest or not _SHAPE.fullmatch(token):
        raise ValueError("shape")
    if any(coded(decoded(part)) != part for part in token.split(".")):
        raise ValueError("spelling")  # one spelling per token: another would count as another token
    return members(decoded(token.split(".")[0]))


def members(text: bytes) -> dict[str, Any]:
    """A strict JSON object: UTF-8, no lone surrogates, no NaN, no duplicate member. Raises ValueError."""
    orjson.loads(text)

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len(dict(pairs)) != len(pairs):
            raise ValueError("a member twice")
        return dict(pairs)

    found = json.loads(text.decode(), object_pairs_hook=once)
    if not isinstance(found, dict):
        raise ValueError("not an object")
    return found


def thumbprint(public: Mapping[str, str]) -> str:
    """The thumbprint of a public key (RFC 7638), of its required members."""
    return coded(sha256(json.dumps(public, separators=(",", ":"), sort_keys=True).encode()).digest())


def coded(value: bytes) -> str:
    """Bytes in base64url without padding."""
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def decoded(part: str) -> bytes:
    """The bytes that a part spells. Raises ValueError."""
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
