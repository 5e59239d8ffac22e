"""Entity tags (RFC 9110 §8.8): the version that a change expects, and what the caller has already."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from fastapi import Request, Response

from .errors import PreconditionFailed, PreconditionRequired

_TAG = r'(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"'
_LIST = re.compile(rf"\s*{_TAG}(?:\s*,\s*{_TAG})*\s*")
_VERSION = re.compile(r'(?<!W/)"v(\d{1,9})(?:\.[0-9a-f]+)?"')
_HEADERS_OF_304 = ("etag", "cache-control", "vary")

NOT_MODIFIED: dict[int | str, dict[str, Any]] = {
    304: {"description": "You have it already: the ETag that you sent as If-None-Match is its own still."}
}
"""Among a route's `responses`: it answers with an ETag, and 304 to who has that."""

REVALIDATE = {"Cache-Control": "private, no-cache", "Vary": "Authorization"}
"""For what is about nobody: kept by the caller, and asked about before it is used again. The rest stays `no-store`."""


@dataclass(frozen=True)
class Expected:
    """The versions that If-Match names; `None`: whichever is current (`*`)."""

    versions: frozenset[int] | None

    @classmethod
    def of(cls, *versions: int) -> "Expected":
        return cls(frozenset(versions))

    @classmethod
    def read(cls, headers: Sequence[str]) -> "Expected":
        """What the If-Match of a request says. A weak tag never matches. Raises PreconditionRequired, PreconditionFailed."""
        if not headers:
            raise PreconditionRequired
        said = ",".join(headers)
        if said.strip() == "*":
            return cls(None)
        if not _LIST.fullmatch(said):
            raise PreconditionFailed
        return cls.of(*(int(number) for number in _VERSION.findall(said)))

    def __contains__(self, version: object) -> bool:
        return self.versions is None or version in self.versions


def has_it(request: Request, tag: str) -> bool:
    """Whether the caller's If-None-Match names an answer's tag (weak comparison, RFC 9110 §13.1.2)."""
    said = ",".join(request.headers.getlist("if-none-match"))
    if said.strip() == "*":
        return True
    return bool(_LIST.fullmatch(said)) and tag.removeprefix("W/") in re.findall(r'"[^"]*"', said)


def revalidated(request: Request, answer: Response) -> Response:
    """The answer with an ETag of what it says, or 304 where the caller has that already.

    A version alone would not do: what a reader may see of the same version changes with their rights. So `"v3"` becomes
    `"v3.5f0c…"`; what bears no tag gets a weak one, for it may be sent compressed.
    """
    tag = answer.headers.get("etag", "")
    if not tag or _VERSION.fullmatch(tag):
        mark = sha256(answer.body).hexdigest()[:16]
        tag = f'{tag[:-1]}.{mark}"' if tag else f'W/"{mark}"'
        answer.headers["ETag"] = tag
    if not has_it(request, tag):
        return answer
    kept = {name: value for name, value in answer.headers.items() if name in _HEADERS_OF_304}
    return Response(status_code=304, headers=kept)
