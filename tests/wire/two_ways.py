"""Requests for `POST /v1/visits`, good, broken and odd, to be sent twice: each time about another elder, and in another way."""

import asyncio
import json
import random
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from fastapi import FastAPI

from conftest import visit

ELDER, STRANGER, LETTER = "00000000-0000-7000-8000-00000000e1de", "00000000-0000-7000-8000-000000f0e1de", "@"
"""In a request: the elder that it is about, one who is not the caller's, and what tells the numbers of both ways apart."""
Headers = tuple[tuple[str, str], ...]
GOOD: Headers = (("authorization", "Bearer agency"), ("content-type", "application/json"))
ODD: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 1.5, 10**30, 1e300, "", " ", "x", "x" * 2001, "in_home", "phone", "not_met", "unsafe", "worse",
    "a\u2028b", "\u0000", "😀", [], {}, [None], ["meals", "meals"], {"change": "more"}, {"signed": False}, ELDER, STRANGER,
    "2026-02-30T09:10:00Z", "2030-01-01T00:00:00Z", "2001-01-01T00:00:00+08:00", "13812345678", "<b>&amp;", "\ufeffx",
)  # fmt: skip


@dataclass(frozen=True)
class Request:
    """A request as bytes, with placeholders for what differs between the two ways."""

    body: bytes
    headers: Headers = GOOD
    query: str = ""
    pieces: int = 1
    hangs_up: bool = False


@dataclass(frozen=True)
class Answer:
    """What came back, without ids, moments and trace ids."""

    status: int | None
    headers: list[tuple[str, str]]
    body: str


def requests(seed: int, count: int) -> Iterator[Request]:
    """Some requests, of which every tenth or so says again what one before it said."""
    rng, before = random.Random(seed), list[Request]()
    for turn in range(count):
        if before and rng.random() < 0.1:
            again = rng.choice(before)
            yield replace(again, body=again.body.replace("精神尚好".encode(), rng.choice(("精神尚好", "改")).encode()))
            continue
        before.append(_request(rng, turn))
        yield before[-1]


def _request(rng: random.Random, turn: int) -> Request:
    sheet = _sheet(rng, turn)
    for _ in range(rng.choice((0, 0, 0, 1, 1, 2, 3))):
        _spoil(rng, sheet)
    if isinstance(sheet.get("record_no"), str):  # whatever it has become: both ways are of one caller's numbers
        sheet["record_no"] = sheet["record_no"].removesuffix(f"-{LETTER}") + f"-{LETTER}"
    request = Request(json.dumps(sheet, ensure_ascii=rng.random() < 0.5).encode(errors="surrogatepass"))
    if rng.random() < 0.35:
        request = _strange(rng, request)
    if rng.random() < 0.3:
        request = _with(request, *_more(rng, turn))
    return request


def _sheet(rng: random.Random, turn: int) -> dict[str, Any]:
    """A whole record, ordinary or not; some come late."""
    hours_ago = rng.choice((1.0, 1.0, 1.0, 30.0, 60.0, 700.0)) - turn / 10_000
    sheet = visit(ELDER, hours_ago, note="精神尚好", safety={"gas": rng.choice(("safe", "unsafe"))}, services=["meals"])
    more: dict[str, Any] = {
        "record_no": f"N{turn}-{LETTER}", "mood": rng.choice(("worse", "unchanged")), "position": {"lat": 25.4, "lon": 119.1},
        "needs": [{"kind": "comfort", "note": "n"}], "risks": [{"kind": "fall", "severity": "general"}],
        "checks": {"food": True}, "household_change": {"change": "more", "by": 2}, "mode": "phone",
        "health": {"illness": {"change": "severe", "name": "病"}}, "warned": ["fall"],
    }  # fmt: skip
    sheet |= {name: value for name, value in more.items() if rng.random() < 0.3}
    if rng.random() < 0.1:
        sheet |= {"outcome": "not_met", "not_met_reason": "not_at_home"}
    if rng.random() < 0.05:
        sheet["elder_id"] = STRANGER
    return sheet


def _spoil(rng: random.Random, sheet: dict[str, Any]) -> None:
    """Leave out, replace or add something, here or deeper."""
    at, name = sheet, rng.choice([*sheet])
    while isinstance(at[name], dict) and at[name] and rng.random() < 0.6:
        at = at[name]
        name = rng.choice([*at])
    if rng.random() < 0.25:
        del at[name]
    else:
        at[rng.choice((name, name, name, "unknown", "a/b~c", "x" * 60))] = rng.choice(ODD)


def _with(request: Request, *headers: tuple[str, str]) -> Request:
    return replace(request, headers=(*request.headers, *headers))


def _instead(request: Request, name: str, value: str) -> Request:
    """Another value of a header; "" takes it away."""
    others = tuple(one for one in request.headers if one[0] != name)
    return replace(request, headers=(*others, (name, value)) if value else others)


