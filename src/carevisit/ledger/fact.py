"""Fact: something that happened to an elder. Never changed; corrected by a later fact."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import Annotated, Any, ClassVar, Self, TypeVar
from uuid import UUID

import orjson
from pydantic import BaseModel, ConfigDict, create_model

T = TypeVar("T")
OPEN = "open"
Open = Annotated[T, OPEN]
"""Marks a field that identifies nobody: a code, a date, a place, a number. All other fields are sealed."""


class UnknownKind(Exception):
    """The ledger holds a kind of fact that this program can't read; it must not go on."""


class Fact(BaseModel):
    """What happened: a frozen class with a permanent kind and a schema number.

    Fields not declared `Open` are sealed under the subject's key. `people`, if a fact has it, holds the parts of other
    persons, each sealed under that person's own key. A sealed field that has been erased reads as None.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: ClassVar[str]
    address: ClassVar[str] = ""  # of what it begins, by `elder` and `id`; empty where nobody numbers it
    is_event: ClassVar[bool] = True  # whether a feed may show it
    schema_no: ClassVar[int] = 1
    rank: ClassVar[int] = 50  # among facts of one moment, the lower rank comes first
    for_agencies: ClassVar[bool] = False  # whether the agencies assigned to the elder receive it, besides its maker
    places: ClassVar[bool] = False  # whether it sets the subject's place from then on
    mends: ClassVar[bool] = False  # whether it corrects or voids another entry
    views_see_sealed: ClassVar[bool] = False  # whether the views read its sealed part

    def amended(self, original: "Fact") -> "Fact | None":
        """For a fact that corrects: the original's new content, or None if the original becomes void."""
        raise NotImplementedError

    def words(self) -> Iterable[tuple[str, str]]:
        """(field, word) pairs for exact search."""
        return ()

    @classmethod
    @cache
    def _open_fields(cls) -> frozenset[str]:
        return frozenset(n for n, f in cls.model_fields.items() if OPEN in f.metadata)

    @classmethod
    @cache
    def _sealed_fields(cls) -> frozenset[str]:
        return frozenset(cls.model_fields) - cls._open_fields() - {"people"}

    def open_json(self) -> str:
        """The part that every reader of the entry may see."""
        return self.model_dump_json(include=set(self._open_fields()))

    @classmethod
    @cache
    def open_model(cls) -> type[BaseModel]:
        """The open part as a model of its own."""
        fields: dict[str, Any] = {name: (cls.model_fields[name].annotation, ...) for name in sorted(cls._open_fields())}
        model: type[BaseModel] = create_model(f"{cls.__name__}Data", __doc__=cls.__doc__, **fields)
        return model

    @classmethod
    def open_schema(cls) -> dict[str, Any]:
        """The JSON Schema of the open part."""
        schema: dict[str, Any] = cls.open_model().model_json_schema(mode="serialization")
        return {**schema, "title": cls.__name__}

    def sealed_json(self, subject: UUID) -> dict[UUID, bytes]:
        """The sealed parts by person, as JSON; empty parts are left out."""
        parts: dict[UUID, bytes] = {}
        if self._sealed_fields():
            own = self.model_dump_json(include=set(self._sealed_fields()), exclude_none=True).encode()
            if own != b"{}":
                parts[subject] = own
        people: Mapping[UUID, BaseModel] = getattr(self, "people", {})
        for person, part in people.items():
            parts[person] = part.model_dump_json(exclude_none=True).encode()
        return parts

    @classmethod
    def read(cls, open_json: str | bytes, subject: UUID, sealed: Mapping[UUID, bytes] | None = None) -> Self:
        """The fact from its parts; missing sealed fields are None."""
        if not sealed:
            return cls.model_validate_json(open_json)
        whole: dict[str, Any] = orjson.loads(open_json)
        whole |= orjson.loads(sealed[subject]) if subject in sealed else {}
        others = {person: orjson.loads(part) for person, part in sealed.items() if person != subject}
        if others:
            whole["people"] = others
        return cls.model_validate(whole)


Upcaster = Callable[[dict[str, Any]], dict[str, Any]]
"""Converts the open part of one schema number to the next. A pure function; the sealed part may be missing."""


class Kinds:
    """Every kind of fact that the program can read, with the upcasters of its older schemas."""

    def __init__(
        self, facts: Iterable[type[Fact]], upcasters: Mapping[tuple[str, int], Upcaster] | None = None
    ) -> None:
        self._facts = {fact.kind: fact for fact in facts}
        self._upcasters = dict(upcasters or {})

    def __iter__(self) -> Iterator[type[Fact]]:
        return iter(self._facts.values())

    @property
    def seen_sealed(self) -> list[str]:
        """The kinds whose sealed part the views read."""
        return [kind for kind, fact in self._facts.items() if fact.views_see_sealed]

    def address(self, kind: str | None, subject: str, id: str | None) -> str | None:
        """The address of what an entry of a kind began; None where its kind has none."""
        fact = self._facts.get(kind) if kind else None
        return fact.address.format(elder=subject, id=id) if fact and fact.address else None

    def knows(self, kind: str, schema_no: int) -> bool:
        fact = self._facts.get(kind)
        if fact is None or schema_no > fact.schema_no:
            return False
        return all((kind, n) in self._upcasters for n in range(schema_no, fact.schema_no))

    def read(
        self,
        kind: str,
        schema_no: int,
        open_json: str | bytes,
        subject: UUID,
        sealed: Mapping[UUID, bytes] | None = None,
    ) -> Fact:
        """The fact of a stored entry, in its newest schema. Raises UnknownKind."""
        fact = self._facts.get(kind)
        if fact is None or (schema_no != fact.schema_no and not self.knows(kind, schema_no)):
            raise UnknownKind(f"{kind} schema {schema_no}")
        if schema_no < fact.schema_no:
            parts = orjson.loads(open_json)
            for n in range(schema_no, fact.schema_no):
                parts = self._upcasters[kind, n](parts)
            open_json = orjson.dumps(parts)
        return fact.read(open_json, subject, sealed)
