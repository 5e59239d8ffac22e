"""The registration of an elder in particular difficulty (特殊困难老年人信息登记表). Source: 涵民〔2023〕53号, annex 3."""

from collections.abc import Iterator, Mapping
from typing import Any

from ..paper import (
    Blank,
    Box,
    Cell,
    Page,
    Rows,
    Run,
    caption,
    choices,
    day,
    field,
    one_of,
    or_blank,
    said,
    section,
    written,
)
from ..policy import Ability, Category, EconomicStatus, HelperKind, Sex, SpouseStatus, Tier

COLUMNS = (20, 26, 14, 14, 18, 37, 17, 26)
WIDE = len(COLUMNS)
FEWEST_MEMBERS = 4
_ABILITY = [(one.value, one.zh) for one in (Ability.INTACT, Ability.MILD, Ability.MODERATE, Ability.SEVERE)]
_MEANS = [
    (EconomicStatus.EXTREME_POVERTY, "特困人员"), (EconomicStatus.SUBSISTENCE_ALLOWANCE, "低保、低保边缘"),
    (EconomicStatus.OTHER, "其他"),
]  # fmt: skip
_CATEGORIES = [
    (Category.NO_KIN, "孤寡老年人"), (Category.LIVING_ALONE, "独居老年人"), (Category.EMPTY_NEST, "空巢老年人"),
    (Category.LEFT_BEHIND, "留守老年人"),
]  # fmt: skip
_HELPERS = (
    (HelperKind.PARTY_OR_GOVERNMENT, HelperKind.VILLAGE),
    (HelperKind.ENTERPRISE, HelperKind.SOCIAL_ORGANISATION, HelperKind.SOCIAL_WORKER, HelperKind.VOLUNTEER),
    (HelperKind.OTHER, HelperKind.NONE),
)
_PRINTED_AS: dict[str | None, str] = {
    Ability.COMPLETE: Ability.SEVERE,  # the form has four grades
    EconomicStatus.SUBSISTENCE_MARGIN: EconomicStatus.SUBSISTENCE_ALLOWANCE,  # one line for both
}


def annex_3(file: Mapping[str, Any], names: Mapping[str, str]) -> Page:
    """The form, filled in with a file as its reader sees it; a file without sections is an empty form.

    `names`: of places, by their codes.
    """
    return Page(
        "特殊困难老年人信息登记表", COLUMNS, (*_elder(file, names), *_family(file), *_living(file), *_help(file)),
        mark="附件3", above=("建档日期：", *day(file.get("filed_on"))),
        below=(
            ("工作人员签字：", *_worker(file), "    ", *day(_in(file, "worker").get("signed_on"))),
            ("备注：此表一式两份，县级民政部门、乡镇（街道）各存档一份。",),
        ),
    )  # fmt: skip


def _in(file: Mapping[str, Any], section: str) -> Mapping[str, Any]:
    return file.get(section) or {}


def _worker(file: Mapping[str, Any]) -> tuple[Run, ...]:
    name = said(_in(file, "worker").get("name"))
    return (Blank(6), f"（{name}）") if name else (Blank(10),)


def _elder(file: Mapping[str, Any], names: Mapping[str, str]) -> Rows:
    contact, ability = _in(file, "emergency_contact"), _in(file, "ability").get("grade")
    certificate, means = _in(file, "disability_certificate"), file.get("economic_status")
    kinds = file.get("categories_told") or []

    def kind(code: str) -> bool:
        return code in kinds

    return (
        (section("一、服务对象基本情况", WIDE),),
        (
            caption("姓名"), field(file.get("name")), caption("性别"), field(sex_of(file)), caption("居民身份证号码"),
            field(file.get("id_number")), caption("联系电话"), field(file.get("phone")),
        ),
        (
            caption("紧急联系人"), field(contact.get("name")), caption("与服务对象关系", 2), field(contact.get("relationship"), 2),
            caption("联系电话"), field(contact.get("phone")),
        ),
        (caption("户籍地址"), written(_address(file.get("household_registration"), names), across=WIDE - 1)),
        (caption("居住地址"), written(_address(file.get("residence"), names), across=WIDE - 1)),
        (
            caption("健康情况", down=2),
            written(("能力程度：", *one_of(_ABILITY, _PRINTED_AS.get(ability, ability))), across=WIDE - 1),
        ),
        (written(("曾患病史：", said(file.get("medical_history"))), across=WIDE - 1),),
        (
            caption("经济情况", down=3),
            written(one_of(_MEANS, _PRINTED_AS.get(means, means), gap="    "), across=WIDE - 1),
        ),
        (written(("月可支配收入：", said(file.get("monthly_income_yuan"))), across=WIDE - 1),),
        (written(("经济来源：", said(file.get("income_source"))), across=WIDE - 1),),
        (
            caption("类别", down=2),
            caption("对象类型", down=2),
            written(
                choices(_CATEGORIES, kind),
                (Box(kind(Category.DISABLED)), "失能老年人（包括中、重）"),
                (Box(kind(Category.SEVERE_DISABILITY)), "重残老年人（残疾证号：", or_blank(certificate.get("number"), 10), "）"),
                (Box(kind(Category.SPECIAL_FAMILY)), "计划生育特殊家庭老年人"),
                across=WIDE - 2,
            ),
        ),
        (written(one_of([(tier.value, tier.zh) for tier in Tier], file.get("tier_told")), across=WIDE - 2),),
    )  # fmt: skip


