"""How answers go out: instants in one spelling, and compressed where that is worth it and gives nothing away."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import orjson
from fastapi import Response
from starlette.datastructures import Headers
from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES, GZipMiddleware, GZipResponder
from starlette.types import Message, Receive, Scope, Send

_AS_THEY_ARE = (
    *DEFAULT_EXCLUDED_CONTENT_TYPES, "image/*", "application/pdf", "application/x-ndjson",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
)  # fmt: skip
"""What is compressed already, and what goes out line by line."""
_GIVES_TOKENS = ("/oauth/", "/v1/me/password", "/v1/accounts", "/v1/clients")

Declared = dict[int | str, dict[str, Any]]
"""What a route declares of its answers beside their bodies, as its `responses`; the contract fills in the rest."""


def bears(status: int, *headers: str) -> Declared:
    """Answers of this status bear these headers, each of which the contract describes."""
    return {status: {"headers": {name: {"$ref": f"#/components/headers/{name}"} for name in headers}}}


VERSION = bears(200, "ETag")
NEW = bears(201, "Location")
ACCEPTED = bears(202, "Location")
NEW_VERSION = bears(201, "ETag", "Location")
ADDITION = bears(201, "ETag")
IF_MATCH: Declared = {412: {}, 428: {}}
"""The request names the version that it changes: 428 without `If-Match`, 412 where that is not the current version."""
CHANGE = ADDITION | IF_MATCH
CHANGED_FILE = VERSION | IF_MATCH
GONE: Declared = {410: {}}
NO_KEY: dict[str, Any] = {"x-no-idempotency-key": True}
"""As a route's `openapi_extra`: it takes no Idempotency-Key. Every other POST and PATCH does."""


def json_answer(body: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """What is ours already goes out as it is: to have it validated once more would take longer than to find it."""
    return Response(orjson.dumps(body, option=orjson.OPT_UTC_Z), status, headers, "application/json")


def instant(moment: datetime) -> str:
    """An instant as every answer spells it: `2026-11-20T01:10:00Z`, with six digits where there are microseconds."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


class Compressed(GZipMiddleware):
    """Answers of 1 kB and more, gzipped for who takes it.

    Not where tokens are given: the length of a compressed secret beside what a caller chose reveals something of it (BREACH).
    Not with a strong ETag: that names the very bytes, and compressed they are others (RFC 9110 §8.8.3).
    """

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(_GIVES_TOKENS):
            await self.app(scope, receive, send)
        elif "gzip" in Headers(scope=scope).get("accept-encoding", ""):
            gzip = _Gzip(self.app, self.minimum_size, self.compresslevel, exclude_content_types=_AS_THEY_ARE)
            await gzip(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)


class _Gzip(GZipResponder):
    async def send_with_compression(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = Headers(raw=message["headers"])
            if headers.get("etag", "").startswith('"'):
                self.exclude_content_types += (headers.get("content-type", ""),)
        await super().send_with_compression(message)
