"""Actors: a person of one of the three tiers or of an office above them, an agency, a platform or an app, and their rights."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, LiteralString
from uuid import UUID

from ..errors import Forbidden

SYSTEM_ID: Final = UUID("00000000-0000-7000-8000-000000000001")


class Role(StrEnum):
    """Who one is to the district."""

    SUPERVISOR = "supervisor"  # 县级督导员
    GUIDE = "guide"  # 乡镇（街道）指导员
    LIAISON = "liaison"  # 村（居）联络员
    CITY_OFFICER = "city_officer"  # 市级民政工作人员（市民政局）
    PROVINCE_OFFICER = "province_officer"  # 省级民政工作人员（省民政厅）
    AGENCY = "agency"  # 服务力量（受托机构）
    PLATFORM = "platform"  # 政府平台对接
    APP = "app"  # 第三方应用


STAFF: Final = (Role.SUPERVISOR, Role.GUIDE, Role.LIAISON)
"""The three tiers, which do the work (县级督导员、乡镇（街道）指导员、村（居）联络员)."""
OFFICERS: Final = (Role.CITY_OFFICER, Role.PROVINCE_OFFICER)
"""The offices above the districts: they read what is reported to them and write nothing."""
ACCOUNTS: Final = (*STAFF, *OFFICERS)
"""The roles of people, who sign in with a password."""
CLIENTS: Final = (Role.AGENCY, Role.PLATFORM, Role.APP)
READERS: Final = (*ACCOUNTS, Role.PLATFORM)
"""The roles that read everything on file in their places, not only the elders they serve or what they were granted."""
LEVEL_OF: Final = {
    Role.SUPERVISOR: "district", Role.GUIDE: "township", Role.LIAISON: "village", Role.CITY_OFFICER: "city",
    Role.PROVINCE_OFFICER: "province",
}  # fmt: skip

SCOPES: Final[dict[str, str]] = {
    "elders:read": "read elders' files and status / 读取老年人档案与状态",
    "elders:write": "register and amend files / 登记与更新档案",
    "visits:read": "read visit records / 读取探访记录",
    "visits:write": "submit visit records / 提交探访记录",
    "needs:read": "read needs / 读取关爱服务需求",
    "needs:write": "raise and follow needs / 登记与跟进需求",
    "risks:read": "read risks / 读取风险隐患",
    "risks:write": "report and follow risks / 上报与跟进风险隐患",
    "alerts:write": "post devices, their signs and alerts / 提交监测设备、心跳与告警",
    "family:write": "post urgings and family contacts / 提交督促与亲属联系记录",
    "supervision:read": "read what departments did and how it is supervised / 读取职责履行与督导记录",
    "supervision:write": "record what departments did / 登记职责履行与督导记录",
    "stats:read": "read coverage / 读取统计",
    "feed:read": "read the change feed / 读取变更流",
    "agencies:read": "read agencies and their contracts / 读取服务机构与合同",
    "admin:read": "read the accounts and clients that one administers / 读取所管理的账号与客户端",
    "admin:write": "create, change and end accounts and clients / 新增、变更与停用账号和客户端",
    "tokens:introspect": "ask about others' tokens / 查询他人令牌的有效性",
}
ADMIN: Final = ("admin:read", "admin:write")
"""The scopes of administration: the supervisor's and the guide's, and no client's."""
_USUAL = tuple(scope for scope in SCOPES if scope != "tokens:introspect")
_READS = tuple(scope for scope in _USUAL if scope.endswith(":read") and scope not in (*ADMIN, "agencies:read"))
DEFAULT_SCOPES: Final[dict[Role, tuple[str, ...]]] = {
    Role.SUPERVISOR: _USUAL,
    Role.GUIDE: _USUAL,
    Role.LIAISON: tuple(scope for scope in _USUAL if not scope.startswith(("supervision:", "agencies:", "admin:"))),
    Role.CITY_OFFICER: _READS,
    Role.PROVINCE_OFFICER: _READS,
    Role.AGENCY: (
        "elders:read", "visits:read", "visits:write", "needs:read", "needs:write", "risks:read", "risks:write", "stats:read",
        "feed:read", "agencies:read",
    ),
    Role.PLATFORM: _READS,
    Role.APP: ("elders:read", "visits:read"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Actor:
    """The principal behind a token. Every door checks its generation again, so that revoking it takes effect at once."""

    id: UUID
    generation: int
    role: Role
    scopes: frozenset[str]

    @property
    def is_agency(self) -> bool:
        return self.role is Role.AGENCY

    @property
    def is_officer(self) -> bool:
        return self.role in OFFICERS

    @property
    def sees_full_file(self) -> bool:
        """Whether the actor sees the whole registration form: the district and the township keep its two copies (附件3, 备注)."""
        return self.role in (Role.SUPERVISOR, Role.GUIDE, Role.PLATFORM)

    @property
    def mends_for_others(self) -> bool:
        """Whether the actor corrects others' records: the township and the district answer for the ledger (审核台账)."""
        return self.role in (Role.SUPERVISOR, Role.GUIDE)

    @property
    def heads_district(self) -> bool:
        """Whether no month is locked for the actor: the district manages performance (县级督导员)."""
        return self.role is Role.SUPERVISOR

    def has(self, scope: str) -> bool:
        """Whether the token grants the scope (`needs:*` grants `needs:read`)."""
        return scope in self.scopes or scope.split(":")[0] + ":*" in self.scopes

    def need(self, scope: str) -> None:
        """Raises Forbidden unless the token grants the scope."""
        if not self.has(scope):
            raise Forbidden(f"This needs the scope {scope}.", f"需要权限 {scope}。")


@dataclass(frozen=True, slots=True)
class Area:
    """A range of place numbers, or (not `bounded`) everything that row-level security allows. Every query has it, besides
    row-level security."""

    lo: int | None = None
    hi: int | None = None
    bounded: bool = True

    @property
    def params(self) -> dict[str, Any]:
        """The parameters of its clauses."""
        return {"area_lo": self.lo, "area_hi": self.hi} if self.bounded else {}

    @property
    def size(self) -> int:
        """How many places it holds, where it is one of some."""
        return 0 if self.lo is None or self.hi is None else self.hi - self.lo + 1

    def at(self, column: LiteralString) -> LiteralString:
        """The clause for rows whose place number, in a column such as `d.place_no`, lies in the area."""
        return f"{column} >= %(area_lo)s AND {column} <= %(area_hi)s" if self.bounded else "true"


EVERYWHERE: Final = Area(bounded=False)
