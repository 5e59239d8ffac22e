"""By which level the figures of a place are counted."""

import pytest

from carevisit.errors import Invalid
from carevisit.places import LEVELS, Level, counted_by


@pytest.mark.parametrize(
    ("level", "below"),
    [
        ("province", "city"), ("city", "district"), ("district", "township"), ("township", "village"), ("village", "village"),
        (None, "village"),
    ],
)  # fmt: skip
def test_a_place_is_counted_by_the_next_level_below_unless_another_is_asked_for(
    level: Level | None, below: str
) -> None:
    assert counted_by(None, level) == below


@pytest.mark.parametrize("level", LEVELS)
def test_a_place_is_counted_by_its_own_level_or_a_lower_one(level: Level) -> None:
    for by in LEVELS:
        if LEVELS.index(by) >= LEVELS.index(level):
            assert counted_by(by, level) == by
        else:
            with pytest.raises(Invalid):
                counted_by(by, level)


def test_what_is_no_level_may_be_asked_for_anywhere() -> None:
    assert [counted_by("agency", level) for level in (*LEVELS, None)] == ["agency"] * 6
