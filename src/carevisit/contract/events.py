"""The events of the feed in the contract: one schema for each type, so that `data` has a type of its own."""

from collections.abc import Iterable
from typing import Any

from pydantic.json_schema import models_json_schema

from ..ledger import Fact
from .words import say_schema

_REF = "#/components/schemas/{model}"


def type_events(schemas: dict[str, Any], facts: Iterable[type[Fact]]) -> None:
    """Make `Event` the choice, by its `type`, among an event for each kind of fact."""
    event, facts = schemas["Event"], sorted(facts, key=lambda fact: fact.kind)
    _, made = models_json_schema([(fact.open_model(), "serialization") for fact in facts], ref_template=_REF)
    for name, schema in made["$defs"].items():
        assert schemas.setdefault(name, schema) == schema, f"two schemas are named {name}"
        say_schema(name, schema)
    mapping = {}
    for fact in facts:
        data = fact.open_model().__name__
        name = data.removesuffix("Data") + "Event"
        words = event["properties"]["data"]["description"]
        own = {
            "type": {**event["properties"]["type"], "const": fact.kind},
            "data": {"$ref": _REF.format(model=data), "description": words},
        }
        schemas[name] = {
            **event, "title": name, "properties": event["properties"] | own,
            "description": f"`{fact.kind}`: {schemas[data]['description']}",
        }  # fmt: skip
        mapping[fact.kind] = _REF.format(model=name)
    schemas["Event"] = {
        "title": "Event", "description": event["description"], "oneOf": [{"$ref": ref} for ref in mapping.values()],
        "discriminator": {"propertyName": "type", "mapping": mapping},
    }  # fmt: skip
