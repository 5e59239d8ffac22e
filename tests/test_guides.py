"""The examples of the documents: every request is sent as it stands, and the answer is what stands beneath it."""

import ast
import json
import re
import shlex
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from attachments.files import JPEG
from carevisit import clock
from conftest import PASSWORD, World
from paper.reading import code_of

ROOT = Path(__file__).parents[1]
DOCS = ("README.md", "README.zh-CN.md", "docs/api.md", "docs/api.zh-CN.md")
TODAY = date(2026, 11, 30)  # of the examples
SITE = "https://care.example"
PHOTO = JPEG + bytes(183_402 - len(JPEG))
FILES = {".jpg": (PHOTO, "image/jpeg"), ".csv": ("记录编号,服务对象编码\nFX-1,\n".encode(), "text/csv")}
BLOCK = re.compile(r"^```(\w+)( \w+)?\n(.*?)^```$", re.S | re.M)
CALL = re.compile(r"^(curl .*?)\n(?=#|curl |\Z)((?:#[^\n]*\n)*)", re.S | re.M)


def blocks(name: str, language: str, kind: str = "") -> list[str]:
    text = (ROOT / name).read_text(encoding="utf-8")
    return [body for found, more, body in BLOCK.findall(text) if (found, more.strip()) == (language, kind)]


def as_of_today(text: str) -> str:
    """The text with every day as far from today as it is from the examples' own."""
    ahead = clock.today() - TODAY
    return re.sub(r"\b2026-\d\d-\d\d", lambda day: str(date.fromisoformat(day[0]) + ahead), text)


@dataclass
class Example:
    """One curl with what stands beneath it."""

    command: str
    answer: str

    @property
    def status(self) -> int | None:
        found = re.search(r"^# (\d{3}) ", self.answer, re.M)
        return int(found[1]) if found else None

    @property
    def headers(self) -> dict[str, str]:
        return dict(re.findall(r"^# ([A-Z][A-Za-z-]+): (.+)$", self.answer, re.M))

    @property
    def body(self) -> Any:
        lines = [line[1:] for line in self.answer.splitlines() if not re.match(r"# [A-Z][A-Za-z-]+: ", line)]
        text = re.sub(r"^ \d{3} ", "", "".join(lines))
        return json.loads(re.sub(r", …(?=[}\]])", "", text.replace("[…]", '"…"'))) if text else {}


def examples(name: str) -> Iterator[Example]:
    for block in blocks(name, "sh"):
        for command, answer in CALL.findall(re.sub(r"\\\n\s*", "", block)):
            yield Example(command, answer)


def agrees(shown: Any, answered: Any) -> bool:
    """Whether an answer holds what is shown of it; `…` at the end of a word stands for the rest of it, or for anything."""
    if isinstance(shown, dict):
        return isinstance(answered, dict) and all(k in answered and agrees(v, answered[k]) for k, v in shown.items())
    if isinstance(shown, list):
        return len(shown) == len(answered) and all(agrees(*pair) for pair in zip(shown, answered, strict=True))
    return bool(shown == answered) or (isinstance(shown, str) and shown.endswith("…"))


@dataclass
class Reader:
    """Somebody who reads a guide from top to bottom and sends what it shows."""

    world: World
    known: dict[str, str] = field(default_factory=dict)

    def send(self, example: Example) -> httpx.Response:
        words = [self.filled(word) for word in shlex.split(as_of_today(example.command))[1:]]
        request: dict[str, Any] = {"headers": {}, "data": "", "form": {}, "files": None, "method": None, "url": ""}
        turn = iter(words)
        for word in turn:
            if word == "-H":
                name, _, value = next(turn).partition(": ")
                request["headers"][name] = value
            elif word in ("-d", "--data-urlencode"):
                request["data"] = "&".join(filter(None, (request["data"], next(turn))))
            elif word == "-o":
                next(turn)  # where the caller saves it
            elif word == "-X":
                request["method"] = next(turn)
            elif word == "-F":
                name, _, value = next(turn).partition("=")
                if value.startswith("@"):
                    request["files"] = {name: (value[1:], *FILES[Path(value).suffix])}
                else:
                    request["form"][name] = value
            elif word.startswith(SITE):
                request["url"] = word.replace(SITE, self.world.base_url)
            else:
                assert word in ("-i", "-s", "-fsS"), f"{word} of {example.command}"
        sent, headers = request["data"].encode(), request["headers"]
        if sent and "Content-Type" not in headers:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        method = request["method"] or ("POST" if sent or request["files"] else "GET")
        answer = httpx.request(
            method,
            request["url"],
            headers=headers,
            content=sent or None,
            data=request["form"] or None,
            files=request["files"],
            timeout=30,
        )
        self.remember(request["url"], answer)
        return answer

    def filled(self, word: str) -> str:
        return re.sub(r"\$([A-Z_]+)", lambda name: self.known[name[1]], word)

    def remember(self, url: str, answer: httpx.Response) -> None:
        """What later examples name: `$VISIT` for the last answer of /v1/visits, `$ETAG`, `$CURSOR`, `$CODE` of an
        invitation or a printed record."""
        told = answer.json() if "json" in answer.headers.get("content-type", "") else {}
        noun = httpx.URL(url).path.rsplit("/", 1)[1].upper().replace("AGENCIES", "AGENCY_ID").removesuffix("S")
        found = {noun: told.get("id") if answer.status_code in (201, 202) else None, "CURSOR": told.get("next_cursor")}
        found |= {
            noun[:-1]: told[noun.lower()][0]
            for noun in ("NEEDS", "RISKS")
            if isinstance(next(iter(told.get(noun.lower()) or ()), None), str)
        }
        found["ETAG"] = answer.headers.get("etag") or (f'"v{told["revision"]}"' if "revision" in told else None)
        printed = answer.headers.get("content-type") == "application/pdf"
        found["CODE"] = code_of(answer.content) if printed else (told.get("invitation") or {}).get("code")
        self.known |= {name: value for name, value in found.items() if value}


