"""A registration with every field: read, amended and moved, sealed person by person, and shown as far as one may see."""

from copy import deepcopy
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import httpx
import orjson
import psycopg
import pytest
from psycopg import sql

from carevisit import clock
from carevisit.app import KINDS
from carevisit.database import Sight
from carevisit.elders import FileFact
from carevisit.elders.actions import _as_filed as told_of
from carevisit.elders.agreement import disagreements
from carevisit.elders.circumstances import circumstances_of
from carevisit.elders.examples import LEFT_BEHIND
from carevisit.elders.people import SEATS, others_in
from carevisit.elders.sheets import FilePart
from carevisit.elders.values import masked
from carevisit.ledger import Ledger, read_stream
from conftest import NEXT_VILLAGE, VILLAGE, World, at, id_number

OTHERS = (
    "王大勇", "陈小丽", "王小燕", "王二弟", "王建军", "赵婶", "刘书记", "陈登记", "13900000001", "13900000002", "13900000003",
    "13900000004", "13900000005", "99999919700315003X", "999999197207080029", "李秀英", "13900000006", "999999194602140024",
    "厦门市同安区某工地", "建筑工地务工", "郑医生",
)  # fmt: skip
_turns = iter(range(1, 999, 2))


def whole(**changes: Any) -> dict[str, Any]:
    """The contract's second example, of a man of his own number each time."""
    number = id_number(date(1944, 5, 12), next(_turns))
    told = deepcopy(LEFT_BEHIND) | {
        "id_number": number,
        "filed_on": days_ago(60),
        "consent": {"given": True, "on": days_ago(60)},
    }
    told["disability_certificate"]["number"] = f"{number}63"
    return told | changes


def days_ago(days: int) -> str:
    return (clock.today() - timedelta(days=days)).isoformat()


def register(world: World, told: dict[str, Any], who: str = "guide") -> dict[str, Any]:
    answer = world.as_(who).post("/v1/elders", json=told)
    assert answer.status_code == 201, answer.text
    file: dict[str, Any] = answer.json()
    return file


def read(world: World, elder: str, who: str = "guide") -> dict[str, Any]:
    file: dict[str, Any] = world.as_(who).get(f"/v1/elders/{elder}").json()
    return file


def amend(world: World, elder: str, changes: dict[str, Any], who: str = "guide") -> httpx.Response:
    tag = world.as_(who).get(f"/v1/elders/{elder}").headers["ETag"]
    return world.as_(who).patch(f"/v1/elders/{elder}", json=changes, headers={"If-Match": tag})


def errors(answer: httpx.Response) -> list[tuple[str, str]]:
    assert answer.status_code == 422, answer.text
    return [(error["pointer"], error["code"]) for error in answer.json()["errors"]]


def said(told: Any) -> Any:
    """What was said, without the ids and the nulls that an answer adds."""
    if isinstance(told, dict):
        return {name: said(value) for name, value in told.items() if name != "id" and value is not None}
    return [said(one) for one in told] if isinstance(told, list) else told


def ids(file: dict[str, Any]) -> dict[str, str]:
    return {one.pointer: one.data["id"] for one in others_in(file)}


def latest(world: World, elder: str) -> FileFact:
    """The newest fact of a file, with its sealed parts, as the ledger itself reads it."""

    async def work(ledger: Ledger) -> FileFact:
        async with ledger.database.transaction(Sight.KEEPER) as keeper:
            rows = await keeper.all(
                "SELECT id, wrapped FROM person WHERE id IN (SELECT person FROM sealed WHERE subject = %s)", (elder,)
            )
            keys = {row["id"]: ledger.sealing.unwrap(row["id"], row["wrapped"]) for row in rows}
            stream = await read_stream(keeper.connection, ledger.kinds, UUID(elder), keys)
        return [entry.fact for entry in stream if isinstance(entry.fact, FileFact)][-1]

    return world.run(work)


