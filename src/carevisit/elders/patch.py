"""A change of a file as a JSON merge patch (RFC 7396), by an actor whose copy of the file may hide some of it."""

from collections.abc import Mapping
from typing import Any

from ..access import Actor
from ..errors import wrong
from .people import others_in
from .values import masked
from .views import HIDDEN_FROM_VILLAGES, HIDDEN_OF_LIVING


def within_copy(actor: Actor, changes: Mapping[str, Any]) -> Mapping[str, Any]:
    """The changes to what the actor's copy of the file shows. What it hides, sent back null, stays as it was.

    Raises Invalid if the actor changes what the copy hides.
    """
    if actor.sees_full_file:
        return changes
    unseen = [f"/{name}" for name in sorted(set(changes) & set(HIDDEN_FROM_VILLAGES))]
    living = changes.get("living")
    if isinstance(living, Mapping):
        unseen += [f"/living/{name}" for name in HIDDEN_OF_LIVING if living.get(name) is not None]
        changes = {**changes, "living": {n: v for n, v in living.items() if n not in HIDDEN_OF_LIVING}}
    elif "living" in changes:
        unseen.append("/living")
    if unseen:
        raise wrong(
            unseen[0], "not_in_your_copy", "Your copy of the file has no such section.", "您的档案副本不含此项。"
        )
    return changes


def merged(filed: Any, changes: Any) -> Any:
    """What was there with the changes merged into it (RFC 7396)."""
    if not isinstance(changes, Mapping):
        return changes
    result = dict(filed) if isinstance(filed, Mapping) else {}
    for name, value in changes.items():
        result[name] = merged(result.get(name), value) if isinstance(value, Mapping) else value
    return result


def unmasked(changed: dict[str, Any], filed: Mapping[str, Any]) -> dict[str, Any]:
    """A number sent back as it was shown, masked, is the number that it stands for."""
    if changed.get("id_number") == masked(filed["id_number"]):
        changed["id_number"] = filed["id_number"]
    known = {str(one.data["id"]): one.data.get("id_number") for one in others_in(filed) if one.data.get("id")}
    for one in others_in(changed):
        number = known.get(str(one.data.get("id")))
        if number and one.data.get("id_number") == masked(number):
            one.data["id_number"] = number
    return changed


def named_place(changes: Mapping[str, Any]) -> Any:
    """The place of residence that changes name; None if they name none."""
    residence = changes.get("residence")
    return residence.get("place") if isinstance(residence, Mapping) else None
