"""Attaching files over HTTP: who may, what comes back, what is kept where, and what is removed."""

import json
import stat
import subprocess
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg.rows import dict_row

from attachments.files import HEIC, JPEG, KINDS, PDF, PNG, attach, attached, content, listed
from carevisit import clock
from carevisit.attachments import blobs_of
from carevisit.database import Sight
from carevisit.ledger import Ledger
from carevisit.policy import profile_of
from conftest import FAR_VILLAGE, World
from feed.test_feed_routes import drain, end, settle
from ledger.scene import hand_in, register
from visits.mending import code, transfer

Told = dict[str, Any]
DAYS = profile_of("hanjiang-2023").correct_within_days
FOUND: Told = {
    "needs": [{"kind": "comfort", "note": "想有人说话"}],
    "risks": [{"kind": "fall", "severity": "general", "note": "地滑"}],
}
WHY = {"reason": "wrong_file", "reason_note": "拍错了"}


def records(world: World, who: str = "agency", hours_ago: float = 1) -> dict[str, str]:
    """A visit with a need and a risk, each by its address."""
    receipt = world.hand_in(who, world.register(), hours_ago, **FOUND)
    return {
        "visit": f"visits/{receipt['id']}", "need": f"needs/{receipt['needs'][0]}", "risk": f"risks/{receipt['risks'][0]}",
        "elder": receipt["elder_id"],
    }  # fmt: skip


def files_of(world: World) -> set[Path]:
    return {path for path in world.files.rglob("*") if path.is_file()} if world.files.exists() else set()


def rows(world: World, sql: str, *params: Any) -> list[Told]:
    with psycopg.connect(world.owner_url, row_factory=dict_row) as owner:
        return owner.execute(sql.encode(), params).fetchall()


def removal(world: World, who: str, id: str, told: Told = WHY, key: str | None = None) -> Any:
    headers = {"Idempotency-Key": key} if key else {}
    return world.as_(who).post(f"/v1/attachments/{id}/removal", json=told, headers=headers)


# --- what is attached is read again ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("owner", ["visit", "need", "risk"])
def test_a_file_is_attached_listed_and_comes_back_byte_for_byte(world: World, owner: str) -> None:
    record = records(world)[owner]
    answer = attach(world, "agency", record, JPEG, "灶台 王.jpg")
    assert answer.status_code == 201, answer.text
    told = answer.json()
    assert answer.headers["Location"] == f"/v1/attachments/{told['id']}"
    assert told["attached_to"] == {"kind": owner, "id": record.split("/")[1]}
    assert (told["media_type"], told["size"], told["name"]) == ("image/jpeg", len(JPEG), "灶台 王.jpg")
    assert (told["state"], told["removed"], told["by"]["role"]) == ("kept", None, "agency")
    assert listed(world, "agency", record) == [told]
    assert world.as_("guide").get(f"/v1/attachments/{told['id']}").json() == told
    for who in ("agency", "liaison", "guide", "supervisor", "platform"):
        got = content(world, who, told["id"])
        assert got.status_code == 200, (who, got.text)
        assert got.content == JPEG
    headers = got.headers
    assert headers["content-type"] == "image/jpeg"
    assert headers.get_list("x-content-type-options") == ["nosniff"]
    assert headers.get_list("cache-control") == ["no-store"]
    disposition = headers["content-disposition"]
    assert disposition.startswith("attachment; filename=\"attachment.jpg\"; filename*=UTF-8''")
    assert unquote(disposition.rpartition("'")[2]) == "灶台 王.jpg"


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_known_by_what_is_in_it(world: World, kind: str) -> None:
    record = records(world)["visit"]
    name, bytes_ = KINDS[kind]
    for declared in (kind, "application/octet-stream"):
        told = attached(world, "agency", record, bytes_, name, declared)
        assert told["media_type"] == kind
        assert content(world, "agency", told["id"]).content == bytes_
    assert [item["name"] for item in listed(world, "liaison", record)] == [name, name]


def test_curl_attaches_as_the_guide_for_integrators_shows(world: World, tmp_path: Path) -> None:
    record = records(world)["visit"]
    (tmp_path / "灶台.jpg").write_bytes(JPEG)
    url, bearer = f"{world.base_url}/v1/{record}/attachments", f"Authorization: Bearer {world.token('agency')}"
    done = subprocess.run(
        ["curl", "-fsS", "-H", bearer, "-H", "Idempotency-Key: photo-17", url, "-F", "file=@灶台.jpg"],
        cwd=tmp_path, capture_output=True, text=True, timeout=30, check=True,
    )  # fmt: skip
    (told,) = listed(world, "agency", record)
    assert json.loads(done.stdout) == told
    assert (told["name"], told["media_type"], told["size"]) == ("灶台.jpg", "image/jpeg", len(JPEG))


