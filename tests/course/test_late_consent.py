"""An elder who agrees later is active from then on: the registration is kept, whatever the elder answered."""

from datetime import date, timedelta
from typing import Any

import pytest

from carevisit import clock
from conftest import World, registration

DAY = timedelta(days=1)


def ago(days: int) -> str:
    return (clock.today() - days * DAY).isoformat()


def register(world: World, who: str = "guide", **told: Any) -> dict[str, Any]:
    answer = world.as_(who).post("/v1/elders", json=registration(filed_on=ago(100), **told))
    assert answer.status_code == 201, answer.text
    file: dict[str, Any] = answer.json()
    return file


def consent(world: World, elder: str, said: str, on: str) -> None:
    answer = world.as_("guide").post(f"/v1/elders/{elder}/consent", json={"consent": said, "on": on})
    assert answer.status_code == 201, answer.text


def status(world: World, elder: str, on: str | None = None) -> dict[str, Any]:
    params = {"at": f"{on}T12:00:00+08:00"} if on else {}
    answer = world.as_("guide").get(f"/v1/elders/{elder}/status", params=params)
    assert answer.status_code == 200, answer.text
    shown: dict[str, Any] = answer.json()
    return shown


def stage(world: World, elder: str) -> str | None:
    found = world.as_("guide").get("/v1/census/candidates", params={"limit": 500}).json()["items"]
    return next((item["stage"] for item in found if item["elder_id"] == elder), None)


REFUSED = {"given": False, "on": ago(100)}


@pytest.mark.parametrize("said", [None, REFUSED], ids=["not asked", "refused"])
def test_who_was_confirmed_and_agrees_later_stands_from_the_later_day(world: World, said: Any) -> None:
    early, late = (
        register(world, consent=said, confirmed_on=ago(120)),
        register(world, consent=said, confirmed_on=ago(20)),
    )
    assert (early["confirmed_on"], late["confirmed_on"]) == (ago(120), ago(20))
    for file, since in ((early, 40), (late, 20)):
        consent(world, file["id"], "given", ago(40))
        now = status(world, file["id"])
        assert (now["state"], now["consent"]) == ("active", "given")
        before = status(world, file["id"], ago(since + 1))
        assert before["state"] == ("declined" if said and since == 40 else "candidate")
        assert status(world, file["id"], ago(since))["state"] == "active"


def test_who_refuses_and_agrees_again_stands_as_confirmed(world: World) -> None:
    elder = register(world, confirmed_on=ago(90))["id"]
    consent(world, elder, "withdrawn", ago(50))
    consent(world, elder, "given", ago(30))
    assert [status(world, elder, ago(day))["state"] for day in (60, 40, 30)] == ["active", "declined", "active"]


@pytest.mark.parametrize("said", [None, REFUSED], ids=["not asked", "refused"])
def test_who_was_not_confirmed_and_agrees_later_is_on_the_census_list(world: World, said: Any) -> None:
    elder = register(world, consent=said)["id"]
    consent(world, elder, "given", ago(10))
    assert status(world, elder)["state"] == "candidate"
    assert stage(world, elder) == "listed"
    answer = world.as_("guide").post(f"/v1/elders/{elder}/confirmation", json={"eligible": True, "on": ago(5)})
    assert answer.status_code == 201, answer.text
    assert (status(world, elder)["state"], stage(world, elder)) == ("active", "confirmed")


def test_visits_are_owed_from_the_day_of_the_agreement_that_was_told_at_the_registration(world: World) -> None:
    elder = register(world, confirmed_on=ago(100), consent={"given": True, "on": ago(70)})["id"]
    found = [(status(world, elder, ago(day))["state"], status(world, elder, ago(day))["consent"]) for day in (71, 70)]
    assert found == [("candidate", "not_asked"), ("active", "given")]


@pytest.mark.parametrize("who", ["liaison", "writing_app"])
def test_a_village_cannot_say_that_somebody_was_confirmed(world: World, who: str) -> None:
    told = registration(confirmed_on=date.today().isoformat())  # noqa: DTZ011
    answer = world.as_(who).post("/v1/elders", json=told)
    assert answer.status_code == 422, answer.text
    assert [(e["pointer"], e["code"]) for e in answer.json()["errors"]] == [("/confirmed_on", "township_confirms")]
