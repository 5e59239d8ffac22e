"""What a file lacks of what a form requires."""

from typing import Any

import pytest

from carevisit.elders.completeness import missing
from carevisit.elders.examples import LEFT_BEHIND
from carevisit.elders.sheets import FilePart
from carevisit.policy import profile_of

ZAOZHUANG = profile_of("zaozhuang-2018").form.required


def lacks(**changes: Any) -> list[str]:
    told = {name: LEFT_BEHIND[name] for name in FilePart.model_fields if name in LEFT_BEHIND} | changes
    return [error.pointer for error in missing(FilePart.model_validate(told), ZAOZHUANG)]


@pytest.mark.parametrize(
    ("changes", "pointers"),
    [
        ({"household_registration": None}, ["/household_registration", "/household_registration/place"]),
        ({"household_registration": {"rural": True}}, ["/household_registration/place"]),
        ({"income_source": None}, ["/income_source"]),
    ],
)
def test_a_file_of_zaozhuang_says_where_the_household_is_registered_and_what_it_lives_on(
    changes: dict[str, Any], pointers: list[str]
) -> None:
    assert set(pointers) <= set(lacks(**changes))
    section = pointers[0]
    excused = [*LEFT_BEHIND["not_applicable"], {"section": section, "reason": "declined"}]
    if changes.get(section[1:]) is None:
        assert not set(pointers) & set(lacks(**changes, not_applicable=excused))
