"""The demo, started as a person would start it: a real process, a real PostgreSQL, the commands that it prints."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from carevisit import places
from carevisit.demo import Stopped, Wanted, clean, start
from carevisit.demo.district import imagine
from carevisit.demo.story import TOUR_VILLAGES
from carevisit.policy import CaseTier, NeedState, RiskState, Rung, Tier
from conftest import free_port
from paper.reading import words_of

SMALL = Wanted(elders=40, months=1, seed=53)


# --- the demo, as a process -----------------------------------------------------------------------------------------------


@dataclass
class Running:
    """A demo that runs."""

    home: Path
    port: int
    process: subprocess.Popen[str]
    printed: Path

    @property
    def told(self) -> dict[str, Any]:
        demo: dict[str, Any] = json.loads((self.home / "demo.json").read_text(encoding="utf-8"))
        return demo

    def commands(self) -> dict[str, str]:
        """The printed commands, by their audience."""
        lines = self.printed.read_text().splitlines()
        return {
            lines[n - 1].removeprefix("# ").split(":")[0]: line
            for n, line in enumerate(lines)
            if line.startswith("curl")
        }

    def run(self, who: str) -> dict[str, Any]:
        """Paste a command into a shell."""
        answer: dict[str, Any] = json.loads(self.shell(who))
        return answer

    def shell(self, who: str) -> str:
        """What a command prints; files that it makes are beside the demo."""
        done = subprocess.run(
            ["bash", "-c", self.commands()[who]], capture_output=True, text=True, timeout=20, cwd=self.home.parent
        )
        return done.stdout


def command(home: Path, *arguments: str) -> tuple[list[str], dict[str, str]]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CAREVISIT_")}
    return [sys.executable, "-m", "carevisit", *arguments], environment | {"CAREVISIT_HOME": str(home)}


def begin(home: Path, wanted: Wanted = SMALL, workers: int = 2) -> Running:
    """Start the demo and wait until it has printed the tour."""
    port, printed = free_port(), home.parent / f"printed-{time.monotonic_ns()}"
    arguments, environment = command(
        home, "demo", "--elders", str(wanted.elders), "--months", str(wanted.months), "--seed", str(wanted.seed),
        "--port", str(port), "--workers", str(workers),
    )  # fmt: skip
    with printed.open("w") as out:
        process = subprocess.Popen(
            arguments, env=environment, stdout=out, stderr=subprocess.STDOUT, text=True, start_new_session=True
        )
    running = Running(home, port, process, printed)
    for _ in range(2400):
        if "Ctrl-C stops everything" in printed.read_text():
            return running
        assert process.poll() is None, printed.read_text()
        time.sleep(0.05)
    process.kill()
    raise AssertionError(printed.read_text())


def descendants(pid: int) -> set[int]:
    """Every process that a process started, and those that these started."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    found, more = {pid}, {pid}
    while more:
        more = {child for child, parent in parents.items() if parent in more} - found
        found |= more
    return found


def end(running: Running, how: signal.Signals) -> None:
    """End the demo and see that nothing of it is left."""
    family = descendants(running.process.pid)
    assert len(family) >= 8  # itself, two workers, PostgreSQL with its own
    sockets = {
        line.rpartition("unix_socket_directories=")[2] for pid in family if "unix_socket" in (line := words(pid))
    }
    running.process.send_signal(how)
    assert running.process.wait(20) == 0, running.printed.read_text()
    until = time.monotonic() + 5  # Python's own resource tracker ends a moment after its parent
    while left := [words(pid) for pid in family if lives(pid)]:
        assert time.monotonic() < until, left
        time.sleep(0.05)
    assert len(sockets) == 1
    assert not Path(sockets.pop()).exists()
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", running.port)) != 0


