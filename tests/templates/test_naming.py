"""The templates over HTTP, and the codes in them: whoever asks gets their own elders, and names no others."""

import io
from uuid import UUID, uuid4

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import MutableHeaders
from starlette.requests import Request

from carevisit import clock
from carevisit.desk import Desk, Office
from carevisit.ledger import Ledger
from carevisit.settings import Settings
from carevisit.templates import ImportKind, Row, code_of, named
from carevisit.templates.codes import ending_of
from carevisit.templates.columns import MODELS
from conftest import FAR_VILLAGE, NEXT_VILLAGE, TOWNSHIP, VILLAGE, World
from places.test_changing import add, day, end, rename

from .files import HEADS, ROW, workbook
from .reading import rows_of

PATH = "/v1/imports/templates"
VISITORS = ("agency", "liaison", "guide")


@pytest.fixture(scope="module")
def elders(world: World) -> dict[str, str]:
    """Elders of three villages, by the name of each."""
    near = world.register("guide", name="林阿姨")
    next_ = world.register("guide", name="陈阿公", residence={"place": NEXT_VILLAGE})
    far = world.register("far_guide", name="黄阿婆", residence={"place": FAR_VILLAGE})
    return {"林阿姨": near, "陈阿公": next_, "黄阿婆": far}


def listed(world: World, who: str) -> list[tuple[str, str, str]]:
    """The elders on the visits' template of somebody."""
    answer = world.as_(who).get(f"{PATH}/visits.xlsx")
    assert answer.status_code == 200, answer.text
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    return [tuple(map(str, row)) for row in book["可探访对象"].iter_rows(min_row=2, values_only=True)]  # type: ignore[misc]


def with_names(world: World, who: str, *pairs: tuple[str, str | None]) -> list[Row]:
    """Rows that name elders by code and name, as somebody sends them."""

    async def asked(ledger: Ledger) -> list[Row]:
        office = Office.of(Settings(base_url=world.base_url, keys_file=world.keys_file), ledger.database, ledger)
        request = Request({"type": "http", "method": "POST", "path": "/", "query_string": b"", "headers": []})
        rows = [
            Row("r", number, None, {"note": "x"}, elder=code, name=name) for number, (code, name) in enumerate(pairs, 2)
        ]
        return await named(Desk(request, world.actor(who), office, MutableHeaders()), rows)

    return world.run(asked)


def codes(rows: list[Row]) -> list[str | None]:
    return [row.errors[0].code if row.errors else None for row in rows]


@pytest.mark.parametrize("who", VISITORS)
def test_the_template_lists_the_elders_of_ones_own_list(world: World, elders: dict[str, str], who: str) -> None:
    items, cursor = [], None
    while True:
        page = world.as_(who).get("/v1/elders", params={"limit": 500} | ({"cursor": cursor} if cursor else {})).json()
        items, cursor = items + page["items"], page["next_cursor"]
        if cursor is None:
            break
    own = {(one["name"], code_of(UUID(one["id"]))) for one in items if one["state"] != "left"}
    assert {(name, code) for name, _, code in listed(world, who)} == own
    assert (("林阿姨", code_of(UUID(elders["林阿姨"])))) in own
    assert code_of(UUID(elders["黄阿婆"])) not in {code for _, code in own}


def test_an_elder_who_has_left_is_not_listed(world: World) -> None:
    elder = world.register("guide", name="已退出")
    assert code_of(UUID(elder)) in {code for _, _, code in listed(world, "liaison")}
    answer = world.as_("guide").post(
        f"/v1/elders/{elder}/exit", json={"reason": "institution", "on": clock.today().isoformat()}
    )
    assert answer.status_code == 201, answer.text
    assert code_of(UUID(elder)) not in {code for _, _, code in listed(world, "liaison")}


@pytest.mark.parametrize(
    ("name", "may"),
    [
        ("elders", ("supervisor", "guide", "liaison")),
        ("candidates", ("supervisor", "guide", "liaison")),
        ("visits", VISITORS),
    ],
)
def test_a_template_is_for_those_who_may_send_its_rows(world: World, name: str, may: tuple[str, ...]) -> None:
    for who in ("supervisor", "guide", "liaison", "agency", "platform", "city", "app", "nobody"):
        status = world.as_(who).get(f"{PATH}/{name}.xlsx").status_code
        assert status == (200 if who in may else 401 if who == "nobody" else 403), who


