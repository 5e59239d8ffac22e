"""Nothing personal leaves by a side door: not by the feed, the timeline, an error, a metric, a log, or a table."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
from psycopg import sql

from carevisit import clock
from conftest import NEXT_VILLAGE, VILLAGE, World, free_port, id_number, registration, until_it_answers, visit

ELDER_ID, CHILD_ID = id_number(turn=444), id_number(turn=555)
CERTIFICATE = f"{ELDER_ID}42"
SECRETS = [
    "欧阳翠萍",
    ELDER_ID,
    ELDER_ID[:14],
    "13899887766",
    "紫藤巷七十七号",
    "紫藤组",
    "户籍在紫藤",
    "司马建国",
    "13899887755",
    "脑梗后遗症",
    "卖菜所得",
    "7653.21",
    CERTIFICATE,
    "司马小宝",
    "独孤老伴",
    "13899887711",
    "紫藤疗养院",
    "扁鹊医生",
    CHILD_ID,
    "13899887744",
    "轩辕儿媳",
    "13899887722",
    "公孙侄子",
    "令狐邻居",
    "慕容书记",
    "宇文受托",
    "东方责任",
    "尉迟登记",
    "紫藤津贴",
    "诸葛网格",
    "VISITOR-7788",
    "紫藤志愿队",
    "帕金森综合征",
    "紫藤记录备注",
    "紫藤需求落实",
    "紫藤需求说明",
    "紫藤风险说明",
    "夏侯呼救",
    "上官邻居",
    "25.4567891",
    "119.1234567",
    "紫藤方式说明",
    "13899887733",
]


@dataclass
class Logged:
    """A second server on the same ledger, whose every word is kept."""

    world: World
    log: Path


@pytest.fixture(scope="module")
def logged(world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Logged]:
    port, log = free_port(), tmp_path_factory.mktemp("log") / "server.log"
    other = World(
        world.postgres, world.database, world.keys, world.keys_file, world.secrets, f"http://127.0.0.1:{port}"
    )
    command = [
        sys.executable,
        "-m",
        "uvicorn",
        "carevisit.app:make",
        "--factory",
        "--port",
        str(port),
        "--log-level",
        "debug",
    ]
    with log.open("wb") as words:
        process = subprocess.Popen(
            command,
            env=other.environment(PYTHONASYNCIODEBUG="", CAREVISIT_LOG_LEVEL="debug"),
            stdout=words,
            stderr=words,
        )
    try:
        until_it_answers(other, lambda: process.poll() is None)
        yield Logged(other, log)
    finally:
        other.close()
        process.terminate()
        process.wait(20)


def told() -> dict[str, Any]:
    return registration(
        external_id="LD-1",
        name="欧阳翠萍",
        id_number=ELDER_ID,
        phone="13899887766",
        tier_told="key",
        residence={"place": VILLAGE, "detail": "紫藤巷七十七号", "group": "紫藤组"},
        household_registration={"detail": "户籍在紫藤"},
        emergency_contact={"name": "司马建国", "relationship": "son", "phone": "13899887755"},
        medical_history="脑梗后遗症",
        income_source="卖菜所得",
        monthly_income_yuan=7653.21,
        disability_certificate={"number": CERTIFICATE},
        health_management={"managed": True, "doctor": "扁鹊医生", "signed_on": "2026-01-05"},
        family={
            "spouse": {
                "status": "living",
                "name": "独孤老伴",
                "phone": "13899887711",
                "lives": {"place": "350200", "place_note": "紫藤疗养院"},
            },
            "children": [
                {
                    "name": "司马小宝",
                    "id_number": CHILD_ID,
                    "phone": "13899887744",
                    "spouse": {"name": "轩辕儿媳", "phone": "13899887722"},
                }
            ],
        },
        supporters=[{"name": "公孙侄子"}],
        carers=[{"name": "令狐邻居"}],
        helper={"name": "慕容书记"},
        care_agreement={"with": "宇文受托"},
        help={"by": ["village"], "person": "东方责任"},
        worker={"name": "尉迟登记"},
        living={"benefits": {"items": ["紫藤津贴"]}},
    )


def made(elder: str, **more: Any) -> dict[str, Any]:
    at = (clock.now() - timedelta(hours=1)).isoformat()
    return (
        visit(
            elder,
            mode="other",
            mode_note="紫藤方式说明",
            note="紫藤记录备注",
            needs_and_action="紫藤需求落实",
            visitor={"id": "VISITOR-7788", "name": "诸葛网格", "category": "volunteer", "unit": "紫藤志愿队"},
            health={"illness": {"change": "severe", "name": "帕金森综合征"}},
            needs=[{"kind": "other", "note": "紫藤需求说明"}],
            position={"lat": 25.4567891, "lon": 119.1234567},
            risks=[
                {
                    "kind": "fall",
                    "severity": "major",
                    "note": "紫藤风险说明",
                    "emergency_call": {"number": "120", "at": at, "by": "夏侯呼救"},
                    "family_contacts": [{"who": "上官邻居", "at": at, "reached": True}],
                }
            ],
        )
        | more
    )


def found_in(text: str) -> list[str]:
    return [secret for secret in SECRETS if secret in text]


@pytest.fixture(scope="module")
def elder(logged: Logged) -> str:
    """The elder whose every word is distinctive, after everything that may happen has happened to her."""
    world = logged.world
    answer = world.as_("guide").post("/v1/elders", json=told())
    assert answer.status_code == 201, answer.text
    id: str = answer.json()["id"]
    assert world.as_("agency").post("/v1/visits", json=made(id)).status_code == 201
    changed = {"phone": "13899887733", "medical_history": "脑梗后遗症"}
    amended = world.as_("guide").patch(f"/v1/elders/{id}", json=changed, headers={"If-Match": '"v1"'})
    assert amended.status_code == 200, amended.text
    move = {"place": NEXT_VILLAGE, "detail": "紫藤巷七十七号"}
    moved = world.as_("guide").post(
        f"/v1/elders/{id}/transfer", json=move, headers={"If-Match": amended.headers["ETag"]}
    )
    assert moved.status_code == 200, moved.text
    search = world.as_("guide").post("/v1/elders/search", json={"name": "欧阳翠萍", "id_number": ELDER_ID})
    assert [i["id"] for i in search.json()["items"]] == [id]
    return id


def test_who_may_reads_the_words(logged: Logged, elder: str) -> None:
    world = logged.world
    file = world.as_("guide").get(f"/v1/elders/{elder}").text
    visits = world.as_("guide").get("/v1/visits", params={"elder_id": elder}).json()["items"]
    record = world.as_("guide").get(f"/v1/visits/{visits[0]['id']}").text
    assert {"欧阳翠萍", ELDER_ID, "司马小宝", "7653.21"} <= set(found_in(file))
    assert {"诸葛网格", "帕金森综合征", "紫藤记录备注", "25.4567891"} <= set(found_in(record))


def test_the_feed_the_timeline_and_the_status_hold_no_words(logged: Logged, elder: str) -> None:
    world = logged.world
    for who in ("guide", "platform", "liaison", "agency", "next_liaison", "next_agency"):
        assert found_in(world.as_(who).get("/v1/feed", params={"limit": 1000, "wait": 1}).text) == [], who
    for who in ("guide", "next_liaison", "next_agency"):
        for what in ("timeline", "status"):
            assert found_in(world.as_(who).get(f"/v1/elders/{elder}/{what}").text) == [], (who, what)
    assert found_in(world.as_("guide").get("/v1/visits", params={"elder_id": elder}).text) == []


def test_errors_never_repeat_what_was_sent(logged: Logged, elder: str) -> None:
    world, guide = logged.world, logged.world.as_("guide")
    world.token("guide")
    here = {"place": NEXT_VILLAGE, "detail": "紫藤巷七十七号"}
    answers = [
        guide.post("/v1/elders", json=told() | {"external_id": "LD-2", "residence": here}),  # already registered
        guide.post("/v1/elders", json=told()),  # the same number, now another file's place: a replay
        guide.post("/v1/elders", json=told() | {"name": "欧阳翠萍二"}),
        guide.post("/v1/elders", json=told() | {"id_number": ELDER_ID[:17] + ("0" if ELDER_ID[17] != "0" else "1")}),
        guide.post("/v1/elders", json=told() | {"sex": "male"}),
        guide.post("/v1/elders", json=told() | {"external_id": ELDER_ID}),
        guide.post("/v1/elders", json=told() | {"欧阳翠萍": 1, "phone": "紫藤巷七十七号"}),
        guide.post("/v1/visits", json=made(elder, services=["紫藤记录备注"], record_no="13899887766")),
        guide.post("/v1/visits", json=made(elder, started_at="紫藤记录备注")),
        guide.post(
            "/v1/visits", content=('{"note": "紫藤记录备注", }').encode(), headers={"Content-Type": "application/json"}
        ),
        guide.post("/v1/elders/search", json={"name": "欧阳翠萍", "住址": "紫藤巷七十七号"}),
        guide.get("/v1/elders", params={"name": "欧阳翠萍", "place": ELDER_ID}),
        guide.get("/v1/elders/欧阳翠萍"),
        guide.get("/v1/elders", params={"cursor": "欧阳翠萍"}),
        guide.get("/欧阳翠萍"),
        httpx.post(
            f"{world.base_url}/oauth/token",
            data={"grant_type": "password", "username": "欧阳翠萍", "password": ELDER_ID},
        ),
    ]
    statuses = [a.status_code for a in answers]
    assert all(s >= 400 for i, s in enumerate(statuses) if i != 1), statuses
    assert all(s < 500 for s in statuses), statuses
    for answer in answers:
        if answer.status_code >= 400:
            assert found_in(answer.text) == [], answer.text
            assert found_in(str(answer.headers)) == []


def test_the_metrics_count_and_name_nobody(logged: Logged, elder: str) -> None:
    metrics = httpx.get(f"{logged.world.base_url}/metrics").text
    assert "carevisit_requests_total" in metrics
    assert "/v1/elders/{elder_id}" in metrics
    assert elder not in metrics
    assert found_in(metrics) == []


def test_no_table_holds_a_word_but_as_ciphertext(logged: Logged, elder: str) -> None:
    assert elder
    with psycopg.connect(logged.world.owner_url) as owner:
        tables = [
            t
            for (t,) in owner.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()").fetchall()
        ]
        assert {"entry", "sealed", "head", "said", "visit", "feed", "search_tag", "person"} <= set(tables)
        for table in tables:
            rows = owner.execute(sql.SQL("SELECT t::text FROM {} t").format(sql.Identifier(table))).fetchall()
            text = "\n".join(row for (row,) in rows)
            assert found_in(text) == [], table
            plain_in_bytes = [secret for secret in SECRETS if secret.encode().hex() in text]
            assert plain_in_bytes == [], table
        settings = owner.execute("SELECT query FROM pg_stat_activity WHERE datname = current_database()").fetchall()
    assert found_in("\n".join(query or "" for (query,) in settings)) == []


def test_the_log_says_nothing_of_anybody(logged: Logged, elder: str) -> None:
    assert elder
    words = logged.log.read_text(encoding="utf-8")
    lines = [json.loads(line) for line in words.splitlines()]  # every one of them, whoever wrote it
    assert {"request", "signed in", "sign-in failed"} <= {line["event"] for line in lines}  # it does log
    assert any(line["event"].startswith("Uvicorn running") for line in lines)
    assert any(line.get("route") == "/v1/elders/{elder_id}" for line in lines)
    assert found_in(words) == []
    assert "%E6%AC%A7%E9%98%B3" not in words  # nor an address that a caller made up
    assert not any(login in words for login, _ in logged.world.secrets.values() if "-" in login)  # nor who signed in
    postgres_log = (logged.world.postgres.home / "postgres.log").read_text(errors="replace")
    assert found_in(postgres_log) == []
