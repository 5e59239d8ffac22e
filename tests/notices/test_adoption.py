"""Adopting a profile: from when it holds, how it reaches every elder below, and that a deployment's own needs no code."""

import asyncio
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from carevisit import clock
from carevisit.access import Actor
from carevisit.elders import ElderTransferred, ProfileApplied, Registration, follow_place, follow_places
from carevisit.elders.actions import register_elder, transfer_elder
from carevisit.elders.sheets import Transfer
from carevisit.errors import Invalid
from carevisit.etags import Expected
from carevisit.ledger import Book, Ledger
from carevisit.notices.actions import adopt_profile
from carevisit.notices.sheets import AdoptionSheet
from carevisit.policy import profile
from conftest import (
    DISTRICT,
    FAR_VILLAGE,
    NEXT_VILLAGE,
    TOWNSHIP,
    VILLAGE,
    World,
    free_port,
    id_number,
    living,
    registration,
    serve,
)
from ledger.scene import Scene, register

OWN = """
zh = "试点乡镇探访关爱服务"
en = "A pilot's visits and care"
source = "试点〔2026〕1号"
age_floor = 65
services = ["meals", "comfort"]
standing_days = 7
windows = "calendar"
late_after_hours = 48
correct_within_days = 7
review_every_months = 6
reassess_every_months = 12
[visits]
key = { within = "month", times = 2 }
general = { within = "month", times = 1 }
[special]
times = 2
modes = ["phone"]
tiers = ["key"]
[deadlines]
major = { emergency_call = 1, family_contact = 1, township_told = 1, handling = 9, clearance = 9, follow_up = 9, escalate = 6 }
general = { emergency_call = 1, family_contact = 1, township_told = 1, handling = 9, clearance = 9, follow_up = 9, escalate = 6 }
urgent = { referral = 1, acceptance = 1, follow_up = 1, escalate = 1 }
need = { referral = 1, acceptance = 1, follow_up = 1, escalate = 1 }
[category]
living_alone = { any = ["lives_with_nobody"] }
empty_nest = { any = [{ kin_living = "child" }] }
[tier]
key = { any = [{ category = "living_alone" }] }
"""


def next_month(day: date, months: int = 1) -> date:
    for _ in range(months):
        day = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    return day


def soon(months: int = 2) -> date:
    """The first of a month that is two days ahead on any day."""
    return next_month(clock.today(), months)


# --- over HTTP -------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def pilot(template: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A deployment with a profile of its own: a file, and a setting that names its folder."""
    folder = tmp_path_factory.mktemp("profiles")
    (folder / "pilot-2026.toml").write_text(OWN, encoding="utf-8")
    profile.load_profiles(folder)  # the tests fold by it, too
    with living(template, CAREVISIT_PROFILES_DIR=str(folder), CAREVISIT_SANDBOX_CLOCK="true") as one:
        yield one
    profile._more.clear()


def adopt(world: World, who: str, place: str, name: str, on: date, **headers: str) -> httpx.Response:
    body = {"profile": name, "from_on": on.isoformat()}
    return world.as_(who).post(f"/v1/places/{place}/profile", json=body, headers=headers)


def rules(world: World, who: str, place: str) -> dict[str, Any]:
    answer = world.as_(who).get(f"/v1/places/{place}/profile")
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def test_every_profile_is_listed_with_its_name_its_source_and_its_values(pilot: World) -> None:
    items = {item["name"]: item for item in pilot.as_("liaison").get("/v1/profiles").json()["items"]}
    assert set(items) == {"hanjiang-2023", "zaozhuang-2018", "pilot-2026"}
    assert items["hanjiang-2023"]["source"] == "涵民〔2023〕53号"
    assert items["pilot-2026"]["zh"] == "试点乡镇探访关爱服务"
    assert items["pilot-2026"]["values"]["visits"]["key"] == {"within": "month", "times": 2}


def test_the_dictionary_of_a_profile_lists_its_categories_and_services(pilot: World) -> None:
    lists = pilot.as_("app").get("/v1/dictionary", params={"profile": "pilot-2026"}).json()["lists"]
    assert [code["code"] for code in lists["services"]] == ["meals", "comfort"]
    assert [code["code"] for code in lists["categories"]] == ["living_alone", "empty_nest"]
    unknown = pilot.as_("app").get("/v1/dictionary", params={"profile": "nowhere"})
    assert (unknown.status_code, unknown.json()["errors"][0]["pointer"]) == (422, "?profile")


@pytest.mark.parametrize("who", ["guide", "liaison", "agency", "platform"])
def test_only_the_district_adopts(pilot: World, who: str) -> None:
    assert adopt(pilot, who, TOWNSHIP, "zaozhuang-2018", soon()).status_code == 403


