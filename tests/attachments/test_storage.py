"""Where files lie: what a crash leaves behind, what is swept, what verify finds, and what happens while the storage is away."""

import os
import stat
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from uuid import UUID

import httpx
import psycopg
import pytest

from attachments.files import JPEG, PNG, attach, attached, content, listed
from attachments.test_attaching import WHY, files_of, records, removal, rows
from carevisit import clock
from carevisit.attachments import Blobs
from carevisit.settings import Settings, UnsafeSettings
from conftest import World, free_port, serve
from test_cli import carevisit
from visits.mending import code


def command(world: World, *words: str, **more: str) -> "subprocess.CompletedProcess[str]":
    """A command of the program, over a world."""
    environment = {name: value for name, value in world.environment(**more).items() if name.startswith("CAREVISIT_")}
    return carevisit(*words, **environment)


def aged(path: Path, hours: float) -> Path:
    then = clock.wall().timestamp() - hours * 3600
    os.utime(path, (then, then))
    return path


def swept(world: World) -> int:
    done = command(world, "attachments", "sweep")
    assert done.returncode == 0, done.stdout + done.stderr
    return int((done.stdout + done.stderr).split("✓")[1].split()[0])


def test_a_crash_between_file_and_entry_leaves_an_orphan_that_is_swept_when_it_is_a_day_old(world: World) -> None:
    record = records(world)
    kept = attached(world, "agency", record["visit"])
    before = files_of(world)
    victim = World(
        world.postgres, world.database, world.keys, world.keys_file, world.secrets, f"http://127.0.0.1:{free_port()}"
    )
    process = serve(victim, int(victim.base_url.rpartition(":")[2]))
    token = victim.token("agency")
    with psycopg.connect(world.owner_url) as owner, ThreadPoolExecutor() as pool:
        owner.execute(
            "SELECT FROM head WHERE subject = %s FOR UPDATE", (record["elder"],)
        )  # nobody may write in it now

        def upload() -> int:
            with suppress(httpx.TransportError):
                url = f"{victim.base_url}/v1/{record['visit']}/attachments"
                headers = {"Authorization": f"Bearer {token}"}
                return httpx.post(url, files={"file": ("b.png", PNG)}, headers=headers, timeout=20).status_code
            return 0

        answer = pool.submit(upload)
        for _ in range(400):
            if files_of(world) - before:
                break
            time.sleep(0.005)
        process.kill()
        process.wait()
        assert answer.result() == 0  # nothing was acknowledged
    (orphan,) = files_of(world) - before
    assert [item["id"] for item in listed(world, "agency", record["visit"])] == [kept["id"]]
    told = rows(world, "SELECT id FROM entry WHERE kind = 'attachment.added' AND subject = %s", record["elder"])
    assert [str(row["id"]) for row in told] == [kept["id"]]
    assert swept(world) == 0  # it might still be on its way into the ledger
    for path in before:
        aged(path, 1000)  # what belongs to an attachment stays, however old
    aged(orphan, 25)
    aged(next(iter(before)), 25)
    assert swept(world) == 1
    assert files_of(world) == before
    assert content(world, "agency", kept["id"]).content == JPEG


def test_a_write_that_was_broken_off_and_what_is_not_ours_are_told_apart(world: World) -> None:
    attached(world, "agency", records(world)["visit"])
    before = files_of(world)
    folder = next(iter(before)).parent
    staged = folder / f"{UUID(int=7).hex}#1"
    staged.write_bytes(b"half of a file")
    aged(staged, 30)
    young = folder / f"{UUID(int=8).hex}#1"
    young.write_bytes(b"half of a file")
    strange = world.files / "README"
    strange.write_text("somebody's own")
    aged(strange, 1000)
    assert swept(world) == 1
    assert files_of(world) == before | {young, strange}
    young.unlink()
    strange.unlink()