def test_everything_that_was_told_is_read_again(world: World) -> None:
    told = whole()
    file = register(world, told)
    assert read(world, file["id"]) == file
    sent = FilePart.model_validate({name: told[name] for name in FilePart.model_fields})
    expected = sent.model_dump(mode="json", by_alias=True)
    expected["ability"]["grade"] = "moderate"  # 66 points are mild, dementia one worse
    assert said({name: file[name] for name in expected}) == said(expected)
    assert len(set(ids(file).values())) == len(ids(file)) == 13


def test_an_amendment_of_a_childs_spouse_keeps_everybodys_id(world: World) -> None:
    before = register(world, whole())
    children = before["family"]["children"]
    children[0]["spouse"]["phone"] = "13911112222"
    answer = amend(world, before["id"], {"family": {"children": children}})
    assert answer.status_code == 200, answer.text
    after = answer.json()
    assert ids(after) == ids(before)
    assert after == before | {"version": after["version"], "family": before["family"] | {"children": children}}
    moved = world.as_("guide").post(
        f"/v1/elders/{before['id']}/transfer",
        json={"place": NEXT_VILLAGE},
        headers={"If-Match": answer.headers["ETag"]},
    )
    assert moved.status_code == 200, moved.text
    there = moved.json()
    assert ids(there) == ids(before)
    assert there["residence"] == {"place": NEXT_VILLAGE, "detail": None, "group": None, "rural": True}
    same = {"version", "place", "residence"}
    assert {n: v for n, v in there.items() if n not in same} == {n: v for n, v in after.items() if n not in same}


def test_a_section_of_one_person_is_amended_in_part_and_stays_theirs(world: World) -> None:
    before = register(world, whole())
    changes = {"helper": {"phone": "13911110000"}, "care_agreement": {"with": "赵叔"}, "help": {"measures": None}}
    after = amend(world, before["id"], changes).json()
    assert ids(after) == ids(before)
    assert after["helper"] == before["helper"] | {"phone": "13911110000"}
    assert after["care_agreement"] == before["care_agreement"] | {"with": "赵叔"}
    assert after["help"] == before["help"] | {"measures": None}
    gone = amend(
        world, before["id"], {"helper": None, "help": {"person": None}, "supporters": [], "carers": None}
    ).json()
    assert (gone["helper"], gone["supporters"], gone["carers"]) == (None, [], None)
    assert gone["help"] == {"id": None, "by": ["village", "volunteer"], "person": None, "measures": None}


@pytest.mark.parametrize(
    "at",
    [
        "/family/spouse",
        "/family/children/0/spouse",
        "/family/others/0",
        "/supporters/0",
        "/carers/0",
        "/helper",
        "/care_agreement",
        "/help",
    ],
)
def test_an_id_that_names_nobody_of_the_file_is_refused_wherever_it_stands(world: World, at: str) -> None:
    told: Any = whole()
    section = told
    for step in at.split("/")[1:]:
        section = section[int(step) if step.isdigit() else step]
    section["id"] = "01920000-0000-7000-8000-000000000000"
    assert errors(world.as_("guide").post("/v1/elders", json=told)) == [(f"{at}/id", "unknown_person")]


def test_what_contradicts_itself_is_refused_by_register_and_by_amend(world: World) -> None:
    told = whole()
    told["ability"]["grade"] = "mild"
    told["disability_certificate"]["number"] = "99999919440512001663"
    told["categories_told"] = ["severe_disability"]
    expected = [
        ("/ability/grade", "grade_disagrees"),
        ("/disability_certificate/number", "certificate_of_another"),
        ("/categories_told/0", "certificate_disagrees"),
    ]
    assert errors(world.as_("guide").post("/v1/elders", json=told)) == expected
    elder = register(world, whole())["id"]
    assert errors(amend(world, elder, {"categories_told": ["severe_disability"]})) == [expected[2]]
    assert errors(amend(world, elder, {"not_applicable": [{"section": "/carers", "reason": "none"}]})) == [
        ("/not_applicable/0/section", "not_empty")
    ]
    excused = {"carers": None, "not_applicable": [{"section": "/carers", "reason": "none"}]}
    assert amend(world, elder, excused).json()["not_applicable"] == excused["not_applicable"]


