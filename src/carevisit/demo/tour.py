"""The tour: one command per role, ready to paste, that shows what this role may see."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode
from urllib.request import Request, urlopen

from ..clock import SHANGHAI
from .story import SHARED_TOWNSHIP, TOUR_VILLAGES

BLOCK = 10_000  # positions that one feed request scans at most
NEWEST = 5


@dataclass(frozen=True)
class Stop:
    """One stop of the tour: a role, what it does, and the command."""

    who: str
    zh: str
    en: str
    command: str


def stops(demo: Mapping[str, Any]) -> Iterator[Stop]:
    """The tour through a running demo, around an elder of the first liaison's village."""
    base, elder = demo["base_url"], demo["elder_id"]
    status = f"{base}/v1/elders/{elder}/status"
    agency, platform, app = (_client(demo, role) for role in ("agency", "platform", "app"))
    now = _answer(f"{base}/v1/sandbox/clock", token=_token(base, platform))[
        "now"
    ]  # the sandbox's time, which may be ahead of this machine's
    visit = json.dumps(_visit(elder, datetime.fromisoformat(now)), ensure_ascii=False)
    hand_in = f"-H 'Content-Type: application/json' -d '{visit}' {base}/v1/visits"
    yield Stop("agency", "服务机构提交一次上门探访", "the agency hands in a visit", _curl(base, agency, hand_in))
    for role, code, zh, en in (
        ("liaison", TOUR_VILLAGES[0], "本村联络员查看该老人状态", "the village's liaison reads the elder's status"),
        (
            "guide",
            SHARED_TOWNSHIP,
            "本镇指导员查看重点对象及认定依据",
            "the township's guide reads who is key, and why",
        ),
        ("supervisor", demo["district"]["code"], "区督导员查看同一状态", "the district's supervisor reads the same"),
        ("other liaison", TOUR_VILLAGES[1], "邻村联络员查无此人（404）", "the next village's liaison: no such elder"),
    ):
        yield Stop(role, zh, en, _curl(base, _account(demo, code), status))
    for who, zh, en, asked in (
        ("worklist", "本镇指导员查看任务清单", "the guide reads whom to visit first", "worklist?limit=3"),
        ("reviews", "本镇指导员查看各村档案更新", "the guide counts the files to review", "reviews?by=village&limit=3"),
    ):
        yield Stop(who, zh, en, _curl(base, _account(demo, SHARED_TOWNSHIP), f"'{base}/v1/{asked}'"))
    today = datetime.fromisoformat(now).astimezone(SHANGHAI)
    orders = (
        ("export", "本镇指导员导出任务清单（任务）", "the guide exports the worklist, as a job", "exports", {
            "kind": "worklist", "format": "xlsx",
        }),
        ("month", "本镇指导员打印一个村本月的服务记录（任务）", "the guide prints a village's month, as a job", "forms", {
            "form": "annex4", "place": TOUR_VILLAGES[0], "month": f"{today:%Y-%m}",
        }),
    )  # fmt: skip
    for who, zh, en, path, order in orders:
        asked = f"-H 'Content-Type: application/json' -d '{json.dumps(order)}' {base}/v1/{path}"
        yield Stop(who, zh, en, _curl(base, _account(demo, SHARED_TOWNSHIP), asked))
    printed = f"-o form.pdf {base}/v1/elders/{elder}/form.pdf"
    yield Stop(
        "print",
        "打印登记表（form.pdf）",
        "the elder's form on paper",
        _curl(base, _account(demo, SHARED_TOWNSHIP), printed),
    )
    fall = json.dumps(_fall(elder, datetime.fromisoformat(now)), ensure_ascii=False)
    report = f"-H 'Content-Type: application/json' -d '{fall}' {base}/v1/risks"
    waiting = f"'{base}/v1/risks?elder_id={elder}&open=true&awaits=township'"
    liaison, guide = _account(demo, TOUR_VILLAGES[0]), _account(demo, SHARED_TOWNSHIP)
    yield Stop(
        "report", "联络员上报隐患（上报乡镇并督促子女）", "the liaison reports a risk", _curl(base, liaison, report)
    )
    yield Stop("township", "本镇待办的隐患", "the guide's list of risks that wait", _curl(base, guide, waiting))
    closed = _answer(f"{base}/v1/risks?state=closed&limit=1", token=_token(base, platform))["items"]
    if closed:
        story, district = f"{base}/v1/risks/{closed[0]['id']}", _account(demo, demo["district"]["code"])
        yield Stop("story", "已销号隐患的办理经过", "the story of a risk that is closed", _curl(base, district, story))
    newest = f"'{base}/v1/feed?{urlencode({'after': _near_the_end(base, platform), 'limit': 50})}'"
    yield Stop(
        "platform", "政府平台读取最新变更", "the platform reads the newest of the feed", _curl(base, platform, newest)
    )
    listed = f"'{base}/v1/elders?limit=3'"
    yield Stop("app", "第三方应用列出服务对象（只读）", "the app lists elders, read only", _curl(base, app, listed))


