"""Everybody else in a file: taken out, to be sealed under a key of their own; and put back in place, to be read."""

from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from .facts import Part, Relative

CHILDS_SPOUSE: Part = "childs_spouse"


@dataclass(frozen=True)
class Seat:
    """Where in a file somebody stands. `theirs` names what is theirs of a section that is also about the elder."""

    at: tuple[str, ...]
    many: bool = False
    theirs: tuple[str, ...] = ()


SEATS: dict[Part, Seat] = {
    "emergency_contact": Seat(("emergency_contact",)),
    "spouse": Seat(
        ("family", "spouse"),
        theirs=("name", "sex", "id_number", "phone", "died_on", "health", "visits_often", "lives"),
    ),
    "child": Seat(("family", "children"), many=True),
    "family_member": Seat(("family", "others"), many=True),
    "supporter": Seat(("supporters",), many=True),
    "carer": Seat(("carers",), many=True),
    "helper": Seat(("helper",)),
    "agreed_carer": Seat(("care_agreement",), theirs=("with",)),
    "family_doctor": Seat(("health_management",), theirs=("doctor",)),
    "responsible": Seat(("help",), theirs=("person",)),
    "worker": Seat(("worker",)),
}


@dataclass(frozen=True)
class Found:
    """Somebody else in a file, with what it says of them."""

    part: Part
    turn: int
    pointer: str
    data: dict[str, Any]


def others_in(file: Mapping[str, Any]) -> Iterator[Found]:
    """Everybody else in a file, a child before the child's spouse. What has not the form of a person is passed over."""
    for part, seat in SEATS.items():
        section: Any = file
        for step in seat.at:
            section = section.get(step) if isinstance(section, Mapping) else None
        people = section if seat.many and isinstance(section, list) else [] if seat.many else [section]
        for turn, one in enumerate(people):
            if isinstance(one, dict):
                pointer = "/" + "/".join(seat.at) + (f"/{turn}" if seat.many else "")
                yield Found(part, turn, pointer, one)
                if part == "child" and isinstance(one.get("spouse"), dict):
                    yield Found(CHILDS_SPOUSE, 0, f"{pointer}/spouse", one["spouse"])


def take_apart(file: Mapping[str, Any], new: Callable[[], UUID]) -> tuple[dict[str, Any], dict[UUID, Relative]]:
    """The elder's own part of a file, and everybody else's by their id; `new` gives an id to those who have none yet."""
    own, people, child = deepcopy(dict(file)), {}, None
    for one in list(others_in(own)):
        theirs = SEATS[one.part].theirs if one.part in SEATS else ()
        id = one.data.pop("id", None)
        data = {name: one.data.pop(name, None) for name in theirs} if theirs else one.data
        if theirs and all(value is None for value in data.values()):
            continue
        person = UUID(str(id)) if id else new()
        child = person if one.part == "child" else child
        of = child if one.part == CHILDS_SPOUSE else None
        people[person] = Relative(part=one.part, turn=one.turn, of=of, told={n: data[n] for n in data if n != "spouse"})
    for seat in SEATS.values():
        _seat(own, seat, [])
    return own, people


def assemble(own: Mapping[str, Any], people: Mapping[UUID, Mapping[str, Any]]) -> dict[str, Any]:
    """A file's sections from its sealed parts, each person back in place with their id; those who were erased are missing."""
    file = deepcopy(dict(own))
    spouses = {str(r.get("of")): {**r["told"], "id": p} for p, r in people.items() if r["part"] == CHILDS_SPOUSE}
    for part, seat in SEATS.items():
        seated = sorted(
            ((r.get("turn", 0), p, r["told"]) for p, r in people.items() if r["part"] == part), key=lambda s: s[0]
        )
        back = [{**theirs, "id": person} for _, person, theirs in seated]
        for one in back if part == "child" else ():
            one["spouse"] = spouses.get(str(one["id"]))
        _seat(file, seat, back)
    return file


def _seat(file: dict[str, Any], seat: Seat, people: list[dict[str, Any]]) -> None:
    """Let these people stand in a seat and nobody else; what is not known stays so."""
    *way, last = seat.at
    for step in way:
        if not isinstance(file.get(step), dict):
            return
        file = file[step]
    if seat.many:
        file[last] = None if file.get(last) is None else people
    elif seat.theirs:
        file[last] = {**file[last], **people[0]} if file.get(last) and people else file.get(last)
    else:
        file[last] = people[0] if people else None
