"""The short code of an elder (服务对象编码) in a template: the random end of the elder's id, with a check character.

`3RPX-TYMK-ELE`: it says nothing of the elder, and names nobody outside the elders of whoever asks. The characters and the
check are those of GB 32100 (统一社会信用代码), so that one wrong character, or two that changed places, is found out.
"""

import re
import unicodedata
from typing import Final
from uuid import UUID

_CHARACTERS: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_LENGTH: Final = 10
_ENDING: Final = 12
"""So many hexadecimal digits at the end of an id are its code's: 48 bits, all random."""
_MISREAD: Final = str.maketrans({"O": "0", "I": "1", "Z": "2", "S": "5", "V": "U"})


def code_of(elder: UUID) -> str:
    """The short code of an elder."""
    rest, characters = int(elder.hex[-_ENDING:], 16), ""
    for _ in range(_LENGTH):
        rest, digit = divmod(rest, len(_CHARACTERS))
        characters = _CHARACTERS[digit] + characters
    whole = characters + _check(characters)
    return f"{whole[:4]}-{whole[4:8]}-{whole[8:]}"


def ending_of(code: str) -> str | None:
    """The end of the id that a code names, as hexadecimal digits; None for what is no code."""
    plain = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", code)).upper().translate(_MISREAD)
    if len(plain) != _LENGTH + 1 or any(one not in _CHARACTERS for one in plain):
        return None
    if plain[-1] != _check(plain[:-1]):
        return None
    number = 0
    for one in plain[:-1]:
        number = number * len(_CHARACTERS) + _CHARACTERS.index(one)
    ending = f"{number:0{_ENDING}x}"
    return ending if len(ending) == _ENDING else None


def _check(characters: str) -> str:
    total = sum(pow(3, turn, 31) * _CHARACTERS.index(one) for turn, one in enumerate(characters))
    return _CHARACTERS[-total % 31]
