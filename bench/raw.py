"""pgbench: the raw ceiling of this PostgreSQL on this machine, and other scripts without the service."""

import os
import re
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psycopg

from .processors import of_our_children, processor_seconds
from .scene import Scene

CLIENTS = (1, 16, 32, 64)
_TABLES = """
CREATE TABLE raw_entry (subject int, version int, body text NOT NULL, at timestamptz NOT NULL,
  PRIMARY KEY (subject, version));
CREATE TABLE raw_head (subject int PRIMARY KEY, version int NOT NULL, status text NOT NULL) WITH (fillfactor = 70);
CREATE TABLE raw_view (subject int PRIMARY KEY, visits int NOT NULL, last_at timestamptz NOT NULL) WITH (fillfactor = 70);
CREATE SEQUENCE raw_version;
"""
_BODY = '{"mode": "in_home", "outcome": "met", "marks": "' + "unchanged " * 25 + '"}'
_SCRIPT = f"""
\\set n random(1, 2000)
BEGIN;
INSERT INTO raw_entry VALUES (:n, nextval('raw_version'), '{_BODY.replace(": ", " ")}', clock_timestamp());
INSERT INTO raw_head VALUES (:n, 1, 'active')
  ON CONFLICT (subject) DO UPDATE SET version = raw_head.version + 1, status = excluded.status;
INSERT INTO raw_view VALUES (:n, 1, clock_timestamp())
  ON CONFLICT (subject) DO UPDATE SET visits = raw_view.visits + 1, last_at = excluded.last_at;
COMMIT;
"""


@dataclass(frozen=True)
class Pace:
    """The result of a round of pgbench: transactions per second, and processor time per transaction."""

    per_second: float
    cpu_us: float


class RawCeiling:
    """One insert and two upserts between BEGIN and COMMIT: five statements, as durable as the service's."""

    def __init__(self, scene: Scene) -> None:
        self._scene, self._database = scene, scene.copy("raw", of=None)
        with psycopg.connect(scene.owner_url(self._database), autocommit=True) as owner:
            for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                row = owner.execute("SELECT current_setting(%s)", (setting,)).fetchone()
                assert row == ("on",), f"{setting} is off: what it costs would be left out"
            owner.execute(_TABLES)

    def round(self, clients: int, seconds: float) -> Pace:
        """Run it for some seconds."""
        return pgbench(self._scene, self._scene.owner_url(self._database), _SCRIPT, clients, seconds)


def pgbench(scene: Scene, url: str, script: str, clients: int, seconds: float) -> Pace:
    """Run a script by pgbench with prepared statements. Raises RuntimeError."""
    parts = urlsplit(url)
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
        file.write(script)
        file.flush()
        command = [
            str(scene.postgres.bin / "pgbench"), "-n", "-M", "prepared", "-f", file.name, "-c", str(clients),
            "-j", str(min(clients, 2)), "-T", str(max(1, round(seconds))), "-h", parse_qs(parts.query)["host"][0],
            "-U", str(parts.username), parts.path.lstrip("/"),
        ]  # fmt: skip
        environment = {"PATH": os.environ["PATH"], "PGPASSWORD": str(parts.password), "LC_ALL": "C.UTF-8"}
        before = _spent(scene)
        done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=Path(file.name).parent)
    found = re.search(r"^tps = ([\d.]+)", done.stdout, re.MULTILINE)
    failed = re.search(r"^number of failed transactions: ([1-9]\d*)", done.stdout, re.MULTILINE)
    if done.returncode or not found or failed:
        raise RuntimeError(f"pgbench: {done.stderr.strip()[-600:] or done.stdout[-600:]}")
    count = re.search(r"actually processed: (\d+)", done.stdout)
    assert count
    return Pace(float(found[1]), (_spent(scene) - before) / int(count[1]) * 1e6)


def _spent(scene: Scene) -> float:
    return processor_seconds(scene.postgres.process.pid) + of_our_children()
