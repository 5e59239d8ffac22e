"""The resident ID number (居民身份证号码): its check digit and the birth date that it states.

Source: GB 11643 (ISO 7064 MOD 11-2).
"""

from datetime import date

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
EARLIEST_BIRTH_YEAR = 1880


def check_digit(body: str) -> str:
    """The last of the 18 characters, by the 17 digits before it."""
    return "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True)) % 11]


def birth_date(number: str) -> date | None:
    """The birth date that a number of 18 characters states; None where it is no day, or before 1880."""
    try:
        born_on = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None
    return born_on if born_on.year >= EARLIEST_BIRTH_YEAR else None