def test_a_score_amended_later_gives_its_own_grade(world: World) -> None:
    elder = register(world, whole())["id"]
    changed = amend(world, elder, {"ability": {"score": 46, "items": None}})
    assert changed.status_code == 200, changed.text
    assert changed.json()["ability"] | {"grade": "severe"} == changed.json()["ability"]
    assert amend(world, elder, {"ability": {"modifiers": []}}).json()["ability"]["grade"] == "moderate"
    sent_back = read(world, elder)["ability"]
    assert amend(world, elder, {"ability": sent_back}).json()["ability"] == sent_back
    told = amend(world, elder, {"ability": {"score": None, "grade": "intact"}}).json()["ability"]
    assert (told["grade"], told["score"]) == ("intact", None)
    every = world.as_("guide").get(f"/v1/elders/{elder}/timeline").json()["items"]
    items = [item for item in every if item["kind"].startswith("elder.")]
    assert [item["data"]["ability"] for item in items] == ["intact", "moderate", "moderate", "severe", "moderate"]
    assert all("tier" not in item["data"] for item in items)


def test_after_a_late_move_a_change_may_not_hold_from_before_what_was_said_earlier(world: World) -> None:
    elder = register(world, whole())["id"]
    amended = amend(world, elder, {"phone": "13800000021"})
    move = {"place": NEXT_VILLAGE, "on": days_ago(20)}
    path = f"/v1/elders/{elder}/transfer"
    assert world.as_("guide").post(path, json=move, headers={"If-Match": amended.headers["ETag"]}).status_code == 200
    assert errors(amend(world, elder, {"as_of": days_ago(5), "phone": "13800000022"})) == [
        ("/as_of", "before_last_change")
    ]


def test_each_role_sees_its_copy_of_the_whole_form(world: World) -> None:
    told = whole()
    elder = register(world, told)["id"]
    for who in ("guide", "supervisor", "platform"):
        full = read(world, elder, who)
        assert full["view"] == "full"
        assert full["living"]["pension"] == {"has": True, "monthly_yuan": 180.0}, who
        assert full["family"]["children"][0]["spouse"]["id_number"] == "999999197207080029"
    working = world.as_("liaison").get(f"/v1/elders/{elder}")
    seen = working.json()
    assert seen["view"] == "working"
    assert (seen["living"]["water_safe"], seen["living"]["electricity_safe"]) == (True, False)
    for hidden in ("household_income_yuan", "pension", "benefits"):
        assert seen["living"][hidden] is None
    for hidden in (
        "economic_status", "monthly_income_yuan", "income_source", "disability_certificate", "living_told",
        "assistance_received", "subsistence_allowance_told",
    ):  # fmt: skip
        assert seen[hidden] is None, hidden
    for number in (told["id_number"], "99999919700315003X", "999999197207080029", "999999194602140024"):
        assert number not in working.text
        assert number[6:14] not in working.text.replace("1944-05-12", "")
    assert seen["family"]["spouse"]["id_number"] == masked("999999194602140024")
    assert seen["family"]["children"][0]["spouse"]["id_number"] == masked("999999197207080029")
    assert seen["carers"][0]["phone"] == "13900000004"
    for who in ("agency", "app"):
        service = world.as_(who).get(f"/v1/elders/{elder}")
        file = service.json()
        assert file["view"] == "service"
        assert file["living"] == seen["living"]
        assert file["diseases"] == told["diseases"]
        assert file["emergency_contact"]["phone"] == "13900000001"
        assert file["not_applicable"] == []
        assert (file["monthly_income_yuan"], file["family"], file["born_on"]) == (None, None, None)
        assert file["health_management"] is None
        text = service.text.replace(str(file["emergency_contact"]["name"]), "").replace("13900000001", "")
        for word in (*OTHERS[1:8], *OTHERS[9:], "郑医生", "高龄津贴", "慰问", told["id_number"]):
            assert word not in text, (who, word)