@pytest.fixture
def reader(world: World) -> Reader:
    """A reader with every token that the guides name; an elder, and a second one for the second page."""
    people = ("agency", "liaison", "next_liaison", "guide", "supervisor", "platform")
    login, secret = world.secrets["agency"]
    known = {who.upper(): world.token(who) for who in people} | {"CLIENT_ID": login, "CLIENT_SECRET": secret}
    world.register("guide")
    return Reader(world, known | {"LOGIN": "guide", "PASSWORD": PASSWORD, "ELDER": world.register("guide")})


@pytest.mark.parametrize("name", ["docs/api.md", "docs/api.zh-CN.md"])
def test_every_request_of_the_guides_is_answered_as_they_say(reader: Reader, name: str) -> None:
    shown = list(examples(name))
    assert len(shown) >= 8
    for example in shown:
        answer = reader.send(example)
        what = f"{example.command}\n{answer.status_code} {answer.text[:2000]}"
        assert answer.status_code == example.status or (example.status is None and answer.is_success), what
        told = answer.json() if "json" in answer.headers["content-type"] else {}
        assert agrees(json.loads(as_of_today(json.dumps(example.body, ensure_ascii=False))), told), what
        assert example.headers.items() <= {k.title(): v for k, v in answer.headers.items()}.items(), what


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_the_answer_that_the_readme_shows_has_the_members_of_a_status(reader: Reader, name: str) -> None:
    (example,), (shown,) = examples(name), blocks(name, "jsonc")
    reader.world.hand_in(
        "agency", reader.known["ELDER"], risks=[{"kind": "unsafe_electricity", "severity": "major", "note": "电线老化"}]
    )
    status = reader.send(example).json()
    told = json.loads(re.sub(r"\s+// .*", "", shown))
    same = (
        "state",
        "place",
        "profile",
        "tier",
        "tier_reasons",
        "categories",
        "running_no",
        "open_risks",
        "highest_severity",
    )
    assert {key: told[key] for key in same} == {key: status[key] for key in same}
    assert told.keys() <= status.keys()
    assert told["window"].keys() == status["window"].keys()
    assert told["flags"][0].keys() == status["flags"][0].keys()
    assert told["flags"][0]["code"] in {flag["code"] for flag in status["flags"]}


@pytest.mark.parametrize("name", DOCS)
def test_every_other_example_can_be_read_by_its_language(name: str) -> None:
    for body in blocks(name, "json"):
        assert isinstance(json.loads(body), dict)
    for body in blocks(name, "python"):
        ast.parse(body)
    for body in blocks(name, "sh", "demo"):
        subprocess.run(["bash", "-n"], input=body, text=True, check=True)
    languages = {language for language, _, _ in BLOCK.findall((ROOT / name).read_text(encoding="utf-8"))}
    assert languages <= {"sh", "json", "jsonc", "python", "mermaid"}, "an example that nothing proves"


def test_the_problem_that_the_guide_shows_is_one() -> None:
    (problem,) = blocks("docs/api.md", "json")
    shown = json.loads(problem)
    assert shown["type"].endswith(f"/{shown['code']}")
    assert shown["code"] == "invalid"
    assert {"title", "status", "detail", "instance", "errors", "trace_id"} <= shown.keys()


def test_days_of_the_examples_move_with_today() -> None:
    assert as_of_today("2026-11-20T09:10:00+08:00").startswith(str(clock.today() - timedelta(days=10)))
