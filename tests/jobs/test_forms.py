"""Forms as jobs: what the maker's own prints show, a month's records of a village as one document with a list of them."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from datetime import timedelta
from typing import Any, TypeVar
from uuid import UUID, uuid4

import httpx
import pytest

from attachments.files import PNG, attached
from carevisit import clock
from carevisit.attachments import Blobs
from carevisit.clock import day_of
from carevisit.days import DAY, months_after
from carevisit.desk import Office
from carevisit.jobs import JobWorker, Queue, Work
from carevisit.jobs.queue import Overtaken
from carevisit.ledger import Ledger
from carevisit.paper import Page
from carevisit.printing import Press, Printery, copying, kinds, making
from carevisit.settings import Settings
from conftest import FAR_VILLAGE, NEXT_VILLAGE, TOWNSHIP, VILLAGE, World, living
from forms.test_forms_round_trip import REGISTRATION
from paper.reading import code_of, pages_of, pictures_in, words_in, words_of
from places.test_changing import add, rename

T = TypeVar("T")
LEASE_S = 0.3
AT = clock.start_of(clock.today() - timedelta(days=40)) + timedelta(hours=12)  # the later ones are of that day, too
MONTH = day_of(AT).replace(day=1)
OF_MONTH = {"form": "annex4", "place": VILLAGE, "month": f"{MONTH:%Y-%m}"}


@pytest.fixture(scope="module")
def world(template: World) -> Iterator[World]:
    """A world whose server makes jobs and carries out none."""
    with living(template, CAREVISIT_JOB_WORKERS="0") as one:
        yield one


@pytest.fixture(scope="module")
def elder(world: World) -> str:
    """An elder with every field of the registration."""
    answer = world.as_("guide").post("/v1/elders", json=REGISTRATION)
    assert answer.status_code == 201, answer.text
    id: str = answer.json()["id"]
    return id


@pytest.fixture(scope="module")
def records(world: World, elder: str) -> list[str]:
    """The records of the village's month: the agency's, which the elder signed, and the liaison's; a void one, one next door."""
    other = world.register(residence={"place": NEXT_VILLAGE})
    hours = [(clock.now() - AT).total_seconds() / 3600 - n for n in range(3)]
    kept = [
        world.hand_in("agency", elder, hours[0], record_no="B-1"),
        world.hand_in("liaison", elder, hours[1]),
    ]
    attached(world, "agency", f"visits/{kept[0]['id']}", PNG, "服务对象签字.png", "image/png")
    void = world.hand_in("liaison", elder, hours[2], record_no="B-VOID")["id"]
    request = {"json": {"reason": "duplicate"}, "headers": {"If-Match": "*"}}
    assert world.as_("supervisor").post(f"/v1/visits/{void}/void", **request).status_code == 201  # the month is locked
    world.hand_in("next_agency", other, hours[0], record_no="B-NEXT")
    return [one["id"] for one in kept]


@pytest.fixture(autouse=True)
def _nothing_is_left(world: World) -> Iterator[None]:
    yield
    world.ask("UPDATE job SET state = 'cancelled' WHERE state IN ('queued', 'running') RETURNING id")


def with_queue(world: World, work: Callable[[Queue], Awaitable[T]], lease_s: float = 60) -> T:
    """Work with a queue of forms in this process."""

    async def carried_out(ledger: Ledger) -> T:
        settings = Settings(
            base_url=world.base_url, keys_file=world.keys_file, attachments_dir=world.files, environment="sandbox"
        )
        printery = Printery.of(settings, Blobs.of(settings))
        return await work(Queue(Office.of(settings, ledger.database, ledger), kinds(printery), lease_s))

    return world.run(carried_out)


def carried_out(world: World) -> None:
    """Let one worker carry out the next job."""

    async def work(queue: Queue) -> None:
        assert await JobWorker(queue).work()

    with_queue(world, work)


def asked(world: World, who: str, order: dict[str, Any]) -> UUID:
    answer = world.as_(who).post("/v1/forms", json=order)
    assert answer.status_code == 202, answer.text
    assert answer.headers["Location"] == f"/v1/jobs/{answer.json()['id']}"
    return UUID(answer.json()["id"])


