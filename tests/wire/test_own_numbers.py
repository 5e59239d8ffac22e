"""A caller's own numbers: a person's number is refused wherever it stands as a part, what programs make is taken."""

import random
from datetime import UTC, datetime, timedelta
from functools import cache
from uuid import uuid4

import pytest
from uuid_utils.compat import uuid7

from carevisit.id_number import check_digit
from carevisit.own_number import is_personal
from conftest import World, id_number, registration, visit

ASKED = 30_000
CHANCE = random.Random(53)
TWITTER, YEAR = 1_288_834_974_657, 365 * 86_400_000  # milliseconds


def snowflake(epoch_ms: int, now_ms: int) -> str:
    """41 bits of milliseconds, 10 of the machine, 12 that count."""
    return str((now_ms - epoch_ms) << 22 | CHANCE.getrandbits(22))


KINDS = (
    "Snowflakes of 19 digits", "timestamps and 4 digits", "timestamps, a letter and 4 digits", "days and a running number",
    "milliseconds", "milliseconds and 5 digits", "random UUIDs", "UUIDs by time", "UUIDs without dashes", "ULIDs",
)  # fmt: skip


@cache
def made() -> dict[str, list[str]]:
    """What programs number their records by."""
    start = datetime(2026, 1, 1, tzinfo=UTC)
    moments = [start + timedelta(seconds=CHANCE.randrange(5 * 365 * 86_400)) for _ in range(ASKED)]
    ms = [int(moment.timestamp() * 1000) for moment in moments]
    base32 = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    numbers = (
        [snowflake(TWITTER, at) for at in ms],
        [f"{at:%Y%m%d%H%M%S}{CHANCE.randrange(10_000):04d}" for at in moments],
        [f"FX{at:%Y%m%d%H%M%S}{CHANCE.randrange(10_000):04d}" for at in moments],
        [f"FX-{at:%Y%m%d}-{CHANCE.randrange(10**6):06d}" for at in moments],
        [str(at) for at in ms],
        [f"{at}{CHANCE.randrange(10**5):05d}" for at in ms],
        [str(uuid4()) for _ in range(ASKED)],
        [str(uuid7()) for _ in range(ASKED)],
        [uuid4().hex for _ in range(ASKED)],
        ["".join(CHANCE.choice(base32) for _ in range(26)) for _ in range(ASKED)],
    )
    return dict(zip(KINDS, numbers, strict=True))


@pytest.mark.parametrize("kind", KINDS)
def test_no_number_that_a_program_makes_is_taken_for_a_persons(kind: str) -> None:
    assert [number for number in made()[kind] if is_personal(number)] == []


def test_of_snowflakes_of_18_digits_one_in_tens_of_thousands_is_a_valid_id_number_and_a_letter_helps() -> None:
    epoch, now = 1_640_966_400_000, 1_796_000_000_000  # a system's own epoch, of 2022, read in 2026
    numbers = [snowflake(epoch, now + CHANCE.randrange(2 * YEAR)) for _ in range(ASKED)]
    assert all(len(number) == 18 for number in numbers)
    assert sum(is_personal(number) for number in numbers) <= ASKED / 5_000
    assert not any(is_personal(f"S{number}") for number in numbers)


@pytest.mark.parametrize("number", ["{}", "FX-{}", "{}/1", "v:{}.2", "2026_{}", "a-b_{}:c", "FX--{}"])
def test_a_part_that_is_an_id_number_or_a_mobile_number_is_refused(number: str) -> None:
    body = "44052418800101001"
    last = check_digit(body)
    people = (id_number(), "11010519491231002X", "11010519491231002x", body + last)
    for person in (*people, "13800138000", "19912345678", "8613800138000"):
        assert is_personal(number.format(person)), person


def test_what_only_looks_like_a_person_is_taken() -> None:
    for number in (
        "110105194912310021",  # the check digit is wrong
        "110105194913310020",  # no such month
        "209999194912310023",  # 20 is no province: so no year of this century is taken for one
        "12800138000",
        "138001380001",
        "1380013800",
        "138-0013-8000",  # split as the contract says
        "110105491231002",  # the old form of 15 digits has no check digit: too much else looks like it
        "A13800138000",
        "2026-11-29",
    ):
        assert not is_personal(number), number


def test_every_door_that_takes_a_number_refuses_a_persons_and_says_where(world: World) -> None:
    elder = world.register()
    person = id_number()
    risk = {"elder_id": elder, "kind": "fall", "severity": "general"}
    doors = [
        ("agency", "/v1/visits", "/record_no", visit(elder, record_no=f"FX-{person}")),
        ("liaison", "/v1/needs", "/record_no", {"elder_id": elder, "kind": "comfort", "record_no": person}),
        ("liaison", "/v1/risks", "/record_no", risk | {"record_no": "x:13800138000"}),
        ("guide", "/v1/elders", "/external_id", registration(external_id=person)),
    ]  # fmt: skip
    for who, path, pointer, body in doors:
        answer = world.as_(who).post(path, json=body)
        assert answer.status_code == 422, answer.text
        assert [(e["pointer"], e["code"]) for e in answer.json()["errors"]] == [(pointer, "looks_personal")]
        assert person not in answer.text
    taken = visit(elder, record_no=snowflake(TWITTER, 1_796_000_000_000))
    assert world.as_("agency").post("/v1/visits", json=taken).status_code == 201


def test_the_contract_says_which_numbers_are_refused(world: World) -> None:
    schemas = world.as_("nobody").get("/openapi.json").json()["components"]["schemas"]
    for sheet, name in (("VisitSheet", "record_no"), ("Registration", "external_id")):
        told = schemas[sheet]["properties"][name]["description"]
        assert "check digit" in told
        assert "校验" in told
