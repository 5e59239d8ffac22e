"""The three posts of the places: who holds them, from when to when, and which are vacant."""

from typing import Any

from conftest import DISTRICT, FAR_VILLAGE, NEXT_VILLAGE, TOWNSHIP, VILLAGE, World
from places.test_changing import account, add, day, end

FREE = f"{TOWNSHIP}298"


def posts(world: World, who: str = "supervisor", **params: Any) -> dict[str, dict[str, Any]]:
    answer = world.as_(who).get("/v1/posts", params={"limit": 500} | params)
    assert answer.status_code == 200, answer.text
    return {one["place"]: one for one in answer.json()["items"]}


def holders(world: World, place: str, who: str = "supervisor") -> list[dict[str, Any]]:
    (post,) = world.as_(who).get(f"/v1/places/{place}/posts").json()["items"]
    found: list[dict[str, Any]] = post["holders"]
    return found


def act(world: World, account: dict[str, Any], what: str, version: int) -> None:
    address, headers = f"/v1/accounts/{account['id']}/{what}", {"If-Match": f'"v{version}"'}
    assert world.as_("supervisor").post(address, json={}, headers=headers).status_code == 201


def test_each_place_has_the_post_of_its_level_and_the_account_there_holds_it(world: World) -> None:
    found = posts(world)
    assert [found[place]["post"] for place in (DISTRICT, TOWNSHIP, VILLAGE)] == ["supervisor", "guide", "liaison"]
    assert holders(world, TOWNSHIP) == [
        {"account_id": str(world.actor("guide").id), "name": "guide", "from": day(), "until": None}
    ]
    assert not found[VILLAGE]["vacant"]
    assert world.as_("city").get("/v1/places/3503/posts").json() == {"items": []}


def test_a_vacancy_is_listed_for_the_tier_above_until_it_is_filled(world: World) -> None:
    add(world, FREE)
    vacant = posts(world, "guide", vacant=True)
    assert (vacant[FREE]["vacant_since"], vacant[FREE]["holders"]) == (None, [])
    assert VILLAGE not in vacant
    first = account(world, FREE, "post.first").json()
    assert FREE not in posts(world, vacant=True)
    assert not posts(world, "guide", vacant=False)[FREE]["vacant"]
    act(world, first, "disabling", 1)
    assert posts(world, "guide", vacant=True, post="liaison")[FREE]["vacant_since"] == day()
    second = account(world, FREE, "post.second").json()
    held = holders(world, FREE, "guide")
    assert [(one["account_id"], one["until"]) for one in held] == [(second["id"], None), (first["id"], day())]


def test_who_moves_leaves_one_post_and_takes_another(world: World) -> None:
    for code in (f"{TOWNSHIP}297", f"{TOWNSHIP}296"):
        add(world, code)
    moving = account(world, f"{TOWNSHIP}297", "post.moving").json()
    answer = world.as_("supervisor").patch(
        f"/v1/accounts/{moving['id']}", json={"place": f"{TOWNSHIP}296"}, headers={"If-Match": '"v1"'}
    )
    assert answer.status_code == 200, answer.text
    assert [one["until"] for one in holders(world, f"{TOWNSHIP}297")] == [day()]
    assert [one["until"] for one in holders(world, f"{TOWNSHIP}296")] == [None]
    act(world, moving, "disabling", 2)
    answer = world.as_("supervisor").patch(
        f"/v1/accounts/{moving['id']}", json={"place": f"{TOWNSHIP}297"}, headers={"If-Match": '"v3"'}
    )
    assert answer.status_code == 200, answer.text
    assert len(holders(world, f"{TOWNSHIP}297")) == 1  # disabled, nobody takes a post by moving
    act(world, moving, "enabling", 4)
    assert [one["until"] for one in holders(world, f"{TOWNSHIP}297")] == [None, day()]


def test_several_may_hold_one_post(world: World) -> None:
    code = f"{TOWNSHIP}295"
    add(world, code)
    people = [account(world, code, f"post.several.{turn}").json()["id"] for turn in range(2)]
    assert {one["account_id"] for one in holders(world, code)} == set(people)


def test_a_disabled_account_of_before_the_ledger_has_left_its_post(world: World) -> None:
    id = str(world.actor("next_liaison").id)
    act(world, {"id": id}, "disabling", 0)
    assert [(one["account_id"], one["until"]) for one in holders(world, NEXT_VILLAGE)] == [(id, day())]
    act(world, {"id": id}, "enabling", 1)
    assert not posts(world)[NEXT_VILLAGE]["vacant"]


def test_a_place_that_ended_or_is_to_come_has_no_vacancy(world: World) -> None:
    add(world, f"{TOWNSHIP}294", **{"from": day(-3)})
    add(world, f"{TOWNSHIP}293", **{"from": day(3)})
    end(world, f"{TOWNSHIP}294")
    assert not {f"{TOWNSHIP}294", f"{TOWNSHIP}293"} & set(posts(world))


def test_one_reads_the_posts_of_ones_own_area(world: World) -> None:
    assert FAR_VILLAGE not in posts(world, "guide")
    assert FAR_VILLAGE in posts(world)
    assert world.as_("guide").get(f"/v1/places/{FAR_VILLAGE}/posts").status_code == 404
    assert world.as_("guide").get("/v1/posts", params={"place": FAR_VILLAGE}).status_code == 404
    assert DISTRICT in posts(world, "city", post="supervisor")
    for who in ("liaison", "agency", "platform"):
        assert world.as_(who).get("/v1/posts").status_code == 403, who
        assert world.as_(who).get(f"/v1/places/{VILLAGE}/posts").status_code == 403, who
