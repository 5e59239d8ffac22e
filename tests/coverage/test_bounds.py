"""What is worked out elder by elder or entry by entry has a bound, and says so before the work begins."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest

from carevisit import clock
from conftest import TOWNSHIP, World


@contextmanager
def heads(world: World, *, more: int = 0, entries: int = 0) -> Iterator[None]:
    """The heads of so many more elders, or one elder's head that counts so many entries; as they were afterwards."""
    elder = world.register()
    with psycopg.connect(world.owner_url, autocommit=True) as owner:
        owner.execute("CREATE TEMP TABLE others AS SELECT gen_random_uuid() AS id FROM generate_series(1, %s)", (more,))
        owner.execute("ALTER TABLE head DISABLE TRIGGER ALL")
        owner.execute("UPDATE head SET version = version + %s WHERE subject = %s", (entries, elder))
        owner.execute(
            "INSERT INTO head SELECT (jsonb_populate_record(h, jsonb_build_object('subject', o.id))).*"
            " FROM head h, others o WHERE h.subject = %s",
            (elder,),
        )
        try:
            yield
        finally:
            owner.execute("DELETE FROM head USING others o WHERE subject = o.id")
            owner.execute("UPDATE head SET version = version - %s WHERE subject = %s", (entries, elder))
            owner.execute("ALTER TABLE head ENABLE TRIGGER ALL")


@pytest.mark.parametrize(
    ("crowd", "code"), [({"more": 2_000}, "too_many_elders"), ({"entries": 20_000}, "too_many_entries")]
)
def test_figures_of_the_past_are_refused_where_they_would_take_too_long(
    world: World, crowd: dict[str, int], code: str
) -> None:
    asked = {"place": TOWNSHIP, "known_at": clock.now().isoformat()}
    assert world.as_("guide").get("/v1/coverage", params=asked).status_code == 200
    with heads(world, **crowd):
        answer = world.as_("guide").get("/v1/coverage", params=asked)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert world.as_("guide").get("/v1/coverage", params=asked).status_code == 200
