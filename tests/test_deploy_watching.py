"""What an operator imports: every metric that a rule or a panel names is shown, and every alert is explained."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from carevisit.errors import Problem
from carevisit.settings import ROOT
from conftest import World

RULES = ROOT / "deploy" / "prometheus" / "alerts.yml"
DASHBOARD = ROOT / "deploy" / "grafana" / "carevisit.json"
OPERATIONS = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")


def alerts() -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = yaml.safe_load(RULES.read_text(encoding="utf-8"))["groups"][0]["rules"]
    return told


def queries() -> list[str]:
    panels = json.loads(DASHBOARD.read_text(encoding="utf-8"))["panels"]
    return [rule["expr"] for rule in alerts()] + [target["expr"] for panel in panels for target in panel["targets"]]


def test_every_metric_that_is_asked_for_is_one_that_a_living_service_shows(world: World) -> None:
    shown = httpx.get(f"{world.base_url}/metrics").text
    families = set(re.findall(r"^# TYPE (carevisit_\w+) ", shown, re.M))
    histograms = set(re.findall(r"^# TYPE (carevisit_\w+) histogram", shown, re.M))
    there = families | {f"{name}_{part}" for name in histograms for part in ("bucket", "count", "sum")}
    asked = {name for query in queries() for name in re.findall(r"\bcarevisit_\w+", query)}
    assert asked - there == set()
    plain = {re.sub(r"_(bucket|count|sum)$", "", name) for name in asked}
    assert {
        name for name in families if not name.startswith("carevisit_test_")
    } - plain == set()  # and nothing is measured for nobody


def test_every_code_that_a_rule_names_is_a_problem_of_ours() -> None:
    codes = {kind.code() for kind in Problem.every()}
    named = {code for query in queries() for code in re.findall(r'code="(\w+)"', query)}
    assert named
    assert named <= codes


@pytest.mark.parametrize("alert", alerts(), ids=lambda alert: alert["alert"])
def test_every_alert_has_its_section_that_says_what_to_do(alert: dict[str, Any]) -> None:
    assert alert["annotations"]["runbook_url"] == f"docs/operations.md#{alert['alert'].lower()}"
    section = re.search(rf"^### {alert['alert']}$\n(.*?)(?=^##|\Z)", OPERATIONS, re.M | re.S)
    assert section, f"docs/operations.md has no section {alert['alert']}"
    assert len(section[1].split()) > 20
    assert alert["labels"]["severity"] in ("page", "ticket")
    assert re.search(r"[\u4e00-\u9fff]", alert["annotations"]["summary"])


def test_no_section_explains_an_alert_that_is_not_there() -> None:
    assert set(re.findall(r"^### (Carevisit\w+)$", OPERATIONS, re.M)) == {alert["alert"] for alert in alerts()}


@pytest.mark.skipif(shutil.which("promtool") is None, reason="promtool is not installed (Debian: prometheus)")
def test_the_rules_fire_when_they_must_and_only_then() -> None:
    for words in (["check", "rules", str(RULES)], ["test", "rules", str(Path(RULES).with_name("alerts_test.yml"))]):
        done = subprocess.run(["promtool", *words], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
