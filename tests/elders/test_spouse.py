"""The elder's spouse is a person of the file: recorded, sealed, shown, and considered by the rules."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from carevisit import clock
from carevisit.elders import FileFact
from carevisit.elders.people import assemble, take_apart
from conftest import World, id_number
from elders.test_dating import ALONE, amend, amended, day, held, refused
from elders.test_whole_file import latest

WIFE: dict[str, Any] = {
    "status": "living", "name": "李秀英", "sex": "female", "id_number": "999999194602140024", "phone": "13900000006",
    "died_on": None, "health": "一般", "visits_often": False,
    "lives": {
        "place": "350200", "place_note": "厦门市思明区", "since": "2026-03-01", "reason": "other", "reason_note": "照看孙辈",
        "planned_return_on": "2027-02-01",
    },
}  # fmt: skip


def family(**changes: Any) -> dict[str, Any]:
    return ALONE | {"children": []} | changes


def register(world: World, **told: Any) -> str:
    return world.register(filed_on=day(-60), categories_told=[], **told)


def spouse_of(world: World, elder: str, who: str = "guide") -> dict[str, Any]:
    told: dict[str, Any] = world.as_(who).get(f"/v1/elders/{elder}").json()["family"]["spouse"]
    return told


def sealed(world: World, elder: str) -> tuple[FileFact, dict[str, Any]]:
    """The newest fact of the file, and what it says of the spouse under the spouse's own key."""
    fact = latest(world, elder)
    (told,) = [one.told for one in fact.people.values() if one.part == "spouse"]
    return fact, told


def test_everything_that_is_told_of_a_spouse_is_read_again_and_sealed_under_their_own_key(world: World) -> None:
    elder = register(world, family=family(spouse=WIFE))
    shown = spouse_of(world, elder)
    assert shown == WIFE | {"id": shown["id"]}
    fact, told = sealed(world, elder)
    assert told == {name: value for name, value in WIFE.items() if name != "status"}
    assert fact.file is not None
    assert fact.file["family"]["spouse"] == {"status": "living"}


def test_a_spouse_of_whom_only_the_status_is_told_is_no_person(world: World) -> None:
    elder = register(world, family=family())
    assert {name for name, value in spouse_of(world, elder).items() if value is not None} == {"status"}
    assert all(one.part != "spouse" for one in latest(world, elder).people.values())


def test_that_a_spouse_does_not_visit_is_something_told(world: World) -> None:
    elder = register(world, family=family(spouse={"status": "living", "visits_often": False}))
    assert spouse_of(world, elder)["visits_often"] is False


def test_an_amendment_of_the_status_keeps_the_person(world: World) -> None:
    elder = register(world, family=family(spouse=WIFE))
    before = spouse_of(world, elder)
    after = amended(world, elder, {"family": {"spouse": {"status": "divorced"}}})["family"]["spouse"]
    assert after == before | {"status": "divorced"}


def test_a_spouse_told_in_the_elders_own_part_is_read_and_becomes_a_person_when_the_file_is_amended() -> None:
    lives = {"place": "350200", "since": "2026-03-01", "reason": None, "planned_return_on": None}
    old = {"name": "林阿姨", "family": {"spouse": {"status": "living", "lives": lives}, "children": []}}
    file = assemble(old, {})
    assert file["family"]["spouse"] == {"status": "living", "lives": lives}
    own, people = take_apart(file, lambda: UUID(int=1))
    assert own["family"]["spouse"] == {"status": "living"}
    assert (people[UUID(int=1)].part, people[UUID(int=1)].told["lives"]) == ("spouse", lives)


def test_the_death_of_a_spouse_dates_itself_and_makes_who_has_nobody_else_an_elder_without_kin(world: World) -> None:
    told = family(spouse={"status": "living", "name": "李秀英"}, lives_with="spouse", labour_capacity="lost")
    elder = register(world, family=told)
    assert held(world, elder, 0) == set()
    amended(world, elder, {"phone": "13800000034"})
    amended(world, elder, {"family": {"spouse": {"status": "deceased", "died_on": day(-12)}}})
    assert [held(world, elder, days) for days in (-13, -12, 0)] == [set(), *[{"no_kin", "living_alone"}] * 2]


