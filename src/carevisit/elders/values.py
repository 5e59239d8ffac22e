"""What the fields of a file are made of: numbers of people, codes of places, days that have come."""

import unicodedata
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, StrictFloat, StringConstraints

from .. import clock
from ..id_number import birth_date, check_digit
from ..policy import Sex
from ..wire import Day, ValueRefused


def read_id_number(number: str) -> tuple[date, Sex]:
    """The birth date and the sex that a resident ID number (居民身份证号码) states.

    The region is not judged: numbers given out by counties that are no more are valid. Raises ValueRefused with the code
    `id_check_digit` or `id_birth_date`.
    """
    if number[17] != check_digit(number[:17]):
        raise ValueRefused("id_check_digit", "The check digit of the ID number is wrong.", "身份证号码校验位不正确。")
    born_on = birth_date(number)
    if born_on is None:
        raise ValueRefused("id_birth_date", "The ID number has no real birth date.", "身份证号码中的出生日期无效。")
    return born_on, Sex.MALE if int(number[16]) % 2 else Sex.FEMALE


def _plain(value: object) -> object:
    """Full-width digits and letters as people's keyboards give them are the same number."""
    return unicodedata.normalize("NFKC", value).strip().upper() if isinstance(value, str) else value


def _valid_id_number(value: str) -> str:
    if read_id_number(value)[0] > clock.today():
        raise ValueRefused("id_birth_date", "The ID number has no real birth date.", "身份证号码中的出生日期无效。")
    return value


def _past(value: date) -> date:
    if value > clock.today():
        raise ValueRefused("in_the_future", "This day has not come yet.", "日期尚未到来。")
    return value


PlaceCode = Annotated[str, StringConstraints(pattern=r"^([0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9}|[0-9]{12})$")]
VillageCode = Annotated[str, StringConstraints(pattern=r"^[0-9]{12}$")]
WhereCode = Annotated[str, StringConstraints(pattern=r"^([0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9}|[0-9]{12}|abroad)$")]
AnyIdNumber = Annotated[str, StringConstraints(pattern=r"^[0-9]{17}[0-9X]$"), BeforeValidator(_plain)]
CertificateNumber = Annotated[
    str, StringConstraints(pattern=r"^[0-9]{17}[0-9X][1-7][1-4]B?[0-9]?$"), BeforeValidator(_plain)
]
IdNumber = Annotated[AnyIdNumber, AfterValidator(_valid_id_number)]
Phone = Annotated[str, StringConstraints(pattern=r"^\+?[0-9][0-9 -]{4,18}[0-9]$"), BeforeValidator(_plain)]
PastDay = Annotated[Day, AfterValidator(_past)]
Yuan = Annotated[StrictFloat, Field(ge=0, le=10_000_000, allow_inf_nan=False)]


def masked(id_number: str | None) -> str | None:
    """An ID number as a village may see it: its region. The birth date stands beside it, so the rest would give it away."""
    return None if id_number is None else f"{id_number[:6]}************"