def test_a_need_by_itself_has_nothing_of_the_visits(world: World) -> None:
    all_of = records(world)
    ids = {
        owner: attached(world, "guide", all_of[owner], PDF, f"{owner}.pdf", "application/pdf")["id"]
        for owner in ("visit", "need", "risk")
    }
    for owner, id in ids.items():
        assert [item["id"] for item in listed(world, "guide", all_of[owner])] == [id]


def test_twenty_to_a_record_and_no_more_until_one_is_removed(world: World) -> None:
    record = records(world)["visit"]
    told = [attached(world, "agency", record, JPEG + bytes([n]), f"{n}.jpg") for n in range(20)]
    before = files_of(world)
    assert code(attach(world, "agency", record)) == (409, "too_many_attachments")
    assert files_of(world) == before  # nothing stays of what was refused
    assert removal(world, "agency", told[0]["id"]).status_code == 201
    attached(world, "agency", record)
    assert len(listed(world, "agency", record)) == 20


# --- where it lies -----------------------------------------------------------------------------------------------------------


def test_what_lies_in_the_storage_is_sealed_and_named_at_random(world: World) -> None:
    record = records(world)
    secret = PDF.replace(b"Catalog", b"Catalog % Lin Ayi lives alone")
    before = files_of(world)
    told = attached(world, "agency", record["visit"], secret, "林阿姨病历.pdf", "application/pdf")
    (path,) = files_of(world) - before
    sealed = path.read_bytes()
    assert b"Lin Ayi" not in sealed
    assert b"%PDF" not in sealed
    assert len(sealed) == len(secret) + 29
    assert told["id"].replace("-", "") not in str(path)
    assert record["elder"].replace("-", "") not in str(path)
    assert stat.S_IMODE(world.files.stat().st_mode) == 0o700
    (entry,) = rows(world, "SELECT open::text AS open FROM entry WHERE id = %s", UUID(told["id"]))
    assert "林阿姨" not in entry["open"]
    assert path.name in entry["open"].replace("-", "")
    assert rows(world, "SELECT 1 FROM attachment a WHERE a::text LIKE '%%林阿姨%%'") == []
    same = attached(world, "agency", record["visit"], secret, "林阿姨病历.pdf", "application/pdf")
    assert same["id"] != told["id"]
    assert len({other.read_bytes() for other in files_of(world) - before}) == 2  # the same file does not look the same


def test_a_file_moved_to_another_place_or_altered_is_not_given_out(world: World) -> None:
    record = records(world)["visit"]
    before = files_of(world)
    one = attached(world, "agency", record, JPEG, "one.jpg")["id"]
    (first,) = files_of(world) - before
    two = attached(world, "agency", record, PNG, "two.png", "image/png")["id"]
    (second,) = files_of(world) - before - {first}
    sealed = first.read_bytes(), second.read_bytes()
    first.write_bytes(sealed[1])
    assert code(content(world, "agency", one)) == (410, "attachment_lost")
    first.write_bytes(sealed[0][:-1] + bytes([sealed[0][-1] ^ 1]))
    assert code(content(world, "agency", one)) == (410, "attachment_lost")
    first.write_bytes(b"")
    assert code(content(world, "agency", one)) == (410, "attachment_lost")
    first.unlink()
    assert code(content(world, "agency", one)) == (410, "attachment_lost")
    assert world.as_("agency").get(f"/v1/attachments/{one}").json()["state"] == "kept"
    assert content(world, "agency", two).content == PNG
    first.write_bytes(sealed[0])
    assert content(world, "agency", one).content == JPEG


