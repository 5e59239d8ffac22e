"""A person with two files: who covers both finds them, merges them, and can take them apart again."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import pytest
from uuid_utils.compat import uuid7

from carevisit import clock
from carevisit.course import ElderLeft
from carevisit.errors import ElderNotFound, Problem
from carevisit.ledger import Book, Ledger
from carevisit.policy import LeaveReason
from conftest import DISTRICT, FAR_TOWNSHIP, FAR_VILLAGE, NEXT_VILLAGE, VILLAGE, World, registration

MOVING = {"at", "known_at", "stream_version"}


def twins(world: World, one: str = VILLAGE, other: str = NEXT_VILLAGE) -> tuple[str, str]:
    """One person with two files, registered in two villages that do not know of each other."""
    by = {VILLAGE: "liaison", NEXT_VILLAGE: "next_liaison", FAR_VILLAGE: "far_liaison"}
    sheet = registration()
    first = world.register(by[one], **sheet | {"residence": {"place": one}})
    second = world.register(by[other], **sheet | {"residence": {"place": other}})
    return first, second


def status(world: World, elder: str) -> dict[str, Any]:
    told = world.as_("supervisor").get(f"/v1/elders/{elder}/status").json()
    return {name: value for name, value in told.items() if name not in MOVING}


def kinds(world: World, elder: str) -> list[str]:
    return [e["kind"] for e in world.as_("supervisor").get(f"/v1/elders/{elder}/timeline").json()["items"]]


def pairs(world: World, who: str, **params: Any) -> list[set[str]]:
    found, cursor = [], None
    while True:
        more: dict[str, Any] = {"cursor": cursor} if cursor else {}
        page = world.as_(who).get("/v1/duplicates", params={"limit": 1, **params, **more})
        assert page.status_code == 200, page.text
        found += [{twin["elder_id"] for twin in item["elders"]} for item in page.json()["items"]]
        cursor = page.json()["next_cursor"]
        if cursor is None:
            return found


def merge(world: World, who: str, elder: str, into: str, **headers: str) -> Any:
    return world.as_(who).post(
        f"/v1/elders/{elder}/merge", json={"into": into, "reason": "同一人，两村重复建档"}, headers=headers
    )


def unmerge(world: World, who: str, elder: str, **headers: str) -> Any:
    return world.as_(who).post(f"/v1/elders/{elder}/unmerge", json={"reason": "不是同一人"}, headers=headers)


def test_only_who_covers_both_files_sees_a_pair(world: World) -> None:
    near, across = set(twins(world)), set(twins(world, VILLAGE, FAR_VILLAGE))
    assert near in pairs(world, "guide")
    assert across not in pairs(world, "guide")
    assert pairs(world, "far_guide") == []
    found = pairs(world, "supervisor")
    assert near in found
    assert across in found
    assert across in pairs(world, "supervisor", place=FAR_TOWNSHIP)
    assert near not in pairs(world, "supervisor", place=FAR_TOWNSHIP)
    for who in ("liaison", "agency", "platform", "app"):
        assert world.as_(who).get("/v1/duplicates").status_code == 403
    assert world.as_("guide").get("/v1/duplicates", params={"place": DISTRICT}).status_code == 404


def test_a_merged_file_leaves_as_a_duplicate_and_both_tell_it(world: World) -> None:
    goes, stays = twins(world)
    world.hand_in("liaison", goes, 3)
    world.hand_in("next_liaison", stays, 2)
    before = status(world, stays)
    answer = merge(world, "guide", goes, stays)
    assert answer.status_code == 200, answer.text
    assert (answer.json()["state"], answer.json()["into"]) == ("left", stays)
    assert kinds(world, goes)[:2] == ["elder.left", "elder.merged_into"]
    assert kinds(world, stays)[0] == "elder.merged_from"
    assert status(world, stays) == before
    assert status(world, goes)["running_no"] == 1  # both series stay
    assert {goes, stays} not in pairs(world, "guide", merged="false")
    assert {goes, stays} in pairs(world, "guide", merged="true")


def test_what_the_files_tell_of_a_merging_does_not_name_the_other(world: World) -> None:
    goes, stays = twins(world)
    assert merge(world, "guide", goes, stays).status_code == 200
    for who, mine, foreign in (("liaison", goes, stays), ("next_liaison", stays, goes)):
        for path in (
            f"/v1/elders/{mine}",
            f"/v1/elders/{mine}/timeline",
            f"/v1/elders/{mine}/status",
            "/v1/census/candidates",
        ):
            text = world.as_(who).get(path).text
            assert foreign not in text, (who, path)
            assert "两村" not in text
        feed = world.as_(who).get("/v1/feed", params={"limit": 1000, "wait": 3}).text
        assert mine in feed
        assert foreign not in feed


def test_taking_a_merging_back_restores_the_status(world: World) -> None:
    sheet = registration()
    goes = world.register("guide", **sheet)
    stays = world.register("next_liaison", **sheet | {"residence": {"place": NEXT_VILLAGE}})
    world.hand_in("liaison", goes, 3)
    before = status(world, goes), status(world, stays)
    assert before[0]["state"] == "active"
    assert merge(world, "guide", goes, stays).status_code == 200
    assert status(world, goes)["state"] == "left"
    answer = unmerge(world, "guide", goes)
    assert answer.status_code == 200, answer.text
    assert (answer.json()["state"], answer.json()["into"]) == ("active", None)
    assert (status(world, goes), status(world, stays)) == before
    assert kinds(world, goes)[:4] == ["elder.unmerged", "elder.returned", "elder.left", "elder.merged_into"]
    assert kinds(world, stays)[:2] == ["elder.unmerged", "elder.merged_from"]
    assert {goes, stays} in pairs(world, "guide", merged="false")
    assert merge(world, "guide", stays, goes).status_code == 200  # and the other way round


def test_a_file_that_had_left_before_stays_so_when_the_merging_is_taken_back(world: World) -> None:
    goes, stays = twins(world)

    async def leave(book: Book) -> None:
        page = await book.open(UUID(goes), at=clock.now())
        fact = ElderLeft(on=clock.today(), reason=LeaveReason.MOVED_AWAY)
        book.write(page, fact, happened_at=max(page.written_at, clock.now()))

    actor = world.actor("guide")
    world.run(lambda ledger: ledger.write(actor, leave))
    assert merge(world, "guide", goes, stays).status_code == 200
    assert kinds(world, goes)[0] == "elder.merged_into"
    assert unmerge(world, "guide", goes).json()["state"] == "left"


def test_who_does_not_cover_both_merges_nothing_and_learns_nothing(world: World) -> None:
    mine, foreign = twins(world, VILLAGE, FAR_VILLAGE)

    def told(answer: Any) -> tuple[int, str]:
        trace = answer.headers["x-trace-id"]
        return answer.status_code, answer.text.replace(trace, "…").replace(str(UUID(trace)), "…")

    for one, other in (
        (merge(world, "guide", mine, foreign), merge(world, "guide", mine, str(uuid7()))),
        (merge(world, "guide", foreign, mine), merge(world, "guide", str(uuid7()), mine)),
        (unmerge(world, "guide", foreign), unmerge(world, "guide", str(uuid7()))),
    ):
        assert told(one) == told(other)
        assert one.status_code == 404
    assert merge(world, "supervisor", foreign, mine).status_code == 200
    assert told(unmerge(world, "far_guide", foreign))[0] in (404, 409)
    assert unmerge(world, "guide", foreign).status_code == 404
    for who in ("liaison", "agency", "platform", "app"):
        assert merge(world, who, mine, foreign).status_code == 403
    assert kinds(world, mine)[0] == "elder.merged_from"
    assert unmerge(world, "supervisor", foreign).status_code == 200


def test_a_merged_file_goes_into_no_other_and_none_goes_into_it(world: World) -> None:
    goes, stays = twins(world)
    third = world.register("guide")
    assert merge(world, "guide", goes, goes).json()["errors"][0]["code"] == "same_elder"
    assert unmerge(world, "guide", goes).json()["code"] == "not_merged"
    assert merge(world, "guide", goes, stays).status_code == 200
    for one, other in ((goes, stays), (stays, goes), (goes, third), (third, goes)):
        answer = merge(world, "guide", one, other)
        assert (answer.status_code, answer.json()["code"]) == (409, "already_merged")


def test_a_merging_sent_again_with_its_key_is_the_same(world: World) -> None:
    goes, stays = twins(world)
    one, two = (merge(world, "guide", goes, stays, **{"Idempotency-Key": "merge-1"}) for _ in range(2))
    assert (one.status_code, two.status_code, two.json()) == (200, 200, one.json())
    assert two.headers["idempotent-replayed"] == "true"
    one, two = (unmerge(world, "guide", goes, **{"Idempotency-Key": "unmerge-1"}) for _ in range(2))
    assert (one.status_code, two.status_code, two.json()) == (200, 200, one.json())
    assert kinds(world, goes).count("elder.unmerged") == 1


def test_a_person_who_was_merged_is_listed_where_they_went(world: World) -> None:
    sheet = registration()
    goes = world.register("liaison", **sheet)
    stays = world.register("next_liaison", **sheet | {"residence": {"place": NEXT_VILLAGE}})
    for one, other in ((goes, stays), (stays, goes)):
        assert merge(world, "guide", one, other).status_code == 200
        line = {"name": "林阿姨", "id_number": sheet["id_number"], "residence": {"place": VILLAGE}, "source": "grid"}
        listed = world.as_("guide").post("/v1/census/candidates", json=line)
        assert (listed.status_code, listed.json()["elder_id"]) == (200, other)
        assert unmerge(world, "guide", one).status_code == 200


@pytest.mark.parametrize("crossed", [False, True], ids=["twice the same", "each into the other"])
def test_of_two_mergings_at_once_one_is_made(world: World, crossed: bool) -> None:
    goes, stays = twins(world)
    wanted = [(goes, stays), (stays, goes) if crossed else (goes, stays)] * 3
    people = [world.as_("guide"), world.as_("supervisor")] * 3

    def ask(turn: int) -> int:
        one, other = wanted[turn]
        sheet = {"into": other, "reason": "重复"}
        return people[turn].post(f"/v1/elders/{one}/merge", json=sheet).status_code

    with ThreadPoolExecutor(6) as pool:
        answers = sorted(pool.map(ask, range(6)))
    assert answers == [200, 409, 409, 409, 409, 409]
    assert kinds(world, goes).count("elder.merged_into") + kinds(world, stays).count("elder.merged_into") == 1
    assert kinds(world, goes).count("elder.merged_from") + kinds(world, stays).count("elder.merged_from") == 1


def test_two_streams_are_written_together_or_not_at_all(world: World) -> None:
    goes, stays = (UUID(elder) for elder in twins(world))
    foreign = UUID(world.register("far_guide", residence={"place": FAR_VILLAGE}))
    actor = world.actor("guide")
    before = kinds(world, str(goes)), kinds(world, str(stays))

    async def half(book: Book) -> None:
        one, other = await book.open_both(goes, stays, at=clock.now())
        assert (one.subject, other.subject) == (goes, stays)
        for page in (one, other):
            left = ElderLeft(on=clock.today(), reason=LeaveReason.DUPLICATE)
            book.write(page, left, happened_at=max(page.written_at, clock.now()))
        book.afterwards(other, "SELECT must(false)", ())

    async def abroad(book: Book) -> None:
        await book.open_both(goes, foreign, at=clock.now())

    async def work(ledger: Ledger) -> None:
        with pytest.raises(Problem):
            await ledger.write(actor, half)
        for action in (abroad,):
            with pytest.raises(ElderNotFound):
                await ledger.write(actor, action)

    world.run(work)
    assert (kinds(world, str(goes)), kinds(world, str(stays))) == before


def test_those_who_want_the_same_two_wait_for_each_other_and_not_for_ever(world: World) -> None:
    one, other = (UUID(elder) for elder in twins(world))
    actor = world.actor("guide")

    async def work(ledger: Ledger) -> int:
        async def look(a: UUID, b: UUID) -> bool:
            async def action(book: Book) -> bool:
                await book.open_both(a, b, at=clock.now())
                await asyncio.sleep(0.01)
                return True

            return await ledger.write(actor, action)

        return sum(await asyncio.gather(*(look(*((one, other) if n % 2 else (other, one))) for n in range(20))))

    assert world.run(work) == 20