def test_the_move_of_a_spouse_dates_itself_and_leaves_the_elder_alone(world: World) -> None:
    near = {"status": "living", "name": "李秀英", "lives": {"place": "350303103202"}}
    elder = register(world, family=family(spouse=near))
    assert held(world, elder, 0) == set()
    away = {"place": "350200", "since": day(-12)}
    amended(world, elder, {"family": {"spouse": {"lives": away}}})
    assert [held(world, elder, days) for days in (-13, -12, 0)] == [set(), {"living_alone"}, {"living_alone"}]


@pytest.mark.parametrize(
    ("spouse", "pointer", "code"),
    [
        ({"sex": "male"}, "/family/spouse/sex", "sex_disagrees"),
        ({"died_on": "2026-01-05"}, "/family/spouse/died_on", "not_deceased"),
        ({"status": "deceased", "died_on": "1946-01-05"}, "/family/spouse/died_on", "too_early"),
        ({"status": "never_married"}, "/family/spouse/status", "no_spouse"),
        ({"lives": {"since": "1930-01-01"}}, "/family/spouse/lives/since", "too_early"),
    ],
)
def test_a_spouse_who_contradicts_themself_is_refused(
    world: World, spouse: dict[str, Any], pointer: str, code: str
) -> None:
    elder = register(world, family=family(spouse=WIFE))
    assert refused(amend(world, elder, {"family": {"spouse": spouse}})) == (pointer, code)


def test_a_spouse_with_the_elders_own_number_is_refused(world: World) -> None:
    number = id_number(turn=4)
    elder = register(world, id_number=number, family=family(spouse=WIFE | {"sex": None}))
    refusal = amend(world, elder, {"family": {"spouse": {"id_number": number}}})
    assert refused(refusal) == ("/family/spouse/id_number", "the_elders_own")


def test_the_village_reads_the_spouse_with_a_masked_number_and_an_agency_nothing(world: World) -> None:
    elder = register(world, family=family(spouse=WIFE))
    shown = spouse_of(world, elder, "liaison")
    assert shown == WIFE | {"id": shown["id"], "id_number": "999999************"}
    assert world.as_("agency").get(f"/v1/elders/{elder}").json()["family"] is None
    changes = {"family": {"spouse": shown | {"phone": "13900000007"}}}
    client = world.as_("liaison")
    tag = client.get(f"/v1/elders/{elder}").headers["ETag"]
    assert client.patch(f"/v1/elders/{elder}", json=changes, headers={"If-Match": tag}).status_code == 200
    assert spouse_of(world, elder) == WIFE | {"id": shown["id"], "phone": "13900000007"}


def test_a_living_spouse_can_be_the_first_contact_and_a_dead_one_cannot(world: World) -> None:
    elder = register(world, family=family(spouse=WIFE))
    contacts = f"/v1/elders/{elder}/contacts"
    named = {"role": "first", "child_id": spouse_of(world, elder)["id"]}
    assert world.as_("guide").post(contacts, json=named).status_code == 201
    assert world.as_("guide").get(contacts).json()["first"]["name"] == "李秀英"
    amended(world, elder, {"family": {"spouse": {"status": "deceased"}}})
    assert refused(world.as_("guide").post(contacts, json=named)) == ("/child_id", "not_living")


def test_the_day_of_the_consent_is_read_with_it(world: World) -> None:
    def consent(elder: str) -> tuple[str, str | None]:
        file = world.as_("guide").get(f"/v1/elders/{elder}").json()
        return file["consent"], file["consent_on"]

    assert consent(world.register(consent=None)) == ("not_asked", None)
    elder = world.register(consent={"given": True, "on": day(-30)})
    assert consent(elder) == ("given", day(-30))
    sent = {"consent": "withdrawn", "on": day(-2)}
    answer = world.as_("guide").post(f"/v1/elders/{elder}/consent", json=sent)
    assert answer.status_code == 201, answer.text
    assert consent(elder) == ("withdrawn", (clock.today() - timedelta(days=2)).isoformat())
