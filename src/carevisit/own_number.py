"""A caller's own number (业务编号) of a record or a file: it stands in the open part of the ledger, so it may not be a person's."""

import re
from typing import Annotated

from pydantic import AfterValidator

from . import clock
from .id_number import birth_date, check_digit
from .wire import Number, ValueRefused

# 20 is no province, so that yyyyMMddHHmmss and 4 digits is never an ID number; 9 begins a foreigner's (外国人永久居留身份证)
_ID = re.compile(r"(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|9[0-9])[0-9]{15}[0-9Xx]")
_MOBILE = re.compile(r"(?:86)?1[3-9][0-9]{9}")


def is_personal(value: str) -> bool:
    """Whether a part of it, split at `.`, `_`, `:`, `/` and `-`, is an ID number or a mobile number (手机号码).

    An ID number is one by its province, its birth date and its check digit, so that hardly any number that a program makes
    is taken for one. The form of 15 digits, out of use since 2013, has no check digit and is not looked for.
    """
    return any(_MOBILE.fullmatch(part) or _is_id_number(part) for part in re.split(r"[._:/-]", value))


def _is_id_number(part: str) -> bool:
    if not _ID.fullmatch(part) or check_digit(part[:17]) != part[17].upper():
        return False
    born_on = birth_date(part)
    return born_on is not None and born_on <= clock.today()


def _nobodys(value: str) -> str:
    if is_personal(value):
        raise ValueRefused(
            "looks_personal",
            "A part of this is an ID or mobile number; use a number of your own.",
            "编号中含有身份证号或手机号，请使用业务编号。",
        )
    return value


OwnNumber = Annotated[Number, AfterValidator(_nobodys)]
OWN_NUMBER = (
    "Your own number, unique to you; sending it again is safe. Refused where a part of it, split at `._:/-`, is an ID number"
    " (birth date and check digit) or a mobile number; with a letter right before the digits it is none. /"
    " 业务编号，在您方内唯一，可重复提交；以 ._:/- 分段后，任一段为身份证号（出生日期与校验码均有效）或手机号的不予接受，"
    "数字前紧接字母的不在此列"
)
