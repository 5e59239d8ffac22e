"""A PostgreSQL of our own: started as root or as anybody, it leaves the machine as it was."""

import json
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from carevisit import embedded

SRC = Path(embedded.__file__).parents[1]
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can try what root would do")
START = """
import json, os, sys, time
from pathlib import Path
from carevisit import embedded
{before}
server = embedded.start(Path(sys.argv[1]), durable=False)
told = {{"url": server.url(), "pid": server.process.pid, "sockets": str(server.sockets), "home": str(server.home)}}
print(json.dumps(told), flush=True)
{after}
"""


@pytest.fixture
def place() -> Iterator[Path]:
    """A directory that anybody may reach, and what was made of it is removed."""
    folder = Path(tempfile.mkdtemp(prefix="carevisit-test-"))
    folder.chmod(0o755)
    yield folder / "home"
    embedded.remove(folder / "home")
    shutil.rmtree(folder, ignore_errors=True)


def modes(place: Path) -> dict[str, tuple[int, int, int]]:
    """Permissions and owners of a directory and of every one above it."""
    found = {}
    for one in (place, *place.resolve().parents):
        if one.exists():
            told = one.stat()
            found[str(one)] = (told.st_mode, told.st_uid, told.st_gid)
    return found


def ask(url: str) -> int:
    with psycopg.connect(url, connect_timeout=5) as connection:
        row = connection.execute("SELECT 53").fetchone()
    assert row is not None
    return int(row[0])


def run(place: Path, before: str = "", after: str = "") -> "subprocess.Popen[str]":
    script = START.format(before=textwrap.dedent(before), after=textwrap.dedent(after))
    command = [sys.executable, "-c", script, str(place)]
    return subprocess.Popen(command, env=os.environ | {"PYTHONPATH": str(SRC)}, stdout=subprocess.PIPE, text=True)


def told_by(process: "subprocess.Popen[str]") -> dict[str, str]:
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line, "it did not start"
    told: dict[str, str] = json.loads(line)
    return told


def test_it_starts_stops_and_starts_again_quickly_with_its_data(place: Path) -> None:
    place.mkdir()
    before = modes(place.parent) | modes(Path(embedded.__file__)) | modes(Path("/var/lib"))
    users = Path("/etc/passwd").read_bytes()
    first = embedded.start(place, durable=False)
    try:
        with psycopg.connect(first.url(), autocommit=True) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 7 AS n")
    finally:
        first.stop()
    assert not first.sockets.exists()
    began = time.monotonic()
    again = embedded.start(place, durable=False)
    took = time.monotonic() - began
    try:
        with psycopg.connect(again.url()) as connection:
            assert connection.execute("SELECT n FROM kept").fetchone() == (7,)
    finally:
        again.stop()
    assert took < 10  # no initdb, no copying: well under a second on a machine that has time
    after = modes(place.parent) | modes(Path(embedded.__file__)) | modes(Path("/var/lib"))
    assert after == before
    assert Path("/etc/passwd").read_bytes() == users


@as_root
def test_started_by_root_it_runs_as_nobody_and_is_nobody_elses_to_read(place: Path) -> None:
    server = embedded.start(place, durable=False)
    try:
        assert ask(server.url()) == 53
        assert os.stat(f"/proc/{server.process.pid}").st_uid == embedded.NOBODY
        assert server.home.stat().st_mode & 0o077 == 0
        assert (server.home / "password").stat().st_mode & 0o177 == 0
        with pytest.raises(psycopg.OperationalError):
            ask(server.url(password="wrong"))
    finally:
        server.stop()


@as_root
def test_where_nobody_cannot_go_the_data_lives_elsewhere_and_no_door_is_opened() -> None:
    closed = Path(tempfile.mkdtemp(prefix="carevisit-test-"))  # 700, root's own
    place, before = closed / "deep" / "home", modes(closed)
    users = Path("/etc/passwd").read_bytes()
    server = embedded.start(place, durable=False)
    try:
        assert ask(server.url()) == 53
        assert not server.home.is_relative_to(closed)
        assert Path((place / "elsewhere").read_text()) == server.home
    finally:
        server.stop()
        elsewhere = server.home
        embedded.remove(place)
        assert modes(closed) == before
        shutil.rmtree(closed)
    assert not elsewhere.exists()
    assert Path("/etc/passwd").read_bytes() == users


def somebody() -> pwd.struct_passwd:
    """A user that this machine knows (initdb asks for the name), who is neither root nor nobody."""
    for one in pwd.getpwall():
        if one.pw_uid not in (0, embedded.NOBODY):
            return one
    pytest.skip("this machine knows no plain user")


@as_root
def test_a_plain_user_starts_it_too(place: Path) -> None:
    user = somebody()
    place.mkdir()
    os.chown(place, user.pw_uid, user.pw_gid)
    become = f"""
        import psycopg, selectors, tempfile, secrets, encodings.idna  # what is under root's home is loaded before it closes
        os.setgroups([]); os.setgid({user.pw_gid}); os.setuid({user.pw_uid}); os.environ["HOME"] = sys.argv[1]
    """
    process = run(place, before=become, after="server.stop()")
    told = told_by(process)
    assert process.wait(30) == 0
    assert Path(told["home"]) == place
    assert place.stat().st_mode & 0o777 == 0o700
    assert place.stat().st_uid == user.pw_uid
    assert (place / "data").stat().st_uid == user.pw_uid
    assert not Path(told["sockets"]).exists()


def test_after_kill_9_of_the_program_that_started_it_it_starts_again(place: Path) -> None:
    process = run(place, after="time.sleep(600)")
    told = told_by(process)
    try:
        with psycopg.connect(told["url"], autocommit=True) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 7 AS n")
        process.send_signal(signal.SIGKILL)
        process.wait(10)
        assert ask(told["url"]) == 53  # the server outlives who started it
        server = embedded.start(place, durable=False)
        try:
            with psycopg.connect(server.url()) as connection:
                assert connection.execute("SELECT n FROM kept").fetchone() == (7,)
            assert server.process.pid != int(told["pid"])
        finally:
            server.stop()
    finally:
        shutil.rmtree(told["sockets"], ignore_errors=True)


def test_after_kill_9_of_the_server_itself_it_starts_again(place: Path) -> None:
    server = embedded.start(place, durable=False)
    server.process.kill()
    server.process.wait(10)
    again = embedded.start(place, durable=False)
    try:
        assert ask(again.url()) == 53
    finally:
        server.stop()
        again.stop()


def test_nothing_listens_on_the_network_and_no_statement_is_logged(place: Path) -> None:
    server = embedded.start(place, durable=False)
    try:
        with psycopg.connect(server.url(), autocommit=True) as connection:
            assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
            with pytest.raises(psycopg.errors.InvalidTextRepresentation):
                connection.execute("SELECT 'Zq7Sentinel9'::int")
        assert "Zq7Sentinel9" not in (server.home / "postgres.log").read_text(errors="replace")
    finally:
        server.stop()