def test_once_the_elders_key_is_destroyed_nobody_reads_the_file_nor_its_name(world: World) -> None:
    record = records(world)
    told = attached(world, "agency", record["visit"], JPEG, "秘密.jpg")
    kept = rows(world, "SELECT wrapped FROM person WHERE id = %s", record["elder"])[0]["wrapped"]
    with psycopg.connect(world.owner_url) as owner:
        owner.execute("DELETE FROM person WHERE id = %s", (record["elder"],))
    try:
        assert code(content(world, "guide", told["id"])) == (410, "attachment_lost")
        assert world.as_("guide").get(f"/v1/attachments/{told['id']}").json()["name"] is None
        assert attach(world, "guide", record["visit"]).status_code == 404
    finally:
        with psycopg.connect(world.owner_url) as owner:
            owner.execute("INSERT INTO person (id, wrapped) VALUES (%s, %s)", (record["elder"], kept))

    async def whose(book: Ledger) -> list[UUID]:
        async with book.database.transaction(Sight.KEEPER) as keeper:
            return await blobs_of(keeper, UUID(record["elder"]))

    (blob,) = world.run(whose)
    assert (world.files / blob.hex[:2] / blob.hex).is_file()


# --- said once ---------------------------------------------------------------------------------------------------------------


def test_a_repeated_upload_is_the_same_attachment_and_leaves_no_second_file(world: World) -> None:
    record = records(world)["visit"]
    key = str(uuid4())
    first = attach(world, "agency", record, idempotency_key=key)
    before = files_of(world)
    again = attach(world, "agency", record, idempotency_key=key)
    assert (again.status_code, again.json()) == (201, first.json())
    assert again.headers["Idempotent-Replayed"] == "true"
    assert files_of(world) == before
    for content_, name in ((PNG, "厨房.png"), (JPEG, "other.jpg"), (JPEG + b"\x00", "厨房.jpg")):
        declared = "application/octet-stream"
        other = attach(world, "agency", record, content_, name, declared, idempotency_key=key)
        assert code(other) == (422, "idempotency_key_reused")
    assert len(listed(world, "agency", record)) == 1
    assert files_of(world) == before


def test_a_repeated_removal_is_answered_as_the_first(world: World) -> None:
    id = attached(world, "agency", records(world)["visit"])["id"]
    first = removal(world, "agency", id, key="remove-1")
    again = removal(world, "agency", id, key="remove-1")
    assert first.status_code == again.status_code == 201
    assert again.json() == first.json()
    assert again.headers["Idempotent-Replayed"] == "true"
    assert code(removal(world, "agency", id)) == (410, "attachment_removed")


# --- removal -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["agency", "guide", "supervisor"])
def test_what_was_removed_is_gone_and_that_it_was_there_stays(world: World, who: str) -> None:
    record = records(world)["visit"]
    before = files_of(world)
    told = attached(world, "agency", record)
    assert len(files_of(world) - before) == 1
    answer = removal(world, who, told["id"])
    assert answer.status_code == 201, answer.text
    assert (answer.json()["state"], answer.json()["name"], answer.json()["removed"]["reason"]) == (
        "removed",
        None,
        "wrong_file",
    )
    assert files_of(world) == before
    assert listed(world, "agency", record) == []
    assert code(content(world, "agency", told["id"])) == (410, "attachment_removed")
    assert world.as_("agency").get(f"/v1/attachments/{told['id']}").json() == answer.json()
    assert [row["kind"] for row in rows(world, "SELECT kind FROM entry WHERE cause = %s", UUID(told["id"]))] == [
        "attachment.removed"
    ]


def test_only_its_maker_and_who_answers_for_the_ledger_remove_it(world: World) -> None:
    id = attached(world, "agency", records(world)["visit"])["id"]
    assert code(removal(world, "liaison", id)) == (403, "forbidden")
    assert code(removal(world, "platform", id)) == (403, "forbidden")
    for stranger in ("rival_agency", "next_agency", "next_liaison", "far_guide", "far_supervisor"):
        assert code(removal(world, stranger, id)) == (404, "attachment_not_found")
    assert removal(world, "agency", id, {"reason": "nonsense"}).status_code == 422
    assert content(world, "agency", id).status_code == 200


@pytest.mark.parametrize("who", ["agency", "liaison"])
def test_its_maker_removes_it_for_some_days_and_then_is_told_whom_to_ask(world: World, who: str) -> None:
    for days, outcome in ((DAYS - 0.01, 201), (DAYS + 0.01, 409)):
        record, id = attached_days_ago(world, days, who)
        assert removal(world, who, id).status_code == outcome
        if outcome == 409:
            assert code(removal(world, who, id)) == (409, "correction_window_closed")
            assert [item["id"] for item in listed(world, who, record)] == [id]
            assert removal(world, "guide", id).status_code == 201