def test_what_cannot_be_adopted_is_refused(pilot: World) -> None:
    for name, on, pointer in (
        ("nowhere-1999", soon(), "/profile"), ("zaozhuang-2018", soon() + timedelta(days=1), "/from_on"),
        ("zaozhuang-2018", (clock.today().replace(day=1) - timedelta(days=1)).replace(day=1), "/from_on"),
    ):  # fmt: skip
        answer = adopt(pilot, "supervisor", TOWNSHIP, name, on)
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)
    for place in ("370402", "350303999", "x"):
        answer = adopt(pilot, "supervisor", place, "zaozhuang-2018", soon())
        assert (answer.status_code, answer.json()["code"]) == (404, "place_not_found"), place


def test_a_new_profile_begins_today_while_nobody_is_on_file_and_then_on_a_first(pilot: World) -> None:
    empty, village = "350303105", "350303105201"
    answer = adopt(pilot, "supervisor", empty, "zaozhuang-2018", clock.today())
    assert (answer.status_code, answer.json()["profile"]) == (201, "zaozhuang-2018"), answer.text
    elder = pilot.register("supervisor", residence={"place": village}, filed_on=clock.today().isoformat(), consent=None)
    assert pilot.as_("supervisor").get(f"/v1/elders/{elder}/status").json()["profile"] == "zaozhuang-2018"
    again = adopt(pilot, "supervisor", empty, "hanjiang-2023", clock.today())
    error = again.json()["errors"][0]
    assert (again.status_code, error["pointer"]) == (422, "/from_on")
    earliest = next_month(clock.today() + timedelta(days=1)).isoformat()
    assert f"最早自 {earliest} 起" in error["message"]


def test_a_deployments_own_profile_is_adopted_and_an_elder_is_judged_by_it_without_code(pilot: World) -> None:
    elder = pilot.register("guide", tier_told=None, categories_told=["living_alone"])
    other = pilot.register("far_guide", residence={"place": FAR_VILLAGE}, categories_told=["living_alone"])
    before = pilot.as_("guide").get(f"/v1/elders/{elder}/status").json()
    assert before["profile"] == "hanjiang-2023"
    answer = adopt(pilot, "supervisor", TOWNSHIP, "pilot-2026", soon(), **{"Idempotency-Key": "adopt-1"})
    assert answer.status_code == 201, answer.text
    again = adopt(pilot, "supervisor", TOWNSHIP, "pilot-2026", soon(), **{"Idempotency-Key": "adopt-1"})
    assert (again.json(), again.headers["idempotent-replayed"]) == (answer.json(), "true")
    coming = [{"profile": "pilot-2026", "from_on": soon().isoformat()}]
    for who, place in (("supervisor", TOWNSHIP), ("liaison", VILLAGE), ("agency", VILLAGE)):
        told = rules(pilot, who, place)
        assert (told["profile"], told["to_come"]) == ("hanjiang-2023", coming), who
    assert rules(pilot, "far_guide", "350303104")["to_come"] == []
    assert rules(pilot, "supervisor", TOWNSHIP)["adopted"] == coming
    assert rules(pilot, "liaison", VILLAGE)["adopted"] == []
    pilot.run(work_all)
    now = pilot.as_("guide").get(f"/v1/elders/{elder}/status").json()
    assert now["profile"] == "hanjiang-2023"  # until then
    moment = f"{soon().isoformat()}T01:00:00Z"
    moved = pilot.as_("guide").put("/v1/sandbox/clock", json={"now": moment})
    assert moved.status_code == 200, moved.text
    then = pilot.as_("guide").get(f"/v1/elders/{elder}/status").json()
    assert (then["profile"], then["tier"], then["month"]["windows_owed"]) == ("pilot-2026", "key", 1)
    assert then["window"] == {
        "from": soon().isoformat(), "to": (next_month(soon()) - timedelta(days=1)).isoformat(), "owed": 2, "made": 0,
    }  # fmt: skip
    covered = [pilot.as_("supervisor").get("/v1/coverage", params={"place": p}).json() for p in (TOWNSHIP, FAR_VILLAGE)]
    assert [one["profile"] for one in covered] == ["pilot-2026", "hanjiang-2023"]
    far = pilot.as_("far_guide").get(f"/v1/elders/{other}/status").json()
    assert far["profile"] == "hanjiang-2023"
    assert rules(pilot, "liaison", VILLAGE)["profile"] == "pilot-2026"
    today = soon().isoformat()
    period = {
        "place": VILLAGE,
        "from": today,
        "to": (soon() + timedelta(days=1)).isoformat(),
        "kind": "other",
        "name": "试点",
    }
    young = registration(id_number=id_number(clock.today().replace(day=1) - timedelta(days=62 * 365)))
    refused = pilot.as_("guide").post("/v1/elders", json=young)
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "too_young")
    taken = pilot.as_("far_guide").post("/v1/elders", json=young | {"residence": {"place": FAR_VILLAGE}})
    assert taken.status_code == 201, taken.text  # there 60 is old enough
    shown = pilot.as_("guide").post("/v1/special-periods", json=period).json()
    assert (shown["extra_visits"], shown["modes"], shown["tiers"]) == (
        2,
        ["phone"],
        ["key"],
    )  # as that profile has them


