"""The ledger by village and category: what the city bureau reads is what the files say."""

import csv
import io
from collections import Counter
from typing import Any

from carevisit.policy import Category
from conftest import FAR_VILLAGE, NEXT_VILLAGE, TOWNSHIP, VILLAGE, World


def everybody(world: World, who: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    params: dict[str, Any] = {"limit": 500}
    while True:
        page = world.as_(who).get("/v1/elders", params=params).json()
        found += page["items"]
        if page["next_cursor"] is None:
            return found
        params["cursor"] = page["next_cursor"]


def test_the_counts_are_those_of_the_files_and_categories_are_no_headcount(world: World) -> None:
    for place in (VILLAGE, NEXT_VILLAGE, FAR_VILLAGE):
        home = {"residence": {"place": place}}
        world.register("supervisor", categories_told=["living_alone", "empty_nest"], **home)
        world.register("supervisor", categories_told=["no_kin"], tier_told=None, **home)
        world.register("supervisor", categories_told=[], tier_told="general", **home)
        world.register("supervisor", consent={"given": False, "on": "2026-01-01"}, **home)
        world.register("supervisor", consent=None, **home)
    for who in ("supervisor", "guide", "liaison", "platform", "stats_app"):
        told = world.as_(who).get("/v1/ledger-counts").json()
        people = everybody(world, "supervisor" if who == "stats_app" else who)
        for line in told["items"]:
            here = [p for p in people if p["place"] == line["place"]]
            on_file = [p for p in here if p["state"] in ("active", "suspended")]
            held = Counter(code for p in on_file for code in p["categories"])
            assert line["headcount"] == len(on_file)
            assert {c.value: line[c.value] for c in Category} == {c.value: held[c.value] for c in Category}
            assert line["key"] == len([p for p in on_file if p["tier"] == "key"])
            assert line["general"] == len([p for p in on_file if p["tier"] == "general"])
            assert line["no_category"] == len([p for p in on_file if not p["categories"]])
            assert line["candidates"] == len([p for p in here if p["state"] == "candidate"])
            assert line["declined"] == len([p for p in here if p["state"] == "declined"])
        assert told["totals"]["headcount"] == sum(line["headcount"] for line in told["items"]) > 0
        assert "headcount" in told["note"]
    home_line = next(line for line in told["items"] if line["place"] == VILLAGE)
    assert sum(home_line[c.value] for c in Category) != home_line["headcount"]


def test_every_village_of_ones_places_has_its_line_and_no_other(world: World) -> None:
    for who, root, count in (("guide", TOWNSHIP, None), ("liaison", VILLAGE, 1)):
        told = world.as_(who).get("/v1/ledger-counts").json()
        assert told["place"] == root
        villages = world.as_(who).get("/v1/places", params={"level": "village", "limit": 500}).json()["items"]
        assert [line["place"] for line in told["items"]] == [v["code"] for v in villages]
        assert len(told["items"]) == (count or len(villages))
    assert world.as_("guide").get("/v1/ledger-counts", params={"place": FAR_VILLAGE}).status_code == 404
    for who in ("agency", "app"):
        assert world.as_(who).get("/v1/ledger-counts").status_code == 403


def test_a_spreadsheet_opens_it(world: World) -> None:
    answer = world.as_("supervisor").get("/v1/ledger-counts", headers={"Accept": "text/csv"})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    told = world.as_("supervisor").get("/v1/ledger-counts").json()
    assert rows[0][:5] == ["村（居）代码", "村（居）", "乡镇（街道）代码", "乡镇（街道）", "在册人数"]
    assert [row[0] for row in rows[1:-2]] == [line["place"] for line in told["items"]]
    assert [int(row[4]) for row in rows[1:-2]] == [line["headcount"] for line in told["items"]]
    assert "不等于在册人数" in rows[-1][0]
