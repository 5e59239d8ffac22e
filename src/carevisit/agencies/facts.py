"""Facts about agencies and their contracts.

The stream is the agency's own; an agency that began with a client of its own shares that client's. No feed shows these facts, and
no view is made of them: the doors read the rows, which change in the same transaction. The feed says of each elder
that a contract brings them to an agency or takes them away.
"""

from datetime import date
from typing import ClassVar, Literal
from uuid import UUID

from ..accounts import Administration
from ..ledger import Fact, Open
from ..policy import Service


class AgencyCreated(Administration):
    """An agency was added to the district (新增服务机构)."""

    kind: ClassVar[str] = "agency.created"

    name: str | None = None
    credit_code: str | None = None
    contact_name: str | None = None
    contact_phone: str | None = None


class AgencyChanged(Administration):
    """The name, credit code, contact or state of an agency changed (服务机构信息变更): what is given here holds from now on."""

    kind: ClassVar[str] = "agency.changed"

    state: Open[Literal["active", "suspended"]]
    name: str | None = None
    credit_code: str | None = None
    contact_name: str | None = None
    contact_phone: str | None = None


class ContractBegun(Administration):
    """An agency was given a contract for places or for named elders (签订合同), from a day on; both days included."""

    kind: ClassVar[str] = "contract.begun"

    place: Open[list[str]]
    elders: Open[list[UUID]]
    services: Open[list[Service]]
    from_on: Open[date]
    until_on: Open[date | None]


class ContractAmended(Administration):
    """A contract was ended, extended, or given other services (合同终止、延期或变更服务内容)."""

    kind: ClassVar[str] = "contract.amended"

    contract: Open[UUID]
    services: Open[list[Service]]
    until_on: Open[date | None]


FACTS: tuple[type[Fact], ...] = (AgencyCreated, AgencyChanged, ContractBegun, ContractAmended)