def test_a_program_without_the_file_of_an_adopted_profile_does_not_serve(pilot: World) -> None:
    """It would judge by other rules than those that the district adopted."""
    port = free_port()
    other = World(pilot.postgres, pilot.database, pilot.keys, pilot.keys_file, {}, f"http://127.0.0.1:{port}")
    with pytest.raises(AssertionError, match="the server ended"):
        serve(other, port, CAREVISIT_PROFILES_DIR="")


# --- in this process -------------------------------------------------------------------------------------------------------


@pytest.fixture
def scene(template: World) -> Iterator[Scene]:
    one = Scene.of(template)
    yield one
    assert one.findings() == []
    one.drop()


async def say(ledger: Ledger, actor: Actor, place: str, name: str, on: date) -> None:
    sheet = AdoptionSheet(profile=name, from_on=on.isoformat())
    await ledger.write(actor, lambda book: adopt_profile(book, place, sheet, {}))


async def work_all(ledger: Ledger) -> None:
    while await follow_places(ledger):
        pass


def applied(scene: Scene, elder: UUID) -> list[tuple[date, str]]:
    told = [(e.fact.from_on, e.fact.profile) for e in scene.stream(elder) if isinstance(e.fact, ProfileApplied)]
    return sorted(told, key=lambda one: one[0])


def test_every_elder_below_is_told_once_and_nobody_else(scene: Scene) -> None:
    here, near = scene.registered(), scene.registered("guide", residence={"place": NEXT_VILLAGE})
    far = scene.registered("far_guide", residence={"place": FAR_VILLAGE})
    boss, on = scene.actor("supervisor"), soon()
    scene.run(lambda ledger: say(ledger, boss, TOWNSHIP, "zaozhuang-2018", on))
    for _ in range(2):
        scene.run(work_all)
    assert [applied(scene, elder) for elder in (here, near, far)] == [[(on, "zaozhuang-2018")]] * 2 + [[]]


def test_the_nearest_place_wins_whatever_was_told_first(scene: Scene) -> None:
    here, far = scene.registered(), scene.registered("far_guide", residence={"place": FAR_VILLAGE})
    boss, on = scene.actor("supervisor"), soon()
    scene.run(lambda ledger: say(ledger, boss, TOWNSHIP, "hanjiang-2023", on))
    scene.run(lambda ledger: say(ledger, boss, DISTRICT, "zaozhuang-2018", on))
    scene.run(work_all)
    assert (applied(scene, here), applied(scene, far)) == ([], [(on, "zaozhuang-2018")])
    scene.run(lambda ledger: say(ledger, boss, VILLAGE, "zaozhuang-2018", next_month(on)))
    scene.run(work_all)
    assert applied(scene, here) == [(next_month(on), "zaozhuang-2018")]


