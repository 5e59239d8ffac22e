"""Two who mend one record at once: one is first, the other must read again."""

import asyncio
from collections import Counter
from uuid import uuid4

import httpx
import pytest

from conftest import World
from visits.mending import VOID, Told, correction, versions

pytestmark = pytest.mark.slow


def at_once(world: World, id: str, mends: list[tuple[str, Told]], keys: list[str]) -> list[httpx.Response]:
    """Send them all in one moment, each over a connection of its own, each for the record as it was first."""
    tokens = {who: world.token(who) for who, _ in mends}

    async def work() -> list[httpx.Response]:
        async with httpx.AsyncClient(base_url=world.base_url, timeout=60) as client:
            await asyncio.gather(*(client.get("/livez") for _ in mends))
            return await asyncio.gather(
                *(
                    client.post(
                        f"/v1/visits/{id}/{'corrections' if 'mode' in told else 'void'}",
                        json=told,
                        headers={
                            "Authorization": f"Bearer {tokens[who]}",
                            "If-Match": '"v1"',
                            "Idempotency-Key": key,
                        },
                    )
                    for (who, told), key in zip(mends, keys, strict=True)
                )
            )

    return asyncio.run(work())


def fates(answers: list[httpx.Response]) -> Counter[int]:
    return Counter(answer.status_code for answer in answers)


def test_two_who_correct_one_record_at_once_have_one_winner(world: World) -> None:
    for turn in range(20):
        id = world.hand_in("agency", world.register())["id"]
        sides = [("agency", correction(2, note="机构")), ("guide", correction(3, note="乡镇"))]
        answers = at_once(world, id, sides[:: 1 if turn % 2 else -1], [uuid4().hex, uuid4().hex])
        assert fates(answers) == {201: 1, 412: 1}
        won = next(a for a in answers if a.status_code == 201)
        assert [v["state"] for v in versions(world, id)] == ["recorded", "corrected"]
        assert won.json()["version"] == 2
        assert world.as_("guide").get(f"/v1/visits/{id}").headers["ETag"].startswith(won.headers["ETag"][:-1] + ".")


def test_of_a_correction_and_a_void_at_once_one_is_kept(world: World) -> None:
    for _ in range(10):
        id = world.hand_in("agency", world.register())["id"]
        answers = at_once(world, id, [("agency", correction(2)), ("guide", VOID)], [uuid4().hex, uuid4().hex])
        assert fates(answers) in ({201: 1, 412: 1}, {201: 1, 409: 1})  # stale for the void, void for the correction
        assert len(versions(world, id)) == 2


def test_one_correction_sent_twenty_times_at_once_is_one(world: World) -> None:
    id, key = world.hand_in("agency", world.register())["id"], uuid4().hex
    answers = at_once(world, id, [("agency", correction(2))] * 20, [key] * 20)
    assert fates(answers) == {201: 20}, [a.text for a in answers if a.status_code != 201]
    assert len({a.text for a in answers}) == 1
    assert sorted("idempotent-replayed" in a.headers for a in answers) == [False] + [True] * 19
    assert len(versions(world, id)) == 2


def test_attempts_that_turn_out_to_be_meetings_at_once_are_numbered_without_a_gap(world: World) -> None:
    elder = world.register()
    absent: Told = {"outcome": "not_met", "not_met_reason": "nobody_home", "elder_signed": None}
    tried = [world.hand_in("agency", elder, 10 + n, **absent)["id"] for n in range(8)]
    token = world.token("agency")

    async def work() -> list[httpx.Response]:
        headers = {"Authorization": f"Bearer {token}", "If-Match": '"v1"'}
        async with httpx.AsyncClient(base_url=world.base_url, timeout=60, headers=headers) as client:
            bodies = [correction(10 + n) for n in range(8)]
            sent = [client.post(f"/v1/visits/{i}/corrections", json=b) for i, b in zip(tried, bodies, strict=True)]
            return await asyncio.gather(*sent)

    answers = asyncio.run(work())
    assert fates(answers) == {201: 8}
    assert sorted(a.json()["running_no"] for a in answers) == list(range(1, 9))
    assert world.hand_in("agency", elder)["running_no"] == 9