def _strange(rng: random.Random, request: Request) -> Request:
    """Something about the request is unusual: its caller, its encoding, its way of coming."""
    body = request.body
    match rng.randrange(10):
        case 0:
            return _instead(request, "authorization", rng.choice(_CALLERS))
        case 1:
            return _instead(request, "content-type", rng.choice(_KINDS))
        case 2:
            return replace(request, body=rng.choice(_BODIES))
        case 3:
            return replace(request, body=b"{" + rng.choice(_FIRST) + body[1:])
        case 4:
            parts = (
                body[: len(body) // 2],
                body + b"}",
                b"[" + body + b"]",
                b"\xef\xbb\xbf" + body,
                b"\n\t " + body + b"\r\n",
            )
            return replace(request, body=rng.choice((*parts, zlib.compress(body), body.replace(b"{", b"{ \x00", 1))))
        case 5:
            text = body.decode(errors="replace")
            return replace(request, body=text.encode(rng.choice(("utf-16", "utf-7", "gb18030")), errors="replace"))
        case 6:
            return replace(
                request, query=rng.choice(("", "x=1", "sheet=1&sheet=2", "dry_run=true", "%FF=%00", "&&=", "desk"))
            )
        case 7:
            return replace(request, pieces=rng.choice((2, 3, 7)))
        case 8:
            return replace(request, pieces=3, hangs_up=True)
        case _:
            return _with(request, ("content-length", rng.choice(("0", "5", "9999999", "-1", "abc", ""))))


_CALLERS = (
    "", "Bearer ", "Bearer x.y.z", "bearer agency", "Basic agency", "Bearer agency ", "Bearer  agency", "Bearer guide",
    "Bearer liaison", "Bearer next_agency", "Bearer ended_agency", "Bearer platform", "Bearer app",
)  # fmt: skip
_KINDS = (
    "", "text/plain", "application/xml", "application/json; charset=utf-8", "application/json;charset=gbk", "APPLICATION/JSON",
    "application/merge-patch+json", "application/problem+json", "application/json/x", " application/json ",
)  # fmt: skip
_BODIES = (b"", b"null", b"[]", b'"x"', b"7", b"true", b"NaN", b"{}", b"\xff\xfe", b"  ")
_FIRST = (
    b'"mode": "phone", ', b'"note": "\\u0000", ', b'"note": "\\ud800", ', b'"x": ' + b"[" * 40 + b"]" * 40 + b", ",
    b'"note": "' + b"x" * 1_100_000 + b'", ',
)  # fmt: skip


def _more(rng: random.Random, turn: int) -> Headers:
    return rng.choice((
        (("idempotency-key", f"k{turn}-{LETTER}"),), (("idempotency-key", f'"k{turn}-{LETTER}"'),),
        (("idempotency-key", f"k{turn % 5}-{LETTER}"),), (("idempotency-key", "a b"),), (("idempotency-key", ""),),
        (("idempotency-key", "a"), ("idempotency-key", "b")), (("accept-language", "en"),),
        (("accept-language", "en;q=x, zh;q=0.1"),), (("accept-encoding", "gzip"),),
        (("if-match", '"v1"'), ("if-none-match", "*")), (("origin", "https://elsewhere.example"),),
        (("content-type", "text/plain"),), (("x-forwarded-for", "1.2.3.4"), ("expect", "100-continue")),
    ))  # fmt: skip


_VARYING = re.compile(
    r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[0-9a-f]{32}|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z"
)


async def answered(
    app: FastAPI, request: Request, tokens: dict[str, str], elder: str, stranger: str, letter: str
) -> Answer:
    """Send a request about an elder through everything that the application puts around its routes."""

    def told(text: str) -> bytes:
        scheme, space, name = text.partition(" ")
        text = f"{scheme}{space}{name.replace(name.strip(), tokens[name.strip()])}" if name.strip() in tokens else text
        return text.replace(LETTER, letter).encode("latin-1")

    body = request.body.replace(ELDER.encode(), elder.encode()).replace(STRANGER.encode(), stranger.encode())
    body = body.replace(LETTER.encode(), letter.encode())
    size = -(-len(body) // request.pieces) or 1
    pieces = [body[start : start + size] for start in range(0, len(body), size)] or [b""]
    coming = [
        {"type": "http.request", "body": piece, "more_body": turn < len(pieces) or request.hangs_up}
        for turn, piece in enumerate(pieces, 1)
    ]
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "scheme": "http",
        "path": "/v1/visits", "raw_path": b"/v1/visits", "query_string": request.query.encode(), "root_path": "",
        "headers": [(name.encode(), told(value)) for name, value in request.headers],
        "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80),
    }  # fmt: skip
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        if coming:
            return coming.pop(0)
        if not request.hangs_up:
            await asyncio.Event().wait()
        return {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await app(scope, receive, send)  # type: ignore[arg-type]
    if not sent:
        return Answer(None, [], "")
    known: dict[str, str] = {}

    def plain(text: str) -> str:
        return _VARYING.sub(lambda found: known.setdefault(found[0], f"<{len(known)}>"), text)

    headers = [(name.decode(), value.decode("latin-1")) for name, value in sent[0]["headers"]]
    whole = b"".join(message.get("body", b"") for message in sent[1:])
    if ("content-encoding", "gzip") in headers:  # how long it is then follows from the ids in it
        whole = zlib.decompress(whole, wbits=31)
        headers = [(name, value) for name, value in headers if name != "content-length"]
    return Answer(sent[0]["status"], [(name, plain(value)) for name, value in headers], plain(whole.decode()))
