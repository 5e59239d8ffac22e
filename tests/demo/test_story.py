"""The story of the synthetic district, as values: who lives there follows from the files, who is visited from the story."""

from collections import Counter
from dataclasses import asdict
from datetime import date, datetime, timedelta
from functools import cache
from uuid import UUID

import pytest
from pydantic import BaseModel, ValidationError

from carevisit import clock, places
from carevisit.census import CandidateSheet
from carevisit.course import RECORDINGS
from carevisit.course.history import History
from carevisit.demo.district import District, Wanted, imagine
from carevisit.demo.history import HOW, STEPS
from carevisit.demo.households import id_number
from carevisit.demo.scenes import SCENES
from carevisit.demo.story import PARTS, TOUR_VILLAGES, Act, Elder
from carevisit.elders import ElderRegistered, Registration, sound_of
from carevisit.elders.agreement import disagreements
from carevisit.elders.circumstances import circumstances_of
from carevisit.elders.rules import begin
from carevisit.family import FamilyContactSheet, UrgingSheet
from carevisit.ledger import Entry, Fact
from carevisit.monitoring import DeviceSheet
from carevisit.needs import NeedSheet
from carevisit.notices import PeriodSheet
from carevisit.policy import (
    DEFAULT_PROFILE,
    Category,
    FileState,
    Judgement,
    OnFile,
    Path,
    Tier,
    judge_elder,
    profile_of,
)
from carevisit.risks import RiskSheet
from carevisit.standing import Standing, fold
from carevisit.standing.rules import next_change
from carevisit.visits import Correction, VisitSheet, Void

TODAY = date(2026, 11, 22)
SOMEBODY = UUID(int=1)


@cache
def story(elders: int = 300, months: int = 2, seed: int = 53) -> District:
    return imagine(Wanted(elders, months, seed), places.packaged("350303"), TODAY)


@cache
def paths() -> dict[str, Path]:
    above = {place.code: place.parent for place in places.packaged("350303")}

    def path(code: str) -> Path:
        return (*path(above[code]), code) if above[code] else (code,)

    return {code: path(code) for code in above}


def registrations(district: District) -> list[Act]:
    return [act for act in district.acts if act.kind == "register"]


def file_of(elder: Elder) -> Registration:
    with clock.set_to(elder.registration.at):
        return Registration.model_validate(elder.registration.sheet)


def judged(elder: Elder) -> Judgement:
    """The people whom the rules consider in a file, today."""
    file = file_of(elder)
    told = OnFile(circumstances_of(file, paths()), tuple(file.categories_told), file.tier_told)
    return judge_elder(profile_of(DEFAULT_PROFILE), told, TODAY)


def standings(district: District) -> dict[int, Standing]:
    """The elders' standings when every file is recorded, by the rules that the routes use."""
    entries: dict[int, list[Entry]] = {elder.turn: [] for elder in district.elders}

    def write(act: Act, fact: Fact, on: date | None) -> None:
        assert act.elder is not None
        stream = entries[act.elder]
        happened_at = act.at if on is None else min(clock.start_of(on), act.at)
        number = len(stream) + 1
        stream.append(
            Entry(
                SOMEBODY,
                number,
                UUID(int=number),
                fact,
                SOMEBODY,
                SOMEBODY,
                SOMEBODY,
                happened_at,
                act.at,
                bytes([number]),
            )
        )

    for act in district.acts:
        with clock.set_to(act.at):
            if act.kind == "register":
                write(act, registered(act), date.fromisoformat(act.sheet["filed_on"]))
            elif act.kind in RECORDINGS:
                assert act.elder is not None
                shape, rule = RECORDINGS[act.kind]
                write(act, *rule(History.of(entries[act.elder]), shape.model_validate(act.sheet)))
    folded = {turn: fold(sorted(stream, key=lambda entry: entry.order)) for turn, stream in entries.items()}
    return {turn: standing for turn, standing in folded.items() if standing}


def registered(act: Act) -> ElderRegistered:
    file = Registration.model_validate(act.sheet)
    beginning = begin(file, by_village=act.by.startswith("liaison"))
    return ElderRegistered(
        filed_on=file.filed_on, **asdict(beginning),
        external_id=file.external_id, tier_told=file.tier_told, categories=file.categories_told, ability=None,
        place=file.residence.place, circumstances=circumstances_of(file, paths()),
        file={"id_number": file.id_number},
    )  # fmt: skip


# --- the story ------------------------------------------------------------------------------------------------------------