def _curl(base: str, credentials: Mapping[str, str], request: str) -> str:
    """A curl command that signs in by another one."""
    form = " ".join(f"-d {name}={value}" for name, value in credentials.items())
    token = rf"""$(curl -s {form} {base}/oauth/token | sed -E 's/.*"access_token": ?"([^"]+)".*/\1/')"""
    return f"""curl -s -w '\\n' -H "Authorization: Bearer {token}" {request}"""


def _account(demo: Mapping[str, Any], code: str) -> dict[str, str]:
    found = next(account for account in demo["accounts"] if account["place"] == code)
    return {"grant_type": "password", "username": found["username"], "password": found["password"]}


def _client(demo: Mapping[str, Any], role: str) -> dict[str, str]:
    """The first client of a role; the first agency serves the village of the tour."""
    found = next(client for client in demo["clients"] if client["role"] == role)
    return {
        "grant_type": "client_credentials", "client_id": found["client_id"], "client_secret": found["client_secret"]
    }  # fmt: skip


def _visit(elder: str, now: datetime) -> dict[str, Any]:
    """A visit that has just ended and found a loose socket."""
    here = now.astimezone(SHANGHAI)
    return {
        "elder_id": elder, "record_no": f"TOUR-{here:%Y-%m-%d-%H%M-%S}", "mode": "in_home", "outcome": "met",
        "started_at": (here - timedelta(minutes=50)).isoformat(timespec="seconds"),
        "ended_at": (here - timedelta(minutes=15)).isoformat(timespec="seconds"),
        "health": {"expression": "unchanged", "mobility": "worse", "illness": {"change": "unchanged"}},
        "mood": "better", "safety": {"gas": "safe", "water_heating": "safe", "electricity": "unsafe"},
        "services": ["comfort", "cleaning"],
        "risks": [{"kind": "unsafe_electricity", "severity": "general", "note": "插座松动，已提醒停用"}],
        "visitor": {"name": "陈小芳", "category": "care_worker"},
        "visitor_signed": True, "elder_signed": {"signed": True}, "note": "老人精神不错，盼着孙子周末回来",
    }  # fmt: skip


def _fall(elder: str, now: datetime) -> dict[str, Any]:
    """A fall half an hour ago, with the emergency call and the attempt to reach the family."""
    at = [(now.astimezone(SHANGHAI) - timedelta(minutes=ago)).isoformat(timespec="seconds") for ago in (30, 28, 20)]
    return {
        "elder_id": elder, "record_no": f"TOUR-{at[0]}".replace("+", "."), "kind": "fall", "severity": "major", "at": at[0],
        "note": "院中跌倒，意识清楚", "emergency_call": {"number": "120", "at": at[1], "by": "联络员"},
        "family_contacts": [{"who": "女儿", "at": at[2], "reached": True}],
    }  # fmt: skip


def _near_the_end(base: str, platform: Mapping[str, str]) -> str:
    """A cursor a few entries before the feed's end; whole blocks are skipped by asking for a kind that never occurs."""
    token = _token(base, platform)
    end, here, cursor = _answer(f"{base}/readyz")["position"] - NEWEST, 0, ""
    while here < end:
        far = here + BLOCK <= end
        step = BLOCK if far else min(1000, end - here)
        asked = {"types": "elder.transferred"} if far else {"limit": str(step)}
        query = urlencode(asked | ({"after": cursor} if cursor else {}), quote_via=quote)
        cursor, here = _answer(f"{base}/v1/feed?{query}", token=token)["next_cursor"], here + step
    return cursor


def _token(base: str, credentials: Mapping[str, str]) -> str:
    token: str = _answer(f"{base}/oauth/token", urlencode(credentials).encode())["access_token"]
    return token


def _answer(url: str, form: bytes | None = None, token: str = "") -> Any:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    with urlopen(Request(url, form, headers), timeout=10) as answer:
        return json.load(answer)