def test_a_village_amends_what_it_sees_and_leaves_the_rest(world: World) -> None:
    before = register(world, whole())
    seen = read(world, before["id"], "liaison")
    seen["living"]["electricity_safe"] = True
    seen["supporters"][0]["phone"] = "13911113333"
    sent = {
        name: seen[name] for name in ("living", "family", "supporters", "carers", "helper", "help", "care_agreement")
    }
    answer = amend(world, before["id"], sent, "liaison")
    assert answer.status_code == 200, answer.text
    after = read(world, before["id"])
    assert after["living"] == before["living"] | {"electricity_safe": True}
    assert after["supporters"][0] == before["supporters"][0] | {"phone": "13911113333"}
    assert after["family"] == before["family"]
    for changes, pointer in (
        ({"living": {"pension": {"has": False}}}, "/living/pension"),
        ({"living": None}, "/living"),
        ({"living_told": "good"}, "/living_told"),
        ({"disability_certificate": None}, "/disability_certificate"),
    ):
        assert errors(amend(world, before["id"], changes, "liaison")) == [(pointer, "not_in_your_copy")]


def test_everybody_is_sealed_under_a_key_of_their_own_and_nobody_in_the_open(world: World) -> None:
    file = register(world, whole())
    fact = latest(world, file["id"])
    assert {str(person) for person in fact.people} == set(ids(file).values())
    assert {part.part for part in fact.people.values()} == {*SEATS, "childs_spouse"}
    own = fact.model_dump_json(exclude={"people"})
    for word in OTHERS:
        assert word not in own, word
    with psycopg.connect(world.owner_url) as owner:
        row = owner.execute("SELECT count(*) FROM sealed WHERE subject = %s", (file["id"],)).fetchone()
        assert row == (14,)
        tables = [
            t
            for (t,) in owner.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()").fetchall()
        ]
        for table in tables:
            rows = owner.execute(sql.SQL("SELECT t::text FROM {} t").format(sql.Identifier(table))).fetchall()
            text = "\n".join(row for (row,) in rows)
            for word in (*OTHERS, "王大爷", "高龄津贴", "慰问", "350200"):
                assert word not in text.replace("莆田", ""), (table, word)
                assert word.encode().hex() not in text, (table, word)
    feed = world.as_("guide").get("/v1/feed", params={"limit": 1000, "wait": 1}).text
    assert "elder.registered.v3" in feed
    assert [word for word in (*OTHERS, "350200") if word in feed] == []


def test_the_circumstances_rest_on_the_tree_and_move_along(world: World) -> None:
    told = whole(disability_certificate=None, categories_told=["left_behind"])
    told["family"]["children"][0]["lives"]["place"] = "370402001013"
    file = register(world, told)
    first = latest(world, file["id"]).circumstances
    assert first is not None
    assert first.home == first.registered == ("35", "3503", "350303", "350303103", VILLAGE)
    assert first.kin is not None
    assert first.kin[0].where == ("37", "3704", "370402", "370402001", "370402001013")
    assert first.no_certificate is True
    amended = amend(world, file["id"], {"phone": "13800009999"})
    assert latest(world, file["id"]).circumstances == first
    move = {"place": NEXT_VILLAGE, "rural": False}
    path = f"/v1/elders/{file['id']}/transfer"
    moved = world.as_("guide").post(path, json=move, headers={"If-Match": amended.headers["ETag"]})
    assert moved.status_code == 200, moved.text
    assert latest(world, file["id"]).circumstances == first.model_copy(
        update={"home": (*first.home[:4], NEXT_VILLAGE), "rural_residence": False}
    )


def test_that_there_is_no_certificate_is_known_only_where_it_was_said(world: World) -> None:
    told = whole(categories_told=["left_behind"])
    del told["disability_certificate"]
    elder = register(world, told)["id"]

    def none() -> bool:
        circumstances = latest(world, elder).circumstances
        assert circumstances is not None
        return circumstances.no_certificate

    assert none() is False
    assert amend(world, elder, {"phone": "13800009998"}).status_code == 200
    assert none() is False
    assert amend(world, elder, {"disability_certificate": None}).status_code == 200
    assert none() is True
    assert amend(world, elder, {"phone": "13800009997"}, "liaison").status_code == 200
    assert none() is True