def attached_days_ago(world: World, days: float, who: str) -> tuple[str, str]:
    """A visit with a photograph, both recorded so many days ago."""
    from carevisit.attachments.actions import Record, add_attachment
    from carevisit.attachments.facts import AttachmentAdded, MediaType, Owner

    guide, actor = world.actor("guide"), world.actor(who)

    async def work(book: Ledger) -> tuple[str, str]:
        with clock.set_to(clock.wall() - timedelta(days=days + 1)):
            elder = await register(book, guide)
        with clock.set_to(clock.wall() - timedelta(days=days)):
            made = await hand_in(book, actor, elder)
            fact = AttachmentAdded(
                owner=Owner.VISIT, owner_id=made.id, blob=uuid4(), media_type=MediaType.JPEG, size=1, sha256="0",  # type: ignore[union-attr]
                name="旧.jpg",
            )  # fmt: skip
            record, id = Record(made.id, elder, clock.now()), uuid4()  # type: ignore[union-attr]
            await book.write(actor, lambda b: add_attachment(b, record, fact, id, {}, at=clock.now()))
        return f"visits/{made.id}", str(id)  # type: ignore[union-attr]

    return world.run(work)


# --- who may -----------------------------------------------------------------------------------------------------------------


def test_whoever_sees_the_record_in_their_area_attaches_to_it_and_the_agency_reads_that_too(world: World) -> None:
    record = records(world)["risk"]
    by = {who: attached(world, who, record, JPEG, f"{who}.jpg") for who in ("agency", "liaison", "guide", "supervisor")}
    for who in ("agency", "liaison", "guide", "platform"):
        assert [item["name"] for item in listed(world, who, record)] == [f"{who}.jpg" for who in by], who
        assert [item["by"]["role"] for item in listed(world, who, record)] == list(by)
    assert content(world, "agency", by["guide"]["id"]).content == JPEG
    for stranger in ("rival_agency", "next_liaison", "far_guide"):
        assert code(world.as_(stranger).get(f"/v1/{record}/attachments")) == (404, "risk_not_found")
        assert code(content(world, stranger, by["guide"]["id"])) == (404, "attachment_not_found")
        assert code(attach(world, stranger, record)) == (404, "risk_not_found")


def test_an_agency_that_a_need_is_referred_to_reads_and_adds_its_files_and_no_other_does(world: World) -> None:
    record = records(world, "liaison")["need"]
    before = attach(world, "liaison", record, JPEG, "卫生间.jpg").json()["id"]
    assert content(world, "rival_agency", before).status_code == 404
    case = world.as_("guide").get(f"/v1/{record}")
    rival = world.as_("rival_agency").get("/v1/me").json()["id"]
    told = {"agency": rival, "due_on": (clock.today() + timedelta(days=9)).isoformat()}
    answer = world.as_("guide").post(f"/v1/{record}/referral", json=told, headers={"If-Match": case.headers["ETag"]})
    assert answer.status_code == 201, answer.text
    assert content(world, "rival_agency", before).content == JPEG
    added = attach(world, "rival_agency", record, PNG, "扶手.png", "image/png")
    assert added.status_code == 201, added.text
    assert [one["id"] for one in listed(world, "rival_agency", record)] == [before, added.json()["id"]]
    for who in ("agency", "next_agency"):
        assert code(world.as_(who).get(f"/v1/{record}/attachments")) == (404, "need_not_found")
        assert content(world, who, added.json()["id"]).status_code == 404


def test_a_platform_reads_and_does_not_attach_and_a_scope_covers_its_own_records_only(world: World) -> None:
    all_of = records(world)
    assert code(attach(world, "platform", all_of["visit"])) == (403, "forbidden")
    ids = {owner: attached(world, "guide", all_of[owner])["id"] for owner in ("visit", "need", "risk")}
    app = world.as_("app")  # elders:read, visits:read
    assert app.get(f"/v1/{all_of['visit']}/attachments").status_code == 200
    assert code(app.get(f"/v1/{all_of['need']}/attachments")) == (403, "forbidden")
    assert content(world, "app", ids["visit"]).content == JPEG
    for owner in ("need", "risk"):
        assert code(content(world, "app", ids[owner])) == (404, "attachment_not_found")
        assert code(removal(world, "writing_app", ids[owner])) == (404, "attachment_not_found")
    assert code(attach(world, "app", all_of["visit"])) == (403, "forbidden")
    assert attach(world, "writing_app", all_of["visit"]).status_code == 201
    assert code(attach(world, "writing_app", all_of["risk"])) == (403, "forbidden")
    for who in ("stats_app", "nobody"):
        assert content(world, who, ids["visit"]).status_code == (403 if who == "stats_app" else 401)
    assert code(removal(world, "app", ids["visit"])) == (403, "forbidden")