def test_a_template_offers_the_villages_of_ones_own_area(world: World) -> None:
    content = world.as_("liaison").get(f"{PATH}/elders.xlsx").content
    book = openpyxl.load_workbook(io.BytesIO(content))
    said = [str(cell.value) for row in book["选项"] for cell in row if str(cell.value)[:6] == "350303"]
    assert [one[:12] for one in said] == [VILLAGE]


def test_a_template_offers_the_villages_of_today_by_the_names_of_today(world: World) -> None:
    ended, coming, renamed = (f"{TOWNSHIP}{no}" for no in (871, 872, 873))
    for code, first in ((ended, day(-9)), (coming, day(3)), (renamed, day(-9))):
        assert add(world, code, **{"from": first}).status_code == 201
    assert end(world, ended, **{"from": day(-2)}).status_code == 201
    assert rename(world, renamed, name="梅洋社区", **{"from": day(-1)}).status_code == 200
    book = openpyxl.load_workbook(io.BytesIO(world.as_("guide").get(f"{PATH}/elders.xlsx").content))
    said = {str(cell.value) for row in book["选项"] for cell in row if str(cell.value)[:11] == f"{TOWNSHIP}87"}
    assert said == {f"{renamed} 梅洋社区"}


def test_a_row_names_its_elder_by_code(world: World, elders: dict[str, str]) -> None:
    code = code_of(UUID(elders["林阿姨"]))
    for who in VISITORS:
        rows = with_names(world, who, (code, "林阿姨"), (code, None), (code.lower().replace("-", ""), " 林 阿姨 "))
        assert codes(rows) == [None, None, None]
        assert [row.body for row in rows] == [{"elder_id": elders["林阿姨"], "note": "x"}] * 3


def test_anothers_code_reads_like_one_that_nobody_has(world: World, elders: dict[str, str]) -> None:
    foreign, none = code_of(UUID(elders["黄阿婆"])), code_of(uuid4())
    for who in VISITORS:
        one, other, hers = with_names(world, who, (foreign, "黄阿婆"), (none, "黄阿婆"), (foreign, "另一个"))
        assert one.errors == other.errors == hers.errors
        assert codes([one]) == ["elder_unknown"]
        assert one.body is None
    assert codes(with_names(world, "far_guide", (foreign, "黄阿婆"))) == [None]


def test_a_name_that_disagrees_is_an_error_of_the_row(world: World, elders: dict[str, str]) -> None:
    code = code_of(UUID(elders["林阿姨"]))
    (row,) = with_names(world, "guide", (code, "陈阿公"))
    assert codes([row]) == ["name_disagrees"]
    assert row.errors[0].column == "服务对象姓名"
    assert "林阿姨" not in repr(row.errors)


def test_a_batch_is_one_question_however_long(
    world: World, elders: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = 0
    reading = Desk.reading

    def counted(desk: Desk, sight: object) -> object:
        nonlocal asked
        asked += 1
        return reading(desk, sight)  # type: ignore[arg-type]

    monkeypatch.setattr(Desk, "reading", counted)
    pairs = [(code_of(UUID(elders["林阿姨"])), "林阿姨"), (code_of(uuid4()), None), ("K7Q2-MX4P-9T9", None)] * 200
    rows = with_names(world, "guide", *pairs)
    assert asked == 1
    assert codes(rows)[:3] == [None, "elder_unknown", "code_mistyped"]
    assert len(rows) == 600


def test_rows_that_name_nobody_pass_as_they_are(world: World) -> None:
    rows = rows_of(workbook([HEADS, (None, *ROW[1:])]))
    assert rows[0].errors[0].code == "elder_missing"
    assert with_names(world, "guide") == []


@given(st.uuids())
def test_a_code_names_the_end_of_its_id(elder: UUID) -> None:
    assert ending_of(code_of(elder)) == elder.hex[-12:]


@given(st.uuids(), st.data())
def test_a_wrong_character_or_two_in_the_wrong_order_are_found_out(elder: UUID, data: st.DataObject) -> None:
    code = code_of(elder).replace("-", "")
    at = data.draw(st.integers(0, len(code) - 1))
    other = data.draw(st.sampled_from([one for one in "0123456789ABCDEFGHJKLMNPQRTUWXY" if one != code[at]]))
    assert ending_of(code[:at] + other + code[at + 1 :]) is None
    if at + 1 < len(code) and code[at] != code[at + 1]:
        assert ending_of(code[:at] + code[at + 1] + code[at] + code[at + 2 :]) is None
    assert ending_of(code[:-1]) is None


def test_the_kinds_are_those_of_the_routes() -> None:
    assert set(MODELS) == set(ImportKind)