def test_a_job_that_stopped_in_the_middle_goes_on_and_two_at_once_tell_once(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("carevisit.elders.adoption.AT_ONCE", 2)
    elders = [scene.registered() for _ in range(5)]
    boss, on = scene.actor("supervisor"), soon()
    scene.run(lambda ledger: say(ledger, boss, TOWNSHIP, "zaozhuang-2018", on))
    scene.run(follow_places)
    assert sum(bool(applied(scene, elder)) for elder in elders) == 2

    async def both(ledger: Ledger) -> None:
        await asyncio.gather(work_all(ledger), work_all(ledger))

    scene.run(both)
    assert [applied(scene, elder) for elder in elders] == [[(on, "zaozhuang-2018")]] * 5


def test_who_was_missed_is_told_when_the_profile_comes_into_force(scene: Scene) -> None:
    """A registration that had begun before the adoption was recorded may end after the job has passed."""
    boss, on = scene.actor("supervisor"), soon()
    scene.run(lambda ledger: say(ledger, boss, TOWNSHIP, "zaozhuang-2018", on))
    scene.run(work_all)
    late = scene.registered()
    assert len(applied(scene, late)) <= 1
    with clock.set_to(datetime(on.year, on.month, 1, 3, tzinfo=clock.SHANGHAI)):
        scene.run(work_all)
    assert applied(scene, late)[0] == (on, "zaozhuang-2018")
    assert len(applied(scene, late)) == 1


def test_a_file_follows_the_place_that_it_is_moved_to(scene: Scene) -> None:
    elder = scene.registered()
    boss, on = scene.actor("supervisor"), soon()
    scene.run(lambda ledger: say(ledger, boss, NEXT_VILLAGE, "zaozhuang-2018", on))
    scene.run(work_all)

    async def move(book: Book) -> None:
        await transfer_elder(book, elder, Transfer(place=NEXT_VILLAGE), Expected.of(1), {})
        page = book.pages[0]
        assert await follow_place(book, page, clock.now()) in (0, 1)  # 0 once the transfer does it itself

    scene.run(lambda ledger: ledger.write(scene.actor("guide"), move))
    assert any(isinstance(entry.fact, ElderTransferred) for entry in scene.stream(elder))
    assert applied(scene, elder) == [(on, "zaozhuang-2018")]


def test_an_elder_registered_after_an_adoption_has_its_profile_at_once(scene: Scene) -> None:
    boss, on = scene.actor("supervisor"), soon()
    scene.run(lambda ledger: say(ledger, boss, TOWNSHIP, "zaozhuang-2018", on))
    assert applied(scene, scene.registered()) == [(on, "zaozhuang-2018")]
    with clock.set_to(datetime(on.year, on.month, 20, 3, tzinfo=clock.SHANGHAI)):
        filed = (on + timedelta(days=9)).isoformat()
        told = {"filed_on": filed, "consent": None}  # a candidate: a target would need the whole form
        elder = scene.run(lambda ledger: register(ledger, scene.actor("guide"), **told))
        assert applied(scene, elder) == [(on + timedelta(days=9), "zaozhuang-2018")]


def test_an_elder_transferred_after_an_adoption_has_its_profile_at_once(scene: Scene) -> None:
    elder, boss, on = scene.registered(), scene.actor("supervisor"), soon()
    scene.run(lambda ledger: say(ledger, boss, NEXT_VILLAGE, "zaozhuang-2018", on))
    guide = scene.actor("guide")
    scene.run(
        lambda ledger: ledger.write(
            guide, lambda book: transfer_elder(book, elder, Transfer(place=NEXT_VILLAGE), Expected.of(1), {})
        )
    )
    assert applied(scene, elder) == [(on, "zaozhuang-2018")]


def test_a_first_profile_may_begin_today_and_whoever_is_then_filed_has_it(scene: Scene) -> None:
    """A district that begins its work does not wait for the next month, while no window runs in it."""
    boss, today = scene.actor("supervisor"), clock.today()
    scene.run(lambda ledger: say(ledger, boss, DISTRICT, "zaozhuang-2018", today))
    assert applied(scene, scene.registered(filed_on=today.isoformat(), consent=None)) == [(today, "zaozhuang-2018")]


def test_somebody_on_file_anywhere_below_lets_a_new_profile_wait_for_the_first(scene: Scene) -> None:
    scene.registered("far_guide", residence={"place": FAR_VILLAGE})
    boss = scene.actor("supervisor")
    with pytest.raises(Invalid) as refused:
        scene.run(lambda ledger: say(ledger, boss, DISTRICT, "zaozhuang-2018", clock.today()))
    first = next_month(clock.today() + timedelta(days=1))
    assert first.isoformat() in refused.value.errors[0].en
    assert first.isoformat() in refused.value.errors[0].zh
    scene.run(lambda ledger: say(ledger, boss, TOWNSHIP, "zaozhuang-2018", clock.today()))  # nobody is on file there
    scene.run(lambda ledger: say(ledger, boss, DISTRICT, "zaozhuang-2018", first))


def test_who_was_being_filed_as_a_profile_began_is_told_a_while_later(scene: Scene) -> None:
    boss, guide, noon = (
        scene.actor("supervisor"),
        scene.actor("guide"),
        clock.start_of(clock.today()) + timedelta(hours=36),
    )
    today = clock.day_of(noon)  # the six minutes below stay in it, whatever the hour of the run
    sheet = Registration.model_validate(registration())

    async def work(ledger: Ledger) -> UUID:
        read, adopted = asyncio.Event(), asyncio.Event()

        async def slowly(book: Book) -> UUID:
            elder = (await register_elder(book, sheet, {}, ledger.sealing)).subject
            read.set()
            await adopted.wait()
            return elder

        filing = asyncio.create_task(ledger.write(guide, slowly))
        await read.wait()
        await say(ledger, boss, DISTRICT, "zaozhuang-2018", today)
        await work_all(ledger)
        adopted.set()
        elder = await filing
        await work_all(ledger)
        return elder

    with clock.set_to(noon):
        elder = scene.run(work)
    assert applied(scene, elder) == []
    with clock.set_to(noon + timedelta(minutes=6)):
        scene.run(work_all)
    assert applied(scene, elder) == [(today, "zaozhuang-2018")]