def sex_of(person: Mapping[str, Any]) -> str:
    """男 or 女; nothing where it is not known."""
    return Sex(person["sex"]).zh if person.get("sex") else ""


def _address(at: Mapping[str, Any] | None, names: Mapping[str, str]) -> tuple[Run, ...]:
    """A township and a village by their names; what lies elsewhere by its code."""
    code = (at or {}).get("place")
    if at is None or code is None:
        return (Blank(8), "乡镇（街道）", Blank(8), "村（社区）", "  ", said((at or {}).get("detail")))
    return (names.get(code, code), "  ", said(at.get("group")), said(at.get("detail")))


def _members(file: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], str]]:
    """The members of the family, each with their relationship."""
    family = _in(file, "family")
    spouse = family.get("spouse")
    if spouse and spouse.get("status") != SpouseStatus.NEVER_MARRIED:
        status = SpouseStatus(spouse["status"])
        yield spouse, "配偶" if status is SpouseStatus.LIVING else f"配偶（{status.zh}）"
    for child in family.get("children") or ():
        yield child, said(child.get("relationship")) or "子女"
    for other in family.get("others") or ():
        yield other, said(other.get("relationship"))


def _family(file: Mapping[str, Any]) -> Rows:
    heads = ("序号", "姓名", "性别", "与服务对象关系", "居民身份证号码", "健康状况", "是否经常探访")
    widths = (1, 1, 1, 2, 1, 1, 1)
    members = list(_members(file))
    rows: list[tuple[Cell, ...]] = [
        (section("二、家庭成员", WIDE),),
        tuple(caption(head, width) for head, width in zip(heads, widths, strict=True)),
    ]
    for number in range(max(FEWEST_MEMBERS, len(members))):
        one, relationship = members[number] if number < len(members) else ({}, "")
        health = said(one.get("health")) if one.get("alive", True) else "已故"
        values = (
            number + 1, one.get("name"), sex_of(one), relationship, one.get("id_number"), health, one.get("visits_often"),
        )  # fmt: skip
        rows.append(tuple(field(value, width) for value, width in zip(values, widths, strict=True)))
    return tuple(rows)


def _living(file: Mapping[str, Any]) -> Rows:
    living = _in(file, "living")
    pension, benefits = _in(living, "pension"), _in(living, "benefits")
    plain = {
        "饮水是否安全": "water_safe", "生活用电是否安全": "electricity_safe", "住房是否安全": "housing_safe",
        "家庭月收入（元）": "household_income_yuan",
    }  # fmt: skip
    return (
        (section("三、家庭生活条件", WIDE),),
        *((caption(words, 3), field(living.get(name), WIDE - 3, centred=False)) for words, name in plain.items()),
        (
            caption("家庭每月领取养老保险、\n社会救助和社会福利补贴等情况", 3, down=2),
            written(
                (
                    Box(pension.get("has") is True), "有领取养老保险，每月", or_blank(pension.get("monthly_yuan"), 4), "元  ",
                    Box(pension.get("has") is False), "无养老保险",
                ),
                across=WIDE - 3,
            ),
        ),
        (
            written(
                ("享受社会救助和社会福利补贴项目：", said(benefits.get("items"))),
                ("每月补贴金额：", said(benefits.get("monthly_yuan"))),
                across=WIDE - 3,
            ),
        ),
    )  # fmt: skip


def _help(file: Mapping[str, Any]) -> Rows:
    help_ = _in(file, "help")
    kinds = help_.get("by") or []
    return (
        (section("四、已享受帮扶情况", WIDE),),
        (
            caption("开展帮扶单位\n（组织）", 2),
            written(
                *(choices([(one.value, one.zh) for one in line], lambda code: code in kinds) for line in _HELPERS),
                across=4,
            ),
            caption("帮扶\n责任人"),
            field(help_.get("person")),
        ),
        (caption("帮扶措施", 2), written((said(help_.get("measures")),), across=WIDE - 2, high=1.2)),
    )