@pytest.mark.parametrize("who", ["agency", "liaison"])
def test_who_made_the_record_keeps_it_with_its_files_after_the_elder_moved_away(world: World, who: str) -> None:
    all_of = records(world, who, 24 * 8)
    old = attached(world, "guide", all_of["visit"], JPEG, "old.jpg")
    transfer(world, all_of["elder"], FAR_VILLAGE, 5)
    late = attached(world, who, all_of["visit"], PNG, "late.png", "image/png")  # by the rights of the day of the visit
    assert [item["name"] for item in listed(world, who, all_of["visit"])] == ["old.jpg", "late.png"]
    assert [item["name"] for item in listed(world, "far_guide", all_of["visit"])] == ["old.jpg", "late.png"]
    for id in (old["id"], late["id"]):
        assert content(world, "far_liaison", id).status_code == 200
        assert content(world, who, id).status_code == 200
    assert code(world.as_("guide").get(f"/v1/{all_of['visit']}/attachments")) == (404, "visit_not_found")
    assert code(content(world, "guide", late["id"])) == (404, "attachment_not_found")
    assert (
        content(world, "guide", old["id"]).status_code == 200
    )  # what one attached one keeps, as one keeps one's records
    assert removal(world, who, late["id"]).status_code == 201
    assert code(removal(world, who, old["id"])) == (403, "forbidden")
    assert removal(world, "far_guide", old["id"]).status_code == 201


def test_an_agency_whose_contract_ended_still_hands_in_the_photographs_of_its_visits(world: World) -> None:
    elder = world.register()
    id = world.hand_in("ended_agency", elder, 24 * 40)["id"]  # it ended 30 days ago
    told = attached(world, "ended_agency", f"visits/{id}")
    assert content(world, "ended_agency", told["id"]).content == JPEG
    assert removal(world, "ended_agency", told["id"]).status_code == 201


# --- who hears ---------------------------------------------------------------------------------------------------------------


def test_the_feed_tells_whom_the_record_was_told_and_nothing_personal(world: World) -> None:
    starts = {who: end(world, who) for who in ("platform", "agency", "rival_agency", "liaison", "next_liaison")}
    all_of = records(world)
    told = attached(world, "guide", all_of["visit"], HEIC, "林阿姨.heic", "image/heic")
    assert removal(world, "guide", told["id"], {"reason": "other", "reason_note": "林阿姨不愿意"}).status_code == 201
    settle(world)
    for who, start in starts.items():
        heard = [event for event in drain(world, who, start)[0] if event["type"].startswith("attachment.")]
        assert len(heard) == (2 if who in ("platform", "agency", "liaison") else 0), who
        for event in heard:
            assert "林阿姨" not in str(event)
    added, removed = heard_of = [
        e for e in drain(world, "platform", starts["platform"])[0] if "attachment" in e["type"]
    ]
    assert len(heard_of) == 2
    assert (added["data"]["owner"], f"visits/{added['data']['owner_id']}") == ("visit", all_of["visit"])
    assert removed["data"]["attachment_id"] == told["id"]


def test_an_agency_that_no_longer_serves_the_elder_does_not_hear_where_a_file_was_added(world: World) -> None:
    all_of = records(world, "agency", 24 * 8)
    transfer(world, all_of["elder"], FAR_VILLAGE, 5)
    start = end(world, "agency")
    attached(world, "far_guide", all_of["visit"])
    settle(world)
    assert [event["type"] for event in drain(world, "agency", start)[0]] == []


def test_attaching_changes_nothing_of_how_the_elder_stands(world: World) -> None:
    all_of = records(world)
    before = world.as_("guide").get(f"/v1/elders/{all_of['elder']}/status").json()
    attached(world, "agency", all_of["visit"])
    after = world.as_("guide").get(f"/v1/elders/{all_of['elder']}/status").json()
    assert after.pop("stream_version") == before.pop("stream_version") + 1
    moments = ("as_of", "at", "known_at")
    assert {k: v for k, v in after.items() if k not in moments} == {k: v for k, v in before.items() if k not in moments}