def test_a_file_of_the_first_shape_is_read_on_and_amended() -> None:
    """What the ledger holds from before: a tier in the open, no circumstances, null for a certificate nobody asked about."""
    elder, contact, child = (UUID(int=n) for n in (1, 2, 3))
    opened = {
        "filed_on": "2026-01-01", "confirmed_on": None, "state": "active", "consent": "given", "tier": "key", "tier_told": None,
        "categories": ["living_alone"], "ability": "mild", "place": VILLAGE, "external_id": None,
    }  # fmt: skip
    own: dict[str, Any] = {
        "name": "林阿姨", "id_number": "999999194611040025", "sex": None, "phone": None, "ethnicity": None,
        "residence": {"place": VILLAGE, "detail": "1 号", "group": None, "rural": None}, "household_registration": None,
        "ability": {"grade": "mild", "assessed_on": None, "basis": "told"}, "medical_history": None, "economic_status": None,
        "monthly_income_yuan": None, "income_source": None, "disability_certificate": None,
        "family": {"spouse": None, "lives_with": None, "carer": None, "labour_capacity": None, "children": []},
    }  # fmt: skip
    sealed: dict[UUID, Any] = {
        elder: {"file": own},
        contact: {
            "part": "emergency_contact",
            "turn": 0,
            "told": {"name": "甲", "relationship": "son", "phone": "13900000001"},
        },
        child: {"part": "child", "turn": 0, "told": {"name": "乙", "alive": True, "adopted": False, "lives": None}},
    }
    parts = {person: orjson.dumps(part) for person, part in sealed.items()}
    fact = KINDS.read("elder.registered", 1, orjson.dumps(opened), elder, parts)
    assert isinstance(fact, FileFact)
    assert (fact.circumstances, hasattr(fact, "tier")) == (None, False)
    sheet = FilePart.model_validate(told_of(fact))
    assert disagreements(sheet) == ()
    assert (sheet.emergency_contact.id if sheet.emergency_contact else None) == contact
    assert [one.id for one in (sheet.family.children or [] if sheet.family else [])] == [child]
    circumstances = circumstances_of(sheet, {})
    assert (circumstances.no_certificate, circumstances.ability) == (False, "mild")


def test_a_change_holds_from_the_day_that_it_is_said_to(world: World) -> None:
    elder = register(world, whole())["id"]
    since = clock.today() - timedelta(days=10)

    def happened() -> list[tuple[str, str]]:
        items = world.as_("guide").get(f"/v1/elders/{elder}/timeline").json()["items"]
        return [(item["happened_at"], item["kind"]) for item in items]

    assert amend(world, elder, {"as_of": since.isoformat(), "phone": "13800000011"}).status_code == 200
    assert amend(world, elder, {"as_of": since.isoformat(), "phone": "13800000012"}).status_code == 200
    moments = [clock.start_of(since) + timedelta(microseconds=n) for n in (1, 0)]
    told = sorted((at(moment) for moment, kind in happened() if kind == "elder.amended"), reverse=True)
    assert told == moments
    assert read(world, elder)["phone"] == "13800000012"
    early = (since - timedelta(days=1)).isoformat()
    assert errors(amend(world, elder, {"as_of": early, "phone": "13800000013"})) == [("/as_of", "before_last_change")]
    tomorrow = (clock.today() + timedelta(days=1)).isoformat()
    assert errors(amend(world, elder, {"as_of": tomorrow, "phone": "13800000013"})) == [("/as_of", "in_the_future")]
    assert amend(world, elder, {"as_of": clock.today().isoformat(), "phone": "13800000014"}).status_code == 200
    assert amend(world, elder, {"as_of": None, "phone": "13800000015"}).status_code == 200
    assert amend(world, elder, {"as_of": clock.today().isoformat(), "phone": "13800000016"}).status_code == 200
    assert read(world, elder)["phone"] == "13800000016"
    late = {"as_of": since.isoformat(), "phone": "13800000017"}
    assert errors(amend(world, elder, late)) == [("/as_of", "before_last_change")]
    items = world.as_("guide").get(f"/v1/elders/{elder}/timeline").json()["items"]
    assert all(item["data"]["changed"] == ["phone"] for item in items if item["kind"] == "elder.amended")
