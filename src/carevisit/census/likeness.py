"""What two files that may be one person's have in common. No database, no clock."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ..elders import BornTold, read_id_number, sound_of
from ..policy import MatchSign, Sex

File = Mapping[str, Any]


def signs(one: File, other: File) -> list[MatchSign]:
    """What two files have in common, the strongest sign first. Unknown values match nothing."""
    return list(_signs(one, other))


def _signs(one: File, other: File) -> Iterator[MatchSign]:
    if one["name"] == other["name"]:
        yield MatchSign.NAME
    if sound_of(one["name"]) == sound_of(other["name"]):
        yield MatchSign.NAME_SOUND
    if _bare(one.get("phone")) and _bare(one.get("phone")) == _bare(other.get("phone")):
        yield MatchSign.PHONE
    if sex_of(one) and sex_of(one) is sex_of(other):
        yield MatchSign.SEX
    if any(abs(year - near) <= 1 for year in birth_years(one) for near in birth_years(other)):
        yield MatchSign.BIRTH_YEAR
    if one["residence"]["place"] == other["residence"]["place"]:
        yield MatchSign.VILLAGE
        if group_of(one) and _bare(group_of(one)) == _bare(group_of(other)):
            yield MatchSign.GROUP


def birth_years(file: File) -> list[int]:
    """The possible years of birth: by the ID number, or by what a list said; empty if neither is known."""
    if file.get("id_number"):
        return [read_id_number(file["id_number"])[0].year]
    if file.get("born_told"):
        return sorted(set(BornTold.model_validate(file["born_told"]).years))
    return []


def sex_of(file: File) -> Sex | None:
    """The elder's sex: by the ID number, or as recorded."""
    if file.get("id_number"):
        return read_id_number(file["id_number"])[1]
    return Sex(file["sex"]) if file.get("sex") else None


def group_of(file: File) -> str | None:
    """The group below the village in which the elder lives."""
    group: str | None = file["residence"].get("group")
    return group


def _bare(word: str | None) -> str:
    return re.sub(r"[\s-]", "", word or "")
