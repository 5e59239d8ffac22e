"""Requests and answers about agencies and their contracts."""

from datetime import date, datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator
from stdnum.cn import uscc

from ..elders import Phone
from ..listing import Listing
from ..policy import Service
from ..wire import Day, Sheet, ValueRefused, Word

State = Literal["active", "suspended"]
MOST_NAMED = 1_000


def _valid_credit_code(code: str) -> str:
    """The code in its compact form. Raises ValueRefused unless its check character is right."""
    if not uscc.is_valid(code):
        raise ValueRefused(
            "wrong_credit_code", "This is no unified social credit code.", "统一社会信用代码有误，请核对。"
        )
    return uscc.compact(code)


CreditCode = Annotated[str, Field(max_length=32), AfterValidator(_valid_credit_code)]
PlaceCode = Annotated[str, Field(pattern=r"^[0-9]{2,12}$")]


class AgencyContact(Sheet):
    """Who speaks for an agency."""

    name: Word
    phone: Phone


class AgencySheet(Sheet):
    """An agency to be added."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "name": "颐年居家养老服务中心",
                    "credit_code": "91350303MA2XN5TQ3M",
                    "contact": {"name": "陈主任", "phone": "13800000003"},
                }
            ]
        }
    )

    name: Word
    credit_code: CreditCode
    contact: AgencyContact | None = None


class AgencyChange(Sheet):
    """What is to change of an agency."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"state": "suspended"}]})

    name: Word | None = None
    credit_code: CreditCode | None = None
    contact: AgencyContact | None = None
    state: State | None = None

    @model_validator(mode="after")
    def _something(self) -> Self:
        if all(value is None for value in self.__dict__.values()):
            raise ValueRefused("nothing_to_change", "This changes nothing.", "未填写任何变更内容。")
        return self


class AgencyShown(BaseModel):
    """An agency."""

    id: UUID
    name: str
    credit_code: str | None
    contact: AgencyContact | None
    state: State
    created_at: datetime
    version: int


class AgencyList(Listing[AgencyShown]):
    """A page of agencies, by name."""


class ContractSheet(Sheet):
    """A contract: for places or for named elders, from which day to which, with which services."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"places": ["350303103201"], "from": "2026-12-01", "to": "2027-11-30", "services": ["meals", "cleaning"]}]
        }
    )  # fmt: skip

    places: list[PlaceCode] = Field([], max_length=200)
    elders: list[UUID] = Field([], max_length=MOST_NAMED)
    from_on: Day = Field(alias="from")
    until_on: Day | None = Field(None, alias="to")
    services: list[Service] = Field([], max_length=30)


class ContractChange(Sheet):
    """What is to change of a contract."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"to": "2026-12-31"}]})

    until_on: Day | None = Field(None, alias="to")
    services: Annotated[list[Service], Field(max_length=30)] | None = None

    @model_validator(mode="after")
    def _something(self) -> Self:
        if "until_on" not in self.model_fields_set and self.services is None:
            raise ValueRefused("nothing_to_change", "This changes nothing.", "未填写任何变更内容。")
        return self


class ContractShown(BaseModel):
    """A contract as it stands."""

    id: UUID
    agency_id: UUID
    places: list[str]
    elders: list[UUID]
    from_on: date = Field(serialization_alias="from", validation_alias="from")
    until_on: date | None = Field(serialization_alias="to", validation_alias="to")
    services: list[Service]
    state: Literal["coming", "running", "ended"]
    recorded_at: datetime
    version: int


class ContractList(Listing[ContractShown]):
    """A page of an agency's contracts, the latest first day first."""