def words(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode().strip()
    except OSError:
        return ""


def lives(pid: int) -> bool:
    """Whether a process goes on; one that has ended and only waits to be counted (Z) does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    running = begin(tmp_path_factory.mktemp("demo") / "home")
    yield running
    if running.process.poll() is None:
        running.process.terminate()
        running.process.wait(20)
    clean(running.home)


def test_the_accounts_and_clients_are_all_told_and_only_to_the_owner(demo: Running) -> None:
    told = demo.told
    assert (demo.home / "demo.json").stat().st_mode & 0o777 == 0o600
    assert told["base_url"] == f"http://127.0.0.1:{demo.port}"
    assert told["district"] == {"code": "350303", "name": "涵江区"}
    roles = Counter(account["role"] for account in told["accounts"])
    assert (roles["province_officer"], roles["city_officer"], roles["supervisor"]) == (1, 1, 1)
    assert roles["guide"] >= 2
    assert [a["place"] for a in told["accounts"] if a["role"] == "liaison"][:3] == list(TOUR_VILLAGES)
    assert Counter(client["role"] for client in told["clients"]) == {"agency": 2, "platform": 1, "app": 1}
    assert all(len(account["password"]) >= 12 for account in told["accounts"])
    for client in told["clients"]:
        form = {
            "grant_type": "client_credentials",
            "client_id": client["client_id"],
            "client_secret": client["client_secret"],
        }
        assert httpx.post(f"{told['base_url']}/oauth/token", data=form).status_code == 200


def test_the_printed_commands_work_as_they_stand(demo: Running) -> None:
    elder = demo.told["elder_id"]
    receipt = demo.run("agency")
    assert receipt["elder_id"] == elder
    assert receipt["counts_towards"][0]["tier"] == Tier.KEY
    for who in ("liaison", "guide", "supervisor"):
        status = demo.run(who)
        assert (status["elder_id"], status["running_no"]) == (elder, receipt["running_no"])
        assert "open_risk" in [flag["code"] for flag in status["flags"]]
        held = {category["code"]: category for category in status["categories"]}
        assert held["living_alone"]["source"] == "derived"
        assert held["living_alone"]["reasons"]
        assert "80" in " ".join(status["tier_reasons"])
    assert demo.run("other liaison")["status"] == 404
    assert demo.run("worklist")["items"]
    assert all(village["on_file"] > 0 for village in demo.run("reviews")["items"])
    assert [demo.run(job)["kind"] for job in ("export", "month")] == ["export.worklist", "form.month"]
    demo.shell("print")
    assert "特殊困难老年人信息登记表" in words_of((demo.home.parent / "form.pdf").read_bytes())
    reported = demo.run("report")
    assert [line["kind"] for line in reported["story"]][1:3] == ["risk.township_told", "risk.called"]
    assert reported["id"] in [risk["id"] for risk in demo.run("township")["items"]]
    assert demo.run("story")["story"][-1]["kind"] == "risk.followed_up"
    assert receipt["id"] in [event["id"] for event in demo.run("platform")["items"]]
    assert len(demo.run("app")["items"]) == 3


@contextmanager
def signed_in(demo: Running) -> Iterator[httpx.Client]:
    """The district's supervisor, at the demo."""
    account = next(account for account in demo.told["accounts"] if account["role"] == "supervisor")
    form = {"grant_type": "password", "username": account["username"], "password": account["password"]}
    base = demo.told["base_url"]
    token = httpx.post(f"{base}/oauth/token", data=form, timeout=20).json()["access_token"]
    with httpx.Client(base_url=base, headers={"Authorization": f"Bearer {token}"}, timeout=20) as client:
        yield client


def test_the_ledger_holds_the_story_and_nothing_waits_to_be_numbered(demo: Running) -> None:
    told = demo.told
    with signed_in(demo) as client:
        elders = client.get("/v1/elders", params={"limit": 500}).json()["items"]
        visits = client.get("/v1/visits", params={"limit": 500}).json()["items"]
        assert client.get("/readyz").json()["pending"] == 0
    planned = imagine(SMALL, places.packaged("350303"), date.fromisoformat(told["made"]["on"]))
    assert sorted(elder["name"] for elder in elders) == sorted(
        act.sheet["name"] for act in planned.acts if act.kind in ("register", "list")
    )
    told_visits = [act for act in planned.acts if act.kind == "visit"]
    days = Counter(act.sheet["started_at"][:10] for act in told_visits)
    assert Counter(visit["day"] for visit in visits if not visit["record_no"].startswith("TOUR-")) == days
    recorded = {visit["record_no"]: visit["recorded_at"] for visit in visits}
    act = told_visits[-1]
    assert datetime.fromisoformat(recorded[act.sheet["record_no"]]) == act.at


def test_needs_and_risks_stand_in_every_state_and_some_are_past_their_time(demo: Running) -> None:
    with signed_in(demo) as client:

        def listed(noun: str, **asked: str) -> list[dict[str, Any]]:
            items: list[dict[str, Any]] = client.get(f"/v1/{noun}", params={"limit": "500", **asked}).json()["items"]
            return items

        needs, risks = listed("needs"), listed("risks")
        assert {need["state"] for need in needs} == set(NeedState)
        assert {risk["state"] for risk in risks} == set(RiskState)
        assert {True, False} == {need["agency"] is None for need in needs if need["state"] == "referred"}
        assert any(need["reopened"] and need["state"] == "raised" for need in needs)
        assert any(set(Rung) == set(risk["rungs"]) for risk in risks)
        late = {
            tier: [*listed("needs", overdue="true", awaits=tier), *listed("risks", overdue="true", awaits=tier)]
            for tier in CaseTier
        }
        assert all(late.values()), {tier: len(cases) for tier, cases in late.items()}
        township, district = ({case["id"] for case in late[tier]} for tier in (CaseTier.TOWNSHIP, CaseTier.DISTRICT))
        assert len(township - district) >= 2  # the next tier sees them, the one after it not yet
        fresh = [risk for risk in risks if risk["township_told_at"] and risk["state"] == "reported"]
        traced = next(risk for risk in fresh if risk["family_reached"] and risk["severity"] == "general")
        story = client.get(f"/v1/risks/{traced['id']}").json()["story"]
        assert [line["kind"] for line in story] == ["risk.reported", "risk.township_told", "risk.family_contacted"]
        long_ago = (date.fromisoformat(demo.told["made"]["on"]) - timedelta(days=40)).isoformat()
        assert not [risk for risk in risks if risk["reported_at"] < long_ago and risk["state"] != "closed"]


def test_a_second_demo_here_and_a_taken_port_are_refused_before_any_work(demo: Running) -> None:
    def serve(*_: object) -> None:
        raise AssertionError("nothing may be served")

    with pytest.raises(Stopped, match="已被占用"):
        start(demo.home, SMALL, demo.port, 1, serve)
    with pytest.raises(Stopped, match="已在运行"):
        start(demo.home, SMALL, free_port(), 1, serve)


def test_it_ends_with_nothing_left_and_starts_again_with_the_same_data(demo: Running) -> None:
    before = demo.told
    end(demo, signal.SIGINT)
    again = begin(demo.home, Wanted(elders=50, months=1, seed=53), workers=1)
    try:
        assert {**again.told, "base_url": ""} == {**before, "base_url": ""}
        assert (
            "clean-demo" in again.printed.read_text()
        )  # 50 elders were asked for: the 40 there are were not replaced silently
        assert again.run("liaison")["elder_id"] == before["elder_id"]
    finally:
        end(again, signal.SIGTERM)
    arguments, environment = command(demo.home, "clean-demo")
    done = subprocess.run(arguments, env=environment, check=True, capture_output=True, text=True, timeout=60)
    assert "已删除" in done.stderr
    assert not demo.home.exists()
