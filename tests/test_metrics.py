"""What Prometheus reads: small, bounded, complete over several processes, and not for everybody."""

import itertools
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from prometheus_client import REGISTRY
from prometheus_client.parser import text_string_to_metric_families

from carevisit import metrics
from carevisit.running import Readings
from carevisit.settings import Keys
from conftest import STAFF, World, free_port
from kept import DOCUMENT
from served import Served, served

MOST = 80_000  # bytes
OPERATIONS = [(method.upper(), path) for path, item in DOCUMENT["paths"].items() for method in item]


def values(text: str) -> dict[str, float]:
    """Every sample by its name and labels, as it is written."""
    return {
        f"{sample.name}{dict(sorted(sample.labels.items())) or ''}": sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


@pytest.fixture(scope="module")
def port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def service(world: World, port: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Two processes that count together, shown on a port of their own."""
    log = tmp_path_factory.mktemp("log") / "server.log"
    with served(world, log, "--workers", "2", CAREVISIT_METRICS_PORT=str(port)) as one:
        yield one


@pytest.fixture(scope="module")
def after_traffic(service: Served, port: int) -> str:
    """What the port shows after everybody has signed in, and four of them have asked every route, with and without sense."""
    elder = service.world.register()
    service.world.hand_in("agency", elder)
    for who in (*STAFF, "platform"):
        service.world.token(who)
        service.world.as_(who).get("/v1/me")
    for who, (method, path) in itertools.product(("supervisor", "liaison", "agency", "nobody"), OPERATIONS):
        if who == "nobody" or not path.startswith("/oauth/"):
            concrete = re.sub(r"\{elder_id\}", elder, path)
            concrete = re.sub(r"\{\w+\}", str(uuid4()), concrete)
            service.world.as_(who).request(method, concrete, json={} if method in ("POST", "PUT", "PATCH") else None)
    time.sleep(2 * Readings.pause_s)  # by then each process has read its own gauges since
    return httpx.get(f"http://127.0.0.1:{port}/metrics").text


def test_after_traffic_on_every_route_all_of_it_is_small(after_traffic: str) -> None:
    counted = re.findall(r'carevisit_requests_total{method="(\w+)",route="([^"]+)"', after_traffic)
    assert set(OPERATIONS) <= set(counted)
    assert len(after_traffic.encode()) < MOST
    assert "_created" not in after_traffic


def test_two_processes_show_one_sum_and_no_process_by_itself(after_traffic: str) -> None:
    assert "pid=" not in after_traffic
    shown = values(after_traffic)
    assert shown["carevisit_pool_connections{'pool': 'carevisit'}"] >= 4  # two of two processes
    assert shown["carevisit_pool_requests_total{'pool': 'carevisit'}"] > 100
    assert shown["carevisit_sign_ins_total{'grant': 'password', 'outcome': 'succeeded'}"] >= 7
    assert shown["carevisit_hashing"] == 0
    assert shown["carevisit_pending_entries"] >= 0
    assert shown["carevisit_fold_seconds_count{'how': 'step'}"] >= 1
    assert shown["carevisit_book_open_seconds_count"] >= 2
    assert shown["carevisit_problems_total{'code': 'unauthorized'}"] > 10


def test_no_label_is_of_a_callers_making(service: Served, after_traffic: str, port: int) -> None:
    before = set(values(after_traffic))
    for turn in range(3):
        httpx.get(f"{service.world.base_url}/v1/made-up-{turn}", params={"q": turn})
        httpx.request(f"MADE{turn}", f"{service.world.base_url}/v1/me")
    after = httpx.get(f"http://127.0.0.1:{port}/metrics").text
    assert "made-up" not in after
    assert "MADE" not in after
    assert len(set(values(after)) - before) < 15  # `other`, and what the readings add


def test_on_a_port_of_their_own_the_metrics_are_not_beside_the_api(service: Served) -> None:
    assert httpx.get(f"{service.world.base_url}/metrics").status_code == 404


def test_a_process_that_serves_alone_shows_its_own_metrics_on_the_port(world: World, tmp_path: Path) -> None:
    port = free_port()
    with served(world, tmp_path / "server.log", CAREVISIT_METRICS_PORT=str(port)):
        text = httpx.get(f"http://127.0.0.1:{port}/metrics").text
    assert "carevisit_pending_entries" in text
    assert "_created" not in text


def test_behind_a_token_they_are_for_who_bears_it(world: World, tmp_path: Path) -> None:
    with served(world, tmp_path / "server.log", CAREVISIT_METRICS_TOKEN="rather-secret-令牌") as one:
        url = f"{one.world.base_url}/metrics"
        for header in (None, "Bearer wrong", "Basic rather", f"Bearer {one.world.token('guide')}"):
            refused = httpx.get(url, headers={"Authorization": header} if header else {})
            assert refused.status_code == 401, header
            assert refused.json()["code"] == "unauthorized"
        shown = httpx.get(url, headers=[(b"Authorization", "Bearer rather-secret-令牌".encode())])
        assert shown.status_code == 200, shown.text
        assert "carevisit_requests_total" in shown.text


def test_in_production_without_a_port_or_a_token_nobody_has_them(world: World, tmp_path: Path) -> None:
    keys = tmp_path / "keys.json"
    Keys.read(world.keys_file).model_copy(update={"made_for": "production"}).write(keys)
    production = {
        "CAREVISIT_ENVIRONMENT": "production", "CAREVISIT_KEYS_FILE": str(keys),
        "CAREVISIT_BASE_URL": "https://x.example", "CAREVISIT_ATTACHMENTS_DIR": str(world.files),
    }  # fmt: skip
    with served(world, tmp_path / "server.log", **production) as one:
        assert httpx.get(f"{one.world.base_url}/metrics").status_code == 404


# --- readings -------------------------------------------------------------------------------------------------------------


def test_a_gauge_shows_what_its_callable_answers_when_readings_are_taken() -> None:
    queue = [1, 2, 3]
    metrics.gauge_of("carevisit_test_queue", "A queue", lambda: len(queue), gate="visits")
    metrics.gauge_of("carevisit_test_queue", "A queue", lambda: 7, gate="feed")
    metrics.take_readings()
    assert REGISTRY.get_sample_value("carevisit_test_queue", {"gate": "visits"}) == 3
    assert REGISTRY.get_sample_value("carevisit_test_queue", {"gate": "feed"}) == 7
    queue.clear()
    metrics.gauge_of("carevisit_test_queue", "A queue", lambda: 9, gate="feed")  # an app built anew takes its place
    metrics.take_readings()
    assert REGISTRY.get_sample_value("carevisit_test_queue", {"gate": "visits"}) == 0
    assert REGISTRY.get_sample_value("carevisit_test_queue", {"gate": "feed"}) == 9


def test_a_total_grows_by_what_its_callable_has_grown_and_never_falls() -> None:
    counted = iter((5.0, 8.0, 2.0, 4.0))  # the third: what it counts began anew
    metrics.total_of("carevisit_test_done", "What was done", lambda: next(counted))
    shown = []
    for _ in range(4):
        metrics.take_readings()
        shown.append(REGISTRY.get_sample_value("carevisit_test_done_total"))
    assert shown == [5, 8, 8, 10]
    metrics._readings.clear()


ENDED = "from carevisit import metrics; metrics.HASHING.set(5); metrics.REQUESTS.labels('GET', '/x', '2xx').inc()"
SHOWN = "from carevisit import metrics; print(metrics.exposition().decode())"


def test_of_a_process_that_ended_the_counts_stay_and_what_it_held_at_last_does_not(tmp_path: Path) -> None:
    environment = os.environ | {
        "PROMETHEUS_MULTIPROC_DIR": str(tmp_path), "PYTHONPATH": str(Path(metrics.__file__).parents[1]),
    }  # fmt: skip
    subprocess.run([sys.executable, "-c", ENDED], env=environment, check=True)
    assert list(tmp_path.glob("gauge_livesum_*.db"))
    done = subprocess.run([sys.executable, "-c", SHOWN], env=environment, check=True, capture_output=True, text=True)
    shown = values(done.stdout)
    assert shown["carevisit_requests_total{'method': 'GET', 'route': '/x', 'status': '2xx'}"] == 1
    assert shown.get("carevisit_hashing", 0) == 0
