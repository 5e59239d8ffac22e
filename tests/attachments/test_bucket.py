"""The same with an S3-compatible storage, a real one: SeaweedFS."""

import subprocess
import time
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from pydantic import SecretStr

from attachments.conftest import Bucket
from attachments.files import JPEG, KINDS, PDF, attach, attached, content, listed
from attachments.test_attaching import records, removal
from attachments.test_storage import command
from carevisit import clock
from carevisit.attachments import Blobs, sweep
from carevisit.attachments.storage import Stored
from carevisit.database import Sight
from carevisit.ledger import Ledger
from carevisit.settings import Settings, UnsafeSettings
from conftest import World, free_port, living
from visits.mending import code


@pytest.fixture(scope="module")
def world(template: World, bucket: Bucket) -> Iterator[World]:
    """A world whose files lie in a bucket."""
    with living(template, **bucket.environment) as one:
        yield one


def blobs_in(bucket: Bucket) -> Blobs:
    return Blobs.of(
        Settings(
            attachments_s3_bucket=bucket.name, attachments_s3_endpoint=bucket.endpoint,
            attachments_s3_access_key_id=SecretStr(bucket.key_id), attachments_s3_secret_access_key=SecretStr(bucket.secret),
        )
    )  # fmt: skip


def objects(world: World, bucket: Bucket) -> dict[UUID, Stored]:
    async def work(_: Ledger) -> dict[UUID, Stored]:
        return {one.blob: one async for one in blobs_in(bucket).every() if one.blob}

    return world.run(work)


def test_files_of_every_kind_go_into_the_bucket_sealed_and_come_back(world: World, bucket: Bucket) -> None:
    record = records(world)["visit"]
    before = set(objects(world, bucket))
    told = [attached(world, "agency", record, bytes_, name, kind) for kind, (name, bytes_) in KINDS.items()]
    now = objects(world, bucket)
    assert len(set(now) - before) == len(KINDS)
    assert sorted(now[blob].size for blob in set(now) - before) == sorted(item["size"] + 29 for item in told)
    for item, (_, bytes_) in zip(told, KINDS.values(), strict=True):
        assert content(world, "guide", item["id"]).content == bytes_

    async def sealed(_: Ledger) -> list[bytes | None]:
        return [await blobs_in(bucket).get(blob) for blob in set(now) - before]

    for one in world.run(sealed):
        assert one is not None
        assert one[:1] == b"\x01"
        assert not any(bytes_[:4] in one[:60] for _, bytes_ in KINDS.values())
    assert not world.files.exists()  # nothing lies in a folder


def test_ten_mebibytes_go_through_a_bucket_too(world: World) -> None:
    whole = PDF + b"\x5a" * (10 * 1024 * 1024 - len(PDF))
    id = attached(world, "agency", records(world)["visit"], whole, "a.pdf", "application/pdf")["id"]
    assert content(world, "agency", id).content == whole


def test_what_is_removed_refused_or_repeated_leaves_no_object(world: World, bucket: Bucket) -> None:
    record = records(world)["visit"]
    before = set(objects(world, bucket))
    id = attached(world, "agency", record, idempotency_key="bucket-1")["id"]
    assert attach(world, "agency", record, idempotency_key="bucket-1").json()["id"] == id
    assert len(set(objects(world, bucket)) - before) == 1
    assert removal(world, "agency", id).status_code == 201
    assert set(objects(world, bucket)) == before
    assert code(content(world, "agency", id)) == (410, "attachment_removed")


def test_orphans_are_swept_and_losses_are_found_in_a_bucket(world: World, bucket: Bucket) -> None:
    record = records(world)["visit"]
    before = set(objects(world, bucket))
    id, orphan, store = attached(world, "agency", record)["id"], uuid4(), blobs_in(bucket)
    (kept,) = set(objects(world, bucket)) - before

    async def swept(book: Ledger) -> int:
        await store.put(orphan, b"left behind")
        async with book.database.transaction(Sight.KEEPER) as keeper:
            assert await sweep(keeper, store, clock.wall() - timedelta(days=1)) == 0
            return await sweep(keeper, store, clock.wall() + timedelta(minutes=1))

    assert world.run(swept) == 1
    assert orphan not in objects(world, bucket)
    assert content(world, "agency", id).content == JPEG
    with_bucket = bucket.environment | {"CAREVISIT_BASE_URL": world.base_url}
    assert verified(world, with_bucket).returncode == 0

    async def lose(_: Ledger) -> None:
        await store.delete(kept)
        await store.delete(kept)  # once more is no error

    world.run(lose)
    assert code(content(world, "agency", id)) == (410, "attachment_lost")
    found = verified(world, with_bucket)
    assert found.returncode == 1
    assert f"{id} is not there" in found.stdout + found.stderr
    assert removal(world, "agency", id).status_code == 201
    assert verified(world, with_bucket).returncode == 0


def verified(world: World, environment: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    return command(world, "verify", "--attachments", **environment)


@pytest.mark.parametrize("how", ["nobody listens", "wrong keys"])
def test_while_a_bucket_does_not_answer_uploads_are_told_so_soon(template: World, bucket: Bucket, how: str) -> None:
    wrong = {"CAREVISIT_ATTACHMENTS_S3_SECRET_ACCESS_KEY": "not-the-secret"}
    away = {"CAREVISIT_ATTACHMENTS_S3_ENDPOINT": f"http://127.0.0.1:{free_port()}"}
    with living(template, **bucket.environment | (away if how == "nobody listens" else wrong)) as world:
        record, began = records(world)["visit"], time.monotonic()
        answer = attach(world, "agency", record)
        assert code(answer) == (503, "storage_unavailable")
        assert time.monotonic() - began < 20
        assert bucket.endpoint not in answer.text
        assert listed(world, "agency", record) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"attachments_s3_endpoint": ""}, {"attachments_s3_endpoint": "storage.example"},
        {"attachments_s3_access_key_id": ""}, {"attachments_s3_secret_access_key": ""},
    ],
)  # fmt: skip
def test_a_bucket_without_address_or_keys_is_refused_before_anything_starts(
    template: World, changes: dict[str, str]
) -> None:
    whole = {
        "environment": "sandbox", "database_url": template.url, "keeper_database_url": template.keeper_url,
        "keys_file": template.keys_file,
        "attachments_s3_bucket": "files", "attachments_s3_endpoint": "https://storage.example",
        "attachments_s3_access_key_id": "id", "attachments_s3_secret_access_key": "key",
    }  # fmt: skip
    assert Settings(**whole).check()  # type: ignore[arg-type]
    with pytest.raises(UnsafeSettings):
        Settings(**(whole | changes)).check()  # type: ignore[arg-type]