def test_a_removal_whose_file_could_not_be_deleted_is_finished_by_the_sweeper(world: World) -> None:
    record = records(world)["visit"]
    before = files_of(world)
    id = attached(world, "agency", record)["id"]
    (path,) = files_of(world) - before
    sealed = path.read_bytes()
    assert removal(world, "agency", id).status_code == 201
    path.write_bytes(sealed)  # as if deleting had failed
    assert swept(world) == 0
    aged(path, 25)
    assert swept(world) == 1
    assert files_of(world) == before


def test_what_waits_for_a_rebuild_is_not_swept(world: World) -> None:
    """The sweeper asks the ledger: a view that is empty would have it delete every file."""
    record = records(world)
    attached(world, "agency", record["visit"])
    before = files_of(world)
    for path in before:
        aged(path, 100)
    with psycopg.connect(world.owner_url) as owner:
        owner.execute("DELETE FROM attachment WHERE elder_id = %s", (record["elder"],))
        owner.execute("UPDATE head SET views_version = 0 WHERE subject = %s", (record["elder"],))
    assert swept(world) == 0
    assert files_of(world) == before
    assert command(world, "rebuild", "--stale").returncode == 0
    assert len(listed(world, "agency", record["visit"])) == 1


def test_verify_finds_attachments_whose_file_is_missing_or_cut_short(world: World) -> None:
    record = records(world)["visit"]
    before = files_of(world)
    ids = [attached(world, "agency", record, JPEG, f"{n}.jpg")["id"] for n in range(3)]
    assert removal(world, "agency", ids[2]).status_code == 201  # is not missed
    assert command(world, "verify", "--attachments").returncode == 0
    one, two = files_of(world) - before
    sealed = one.read_bytes(), two.read_bytes()
    one.unlink()
    two.write_bytes(sealed[1][:-5])
    found = command(world, "verify", "--attachments")
    told = found.stdout + found.stderr
    assert found.returncode == 1
    assert "is not there" in told
    assert "is not of its length" in told
    assert sum(id in told for id in ids) == 2
    assert command(world, "verify").returncode == 0  # asks the database alone
    one.write_bytes(sealed[0])
    two.write_bytes(sealed[1])
    assert command(world, "verify", "--attachments").returncode == 0


def test_while_the_storage_is_away_nothing_is_attached_and_removals_go_on(world: World) -> None:
    record = records(world)["visit"]
    id = attached(world, "agency", record)["id"]
    aside = world.files.rename(world.files.with_name(world.files.name + "-aside"))
    world.files.write_text("not a folder")
    try:
        answer = attach(world, "agency", record)
        assert code(answer) == (503, "storage_unavailable")
        assert "Retry-After" in answer.headers
        assert str(world.files) not in answer.text
        assert [item["id"] for item in listed(world, "agency", record)] == [id]
        assert code(content(world, "agency", id)) in ((410, "attachment_lost"), (503, "storage_unavailable"))
        assert removal(world, "agency", id, WHY).status_code == 201  # its file waits for the sweeper
    finally:
        world.files.unlink()
        aside.rename(world.files)
    attached(world, "agency", record)


def test_files_lie_beside_the_key_file_unless_it_is_said_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CAREVISIT_ATTACHMENTS_DIR", raising=False)
    settings = Settings(keys_file=tmp_path / "deep" / "keys.json")
    assert settings.attachments_folder == tmp_path / "deep" / "attachments"
    Blobs.of(settings)
    assert stat.S_IMODE((tmp_path / "deep" / "attachments").stat().st_mode) == 0o700
    (tmp_path / "taken").write_text("")
    with pytest.raises(UnsafeSettings, match="CAREVISIT_ATTACHMENTS_DIR"):
        Blobs.of(Settings(attachments_dir=tmp_path / "taken" / "attachments"))


@pytest.mark.parametrize("changes", [{"attachment_max_bytes": 10}, {"attachment_max_bytes": 1 << 40}])
def test_a_limit_that_makes_no_sense_is_refused(changes: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="attachment_max_bytes"):
        Settings(**changes)  # type: ignore[arg-type]