def shown(world: World, who: str, job: UUID) -> dict[str, Any]:
    answer = world.as_(who).get(f"/v1/jobs/{job}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def fetched(world: World, who: str, job: UUID) -> httpx.Response:
    done = shown(world, who, job)
    assert done["state"] == "done", done
    (file,) = done["result"]["files"]
    answer = world.as_(who).get(file["href"])
    assert (answer.status_code, len(answer.content)) == (200, file["bytes"])
    assert answer.headers["content-type"] == file["media_type"]
    return answer


def printed(world: World, who: str, **order: Any) -> bytes:
    """The document of an order."""
    job = asked(world, who, order)
    carried_out(world)
    return fetched(world, who, job).content


def test_a_month_of_a_village_is_one_document_with_a_list(world: World, records: list[str]) -> None:
    job = asked(world, "guide", {**OF_MONTH, "copy": "township"})
    carried_out(world)
    done, made = shown(world, "guide", job), fetched(world, "guide", job).content
    assert (done["kind"], done["progress"]) == ("form.month", {"done": 2, "total": 2})
    assert done["result"]["files"][0]["name"] == f"annex4-{VILLAGE}-{MONTH:%Y%m}.pdf"
    words = words_of(made)
    assert (pages_of(made), pictures_in(made, "pdf")) == (3, 1)
    assert f"梧塘镇枫林村委会{MONTH.year}年{MONTH.month}月探访关爱服务记录目录" in words
    assert "共2份。" in words
    for said in ("B-1", records[1], "第1次", "第2次"):
        assert said in words, said
    assert "B-VOID" not in words
    assert "B-NEXT" not in words
    assert words.count("乡镇（街道）存") == 2


def test_the_same_in_word(world: World, records: list[str]) -> None:
    words = words_in(printed(world, "guide", **OF_MONTH, format="docx"))
    for said in ("共2份。", "B-1", records[1], "第1次", "第2次"):
        assert said in words, said


def test_a_month_without_records_is_an_empty_list(world: World) -> None:
    job = asked(world, "guide", {**OF_MONTH, "month": "2001-01"})
    carried_out(world)
    assert shown(world, "guide", job)["result"]["accepted"] == 0
    assert "共0份。" in words_of(fetched(world, "guide", job).content)


def test_the_list_of_a_month_has_the_name_that_the_village_had_as_the_month_ended(world: World) -> None:
    code = f"{TOWNSHIP}881"
    assert add(world, code, name="旧名村", **{"from": f"{MONTH - DAY}"}).status_code == 201
    assert rename(world, code, name="月中村", **{"from": f"{MONTH + 9 * DAY}"}).status_code == 200
    assert rename(world, code, name="新名村", **{"from": f"{months_after(MONTH, 1)}"}).status_code == 200
    words = words_of(printed(world, "guide", **OF_MONTH | {"place": code}))
    assert "月中村" in words
    assert not {name for name in ("旧名村", "新名村") if name in words}


def test_an_agency_prints_its_own_records_of_the_month_and_no_others(world: World, records: list[str]) -> None:
    words = words_of(printed(world, "agency", **OF_MONTH))
    assert "共1份。" in words
    assert "B-1" in words
    assert records[1] not in words
    assert "服务力量所在单位存" in words
    assert "共0份。" in words_of(printed(world, "rival_agency", **OF_MONTH))


def test_one_form_by_a_job_is_what_the_makers_get_prints(world: World, elder: str, records: list[str]) -> None:
    for who in ("guide", "liaison"):
        at_once = world.as_(who).get(f"/v1/elders/{elder}/form.pdf", params={"form": "annex3"}).content
        assert words_of(printed(world, who, form="annex3", elder_id=elder)) == words_of(at_once)
    at_once = world.as_("agency").get(f"/v1/visits/{records[0]}/form.pdf").content
    made = printed(world, "agency", form="annex4", visit_id=records[0])
    assert (words_of(made), code_of(made)) == (words_of(at_once), code_of(at_once))
    assert REGISTRATION["id_number"] not in words_of(printed(world, "liaison", form="annex3", elder_id=elder))


@pytest.mark.parametrize("form", ["annex3", "annex4", "zaozhuang"])
def test_a_village_prints_empty_forms_of_every_kind(world: World, elder: str, form: str) -> None:
    words = words_of(printed(world, "liaison", form=form, place=VILLAGE, blank=True))
    assert words == words_of(printed(world, "liaison", form=form, elder_id=elder, blank=True))
    assert not any(said in words for said in ("王大爷", "√", "●", "打印"))


@pytest.mark.parametrize(
    ("order", "where"),
    [
        ({"form": "annex4"}, ""),
        ({"form": "annex4", "place": VILLAGE}, "/month"),
        ({"form": "annex4", "place": VILLAGE, "month": "2026-13"}, "/month"),
        ({"form": "annex3", "place": VILLAGE, "month": "2026-11"}, "/form"),
        ({"form": "annex4", "elder_id": str(uuid4())}, "/form"),
        ({"form": "zaozhuang", "visit_id": str(uuid4())}, "/form"),
        ({"form": "annex4", "visit_id": str(uuid4()), "elder_id": str(uuid4())}, ""),
        ({"form": "annex4", "visit_id": str(uuid4()), "month": "2026-11"}, "/month"),
        ({"form": "annex4", "visit_id": str(uuid4()), "blank": True}, "/visit_id"),
        ({"form": "annex4", "place": VILLAGE, "month": "2026-11", "blank": True}, "/month"),
        ({"form": "annex3", "place": VILLAGE, "copy": "township", "blank": True}, "/copy"),
        ({"form": "annex5", "place": VILLAGE, "blank": True}, "/form"),
        ({"form": "annex3", "place": VILLAGE, "blank": True, "format": "png"}, "/format"),
    ],
)
def test_an_order_that_makes_no_sense_is_refused_where_it_does_not(
    world: World, order: dict[str, Any], where: str
) -> None:
    answer = world.as_("guide").post("/v1/forms", json=order)
    assert answer.status_code == 422, answer.text
    assert [error["pointer"] for error in answer.json()["errors"]] == [where]


def refused(world: World, who: str, **order: Any) -> tuple[int, str]:
    answer = world.as_(who).post("/v1/forms", json=order)
    return answer.status_code, answer.json()["code"]


def test_what_is_not_the_makers_is_not_there_when_it_is_asked_for(world: World, elder: str, records: list[str]) -> None:
    for who in ("far_guide", "next_liaison", "rival_agency"):
        assert refused(world, who, form="annex4", visit_id=records[0]) == (404, "visit_not_found")
    for who in ("far_guide", "next_liaison"):
        assert refused(world, who, form="annex3", elder_id=elder) == (404, "elder_not_found")
        assert refused(world, who, form="annex3", elder_id=elder, blank=True) == (404, "elder_not_found")
        assert refused(world, who, **OF_MONTH) == (404, "place_not_found")
        assert refused(world, who, form="annex3", place=VILLAGE, blank=True) == (404, "place_not_found")
    assert refused(world, "guide", **{**OF_MONTH, "place": FAR_VILLAGE}) == (404, "place_not_found")
    assert refused(world, "stats_app", **OF_MONTH) == (403, "forbidden")
    assert refused(world, "nobody", **OF_MONTH)[0] == 401


def test_a_copy_that_another_office_keeps_is_refused_when_it_is_asked_for(
    world: World, elder: str, records: list[str]
) -> None:
    assert refused(world, "guide", **OF_MONTH, copy="district") == (403, "forbidden")
    assert refused(world, "guide", form="annex3", elder_id=elder, copy="district") == (403, "forbidden")
    assert refused(world, "agency", form="annex4", visit_id=records[0], copy="township") == (403, "forbidden")
    assert refused(world, "liaison", **OF_MONTH, copy="provider") == (403, "forbidden")  # one of them is the agency's


def test_a_month_has_a_bound_in_records_and_in_signatures(
    world: World, records: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(records) == 2
    for bound, most in (("MOST_RECORDS", 1), ("MOST_BYTES", len(PNG) - 1)):
        job = asked(world, "guide", OF_MONTH)
        with monkeypatch.context() as patch:
            patch.setattr(copying, bound, most)
            carried_out(world)
        assert shown(world, "guide", job)["problem"]["code"] == "forms_too_large"
    monkeypatch.setattr(copying, "MOST_RECORDS", 2)
    job = asked(world, "guide", OF_MONTH)
    carried_out(world)
    assert shown(world, "guide", job)["state"] == "done"


async def begun(queue: Queue) -> Work:
    """A claim that goes no further."""
    work = await queue.claim()
    assert work is not None
    await work.advance(1, total=2)
    return work


def test_a_print_whose_worker_died_is_begun_anew_by_the_next_one(world: World, records: list[str]) -> None:
    job = asked(world, "guide", OF_MONTH)
    with_queue(world, begun, LEASE_S)
    assert shown(world, "guide", job)["progress"] == {"done": 1, "total": 2}
    world.run(lambda _: asyncio.sleep(LEASE_S + 0.1))
    carried_out(world)
    assert records[1] in words_of(fetched(world, "guide", job).content)


def test_a_print_that_is_cancelled_while_it_is_set_ends_the_setting(
    world: World, records: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    job, ended = asked(world, "guide", OF_MONTH), asyncio.Event()
    monkeypatch.setattr(making, "BEAT_S", 0.05)

    async def for_ever(_: Press, pages: list[Page], *__: Any, **___: Any) -> bytes:
        assert len(pages) == 1 + len(records)
        answer = world.as_("guide").post(f"/v1/jobs/{job}/cancellation")
        assert answer.json()["progress"] == {"done": 0, "total": 2}
        try:
            await asyncio.sleep(60)
        finally:
            ended.set()
        return b""

    monkeypatch.setattr(Press, "document", for_ever)
    carried_out(world)
    assert ended.is_set()
    assert shown(world, "guide", job)["state"] == "cancelled"
    assert world.ask("SELECT 1 FROM job_piece WHERE job = %s", job) == []


def test_a_long_setting_keeps_its_lease(world: World, records: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    job, document = asked(world, "guide", OF_MONTH), Press.document
    monkeypatch.setattr(making, "BEAT_S", 0.1)

    async def slowly(queue: Queue) -> None:
        async def late(*args: Any, **more: Any) -> bytes:
            await asyncio.sleep(3 * LEASE_S)
            assert await queue.claim() is None
            return await document(*args, **more)

        monkeypatch.setattr(Press, "document", late)
        assert await JobWorker(queue).work()

    with_queue(world, slowly, LEASE_S)
    assert records[1] in words_of(fetched(world, "guide", job).content)


def test_a_print_that_cannot_be_set_fails_at_once(world: World, elder: str, monkeypatch: pytest.MonkeyPatch) -> None:
    job = asked(world, "guide", {"form": "annex3", "elder_id": elder})
    monkeypatch.setattr(making, "WITHIN_S", 0.02)
    carried_out(world)
    assert shown(world, "guide", job)["problem"]["code"] == "printing_failed"


@pytest.mark.usefixtures("records")
def test_a_print_is_made_by_the_rights_of_its_making(world: World, elder: str) -> None:
    month = asked(world, "agency", OF_MONTH)
    file = asked(world, "liaison", {"form": "annex3", "elder_id": elder})
    agency = world.actor("agency").id
    world.ask("UPDATE contract SET until_on = current_date - 2 WHERE agency = %s RETURNING id", agency)
    for _ in range(2):
        carried_out(world)
    world.ask("UPDATE contract SET until_on = 'infinity' WHERE agency = %s RETURNING id", agency)
    assert shown(world, "agency", month)["problem"]["code"] == "forbidden"
    assert "王大爷" in words_of(fetched(world, "liaison", file).content)
    moved = asked(world, "liaison", {"form": "annex3", "elder_id": elder})
    sheet = {"place": NEXT_VILLAGE, "on": clock.today().isoformat()}
    answer = world.as_("guide").post(f"/v1/elders/{elder}/transfer", json=sheet, headers={"If-Match": "*"})
    assert answer.status_code == 200, answer.text
    carried_out(world)
    assert shown(world, "liaison", moved)["problem"]["code"] == "elder_not_found"


@pytest.mark.usefixtures("records")
def test_the_job_is_its_makers_only(world: World) -> None:
    job = asked(world, "guide", OF_MONTH)
    carried_out(world)
    (file,) = shown(world, "guide", job)["result"]["files"]
    for who in ("supervisor", "liaison", "far_guide"):
        assert world.as_(who).get(file["href"]).status_code == 404
    plan = world.ask("SELECT plan FROM job WHERE id = %s", job)[0]["plan"]
    pieces = world.ask("SELECT content FROM job_piece WHERE job = %s", job)
    assert VILLAGE.encode() not in plan
    assert not any(piece["content"].startswith(b"%PDF") for piece in pieces)


@pytest.mark.usefixtures("records")
def test_a_print_goes_no_further_than_its_claim(world: World) -> None:
    job = asked(world, "guide", {**OF_MONTH, "place": TOWNSHIP})

    async def frozen(queue: Queue) -> None:
        work = await begun(queue)
        await asyncio.sleep(LEASE_S + 0.1)
        assert await JobWorker(queue).work()
        with pytest.raises(Overtaken):
            await work.advance(2, total=2)

    with_queue(world, frozen, LEASE_S)
    assert "B-NEXT" in words_of(fetched(world, "guide", job).content)
