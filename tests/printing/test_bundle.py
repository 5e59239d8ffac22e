"""A month's records of a village as one document, with a list of them as its cover."""

from datetime import date, timedelta

from starlette.datastructures import MutableHeaders
from starlette.requests import Request

from carevisit import clock
from carevisit.attachments import Blobs
from carevisit.clock import day_of
from carevisit.database import Sight
from carevisit.desk import Desk, Office
from carevisit.ledger import Ledger
from carevisit.paper import Page
from carevisit.paper.pdf import pdf
from carevisit.printing import Codes, Copier, Copy
from carevisit.settings import Settings
from conftest import NEXT_VILLAGE, VILLAGE, World
from paper.reading import pages_of, words_of


def bundle(world: World, who: str, village: str, month: date, copy: Copy | None = None) -> list[Page]:
    """The pages of a month, made as a job makes them: with the rights of somebody, and without a request of theirs."""
    actor = world.actor(who)
    settings = Settings(keys_file=world.keys_file, attachments_dir=world.files, environment="sandbox")

    async def work(ledger: Ledger) -> list[Page]:
        office = Office.of(settings, ledger.database, ledger)
        desk = Desk(Request({"type": "http", "headers": []}), actor, office, MutableHeaders())
        copier = Copier(actor, ledger, Codes(world.keys), Blobs.of(settings))
        async with desk.reading(Sight.AREA) as read:
            found = await copier.month_of(read, village, month)
        return await copier.bundle(found, "梧塘镇梅洋村", month, copy)

    return world.run(work)


def test_a_month_of_a_village_is_one_document_with_a_list(world: World) -> None:
    elder, other = world.register(), world.register(residence={"place": NEXT_VILLAGE})
    at = clock.start_of(clock.today() - timedelta(days=40)) + timedelta(hours=12)  # the later ones are of that day, too
    first = day_of(at).replace(day=1)
    hours = [(clock.now() - at).total_seconds() / 3600 - n for n in range(3)]
    kept = [world.hand_in("agency", elder, hours[0], record_no="B-1"), world.hand_in("liaison", elder, hours[1])]
    void = world.hand_in("liaison", elder, hours[2], record_no="B-VOID")["id"]
    told = {"json": {"reason": "duplicate"}, "headers": {"If-Match": "*"}}
    assert world.as_("supervisor").post(f"/v1/visits/{void}/void", **told).status_code == 201  # the month is locked
    world.hand_in("next_agency", other, hours[0], record_no="B-NEXT")
    pages = bundle(world, "guide", VILLAGE, first, Copy.TOWNSHIP)
    made = pdf(pages)
    words = words_of(made)
    assert (len(pages), pages_of(made)) == (3, 3)
    assert f"梧塘镇梅洋村{first.year}年{first.month}月探访关爱服务记录目录" in words
    assert "共2份。" in words
    for said in ("B-1", kept[1]["id"], "第1次", "第2次"):
        assert said in words, said
    assert "B-VOID" not in words
    assert "B-NEXT" not in words
    assert words.count("乡镇（街道）存") == 2
    nothing = bundle(world, "guide", VILLAGE, date(2001, 1, 1))
    assert "共0份。" in words_of(pdf(nothing))