def test_the_same_seed_and_day_tell_the_same_story_and_another_seed_another() -> None:
    again = imagine(Wanted(60, 2, 53), places.packaged("350303"), TODAY)
    assert story(60) == again
    assert story(60) != story(60, seed=54)


def test_every_village_has_somebody_and_two_agencies_share_the_district() -> None:
    district = story(400)
    assert {act.village for act in district.acts} == set(range(200))
    assert Counter(village.agency for village in district.villages).keys() == {1, 2}
    first, second, far = (next(v for v in district.villages if v.code == code) for code in TOUR_VILLAGES)
    assert first.township == second.township != far.township
    assert first.agency != second.agency


def test_the_story_is_told_in_order_and_ends_before_today() -> None:
    acts = story().acts
    assert acts == sorted(acts, key=lambda act: act.at)
    assert acts[-1].at < clock.start_of(TODAY)
    assert (clock.start_of(TODAY) - acts[-1].at).days < 2


def test_nobody_in_the_story_exists() -> None:
    numbers = [act.sheet["id_number"] for act in registrations(story())]
    assert len(set(numbers)) == len(numbers)
    assert all(number.startswith("999999") for number in numbers)
    assert all(act.sheet["phone"].startswith("100") for act in registrations(story()))  # no mobile number begins so
    assert id_number(date(1946, 11, 4), 2) == "999999194611040025"


def test_about_a_quarter_are_key_elders_and_most_windows_have_their_visit() -> None:
    acts = [act for act in story().acts if act.kind == "visit"]
    visits = Counter(act.elder for act in acts if act.sheet["mode"] == "in_home" and "outcome" not in act.sheet)
    by_count = Counter("often" if count >= 4 else "monthly" for count in visits.values())
    assert 0.15 < by_count["often"] / sum(by_count.values()) < 0.45
    told = Counter(act.sheet.get("outcome", "met") for act in acts)
    assert told["not_met"] > 0
    assert any(risk["severity"] == "major" for act in story(600, 7).acts for risk in act.sheet.get("risks", ()))


def test_a_list_without_id_numbers_names_people_of_the_tour_by_ear_and_a_stranger() -> None:
    known = {(act.sheet["residence"]["place"], sound_of(act.sheet["name"])) for act in registrations(story())}
    lines = [act.sheet for act in story().acts if act.kind == "list"]
    assert all("id_number" not in line for line in lines)
    alike = [
        line["residence"]["place"] for line in lines if (line["residence"]["place"], sound_of(line["name"])) in known
    ]
    assert alike == list(TOUR_VILLAGES)
    assert len(lines) == len(alike) + 1


def test_every_sheet_is_one_that_the_service_takes() -> None:
    shapes: dict[str, type[BaseModel]] = {
        "register": Registration,
        "list": CandidateSheet,
        "visit": VisitSheet,
        "correct": Correction,
        "void": Void,
        "period": PeriodSheet,
        "raise": NeedSheet,
        "report": RiskSheet,
        "device": DeviceSheet,
        "urge": UrgingSheet,
        "family_contact": FamilyContactSheet,
        **STEPS,
    }
    for act in story(months=7).acts:
        sheet = act.sheet | ({"elder_id": SOMEBODY} if act.kind in ("visit", "raise", "report") else {})
        if "agency" in sheet:
            sheet["agency"] = SOMEBODY  # whose id nobody knows before the demo is made
        if shape := shapes.get(act.kind):
            with clock.set_to(act.at):
                try:
                    shape.model_validate(sheet)
                except ValidationError as error:
                    pytest.fail(f"{act.kind}: {error}")
    assert all(disagreements(file_of(elder)) == () for elder in story(months=7).elders)


def test_everything_that_happens_to_a_file_happens_in_the_smallest_district_too() -> None:
    assert {act.kind for act in story(40, months=7).acts} == set(HOW)
    assert {elder.part for elder in story(40, months=1).elders} >= set(PARTS.values())


def test_what_visits_brought_to_light_is_seen_to_in_time_and_only_the_latest_waits() -> None:
    """Whoever records it, the last step of every loop is a follow-up, within the months that the deadlines leave."""
    district = story(300, 7)
    begun, ended = dict[str, datetime](), dict[str, Act]()
    for act in district.acts:
        if act.kind in STEPS and not act.about.startswith("QB-"):
            begun.setdefault(act.about, act.at)
            ended[act.about] = act
    assert len(begun) > 50
    old = [label for label, at in begun.items() if at < clock.start_of(TODAY) - timedelta(days=75)]
    assert len(old) > 20
    assert {ended[label].kind.partition("/")[2] for label in old} == {"follow_up"}
    assert {ended[label].sheet["result"] for label in old} == {"confirmed"}


