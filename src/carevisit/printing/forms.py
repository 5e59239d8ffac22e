"""The forms that are printed, their copies, and who keeps which."""

from enum import StrEnum
from typing import Final

from ..access import Actor, Role
from ..errors import Forbidden


class Form(StrEnum):
    """An official form."""

    ANNEX_3 = "annex3"  # 特殊困难老年人信息登记表（附件3）
    ANNEX_4 = "annex4"  # 特殊困难老年人探访关爱服务记录表（附件4）
    ZAOZHUANG = "zaozhuang"  # 农村留守老年人信息采集表


class Copy(StrEnum):
    """A copy of a form, by who keeps it (一式两份、一式三份)."""

    DISTRICT = "district"  # 县级民政部门存
    TOWNSHIP = "township"  # 乡镇（街道）存
    PROVIDER = "provider"  # 服务力量所在单位存


KEPT: Final = {
    Copy.DISTRICT: "县级民政部门存", Copy.TOWNSHIP: "乡镇（街道）存", Copy.PROVIDER: "服务力量所在单位存",
}  # fmt: skip
_OF_ROLE: Final = {
    Role.SUPERVISOR: Copy.DISTRICT, Role.PLATFORM: Copy.DISTRICT, Role.GUIDE: Copy.TOWNSHIP,
}  # fmt: skip


def copies_of(actor: Actor, form: Form, *, own: bool = False) -> list[Copy]:
    """The copies that an actor keeps: their office's, and of a record of their `own` side the provider's."""
    of_office = _OF_ROLE.get(actor.role)
    copies = [of_office] if of_office else []
    return [*copies, Copy.PROVIDER] if own and form is Form.ANNEX_4 else copies


def copy_for(actor: Actor, form: Form, asked: Copy | None, *, own: bool = False) -> Copy | None:
    """The copy to print: the one asked for, else the actor's first; None for a print that nobody files.

    Raises Forbidden for a copy that another office keeps.
    """
    kept = copies_of(actor, form, own=own)
    if asked is None:
        return kept[0] if kept else None
    if asked not in kept:
        raise Forbidden("This copy is kept by another office.", "该联次由其他单位存档，您无权打印。")
    return asked