def test_the_smallest_district_plays_every_scene() -> None:
    played = [name for elder in story(40, months=1).elders for name in elder.scenes]
    assert sorted(played) == sorted(SCENES)
    assert all(elder.village.has_liaison for elder in story(40, months=1).elders if elder.scenes)


# --- what follows from the facts ------------------------------------------------------------------------------------------


def test_the_categories_and_the_tier_follow_from_the_facts_of_nearly_every_file() -> None:
    elders = story(2000, 6).elders
    found = [(elder, judged(elder)) for elder in elders if elder.part != "decided"]
    derived = [
        (elder, by)
        for elder, by in found
        if elder.category in by.categories and by.categories[elder.category].source == "derived"
    ]
    assert len(derived) >= 0.95 * len(found)
    assert {code for _, by in derived for code in by.categories} == set(Category)
    assert {elder.category for elder, _ in derived} == set(Category)
    for elder, by in derived:
        assert by.tier is (Tier.KEY if elder.key_from and elder.key_from <= TODAY else Tier.GENERAL), elder
    told = [elder for elder, by in found if elder.category in by.categories and (elder, by) not in derived]
    assert 0 < len(told) < 0.05 * len(found)


def test_who_lives_with_children_has_a_living_child() -> None:
    families = [act.sheet["family"] for act in registrations(story(2000, 6)) if "family" in act.sheet]
    with_children = [family for family in families if family["lives_with"] == "children"]
    assert len(with_children) > 50
    assert all(any(child.get("alive", True) for child in family["children"]) for family in with_children)


def test_nobody_is_visited_who_does_not_stand_and_the_files_stand_as_the_story_means_them_to() -> None:
    district = story(300, 7)
    standing = standings(district)
    visits = [act for act in district.acts if act.kind == "visit"]
    for act in visits:
        assert act.elder is not None
        at = standing[act.elder].course.on(date.fromisoformat(act.sheet["started_at"][:10]))
        assert at is not None
        assert at.state is FileState.ACTIVE, (act, at)
    states = {elder.part: standing[elder.turn].course.on(TODAY) for elder in district.elders if elder.part}
    wanted = {
        "withdraws": "declined", "with_family_now": "suspended", "goes_away_soon": "active", "dies": "left", "waits": "candidate",
        "enters_institution": "left", "comes_back": "active", "not_eligible": "left", "asked_later": "active",
        "in_hospital": "active", "home_early": "active",
    }  # fmt: skip
    assert {part: at.state.value for part, at in states.items() if at and part in wanted} == wanted


def test_what_time_will_change_and_what_somebody_should_look_at_is_there_to_be_seen() -> None:
    district = story(40, 7)
    standing = standings(district)
    at = {elder.part: standing[elder.turn] for elder in district.elders if elder.part}
    now = {part: one.course.on(TODAY) for part, one in at.items()}
    changes = {part: next_change(one.course, TODAY) or {} for part, one in at.items()}
    assert changes["turns_80"]["what"] == "key"
    assert (changes["turns_80"]["on"] - TODAY).days <= 40
    assert changes["child_just_left"]["what"] == "left_behind"
    assert (changes["child_just_left"]["on"] - TODAY).days <= 31
    assert changes["certificate_ends"]["what"] == "severe_disability"
    assert changes["goes_away_soon"]["what"] == "suspended"
    flags = {part: set(one.flags) for part, one in now.items() if one}
    assert "dependent_alone" in flags["dependent_alone"]
    assert "contact_missing" in flags["nobody"]
    verify_from, due = at["return_passed"].verify_from, [one.review_due_on for one in standing.values()]
    assert verify_from is not None
    assert verify_from <= TODAY
    assert any(day and day < TODAY for day in due)
    assert any(day and day >= TODAY for day in due)
    asked = {act.sheet["kind"]: act for act in district.acts if act.kind == "period"}
    assert date.fromisoformat(asked["weather"].sheet["to"]) < TODAY < date.fromisoformat(asked["festival"].sheet["to"])
    assert all(act.elder is None for act in asked.values())
    decided, raised = now["decided"], now["needs_more"]
    assert decided is not None
    assert (decided.tier, dict(decided.categories)[Category.LIVING_ALONE].source) == (Tier.KEY, "overruled")
    assert raised is not None
    assert raised.times == 2
