"""How a name sounds, so that it is found again though it was written by ear."""

import os
import re

os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")  # characters are read one by one: the large dictionary is not loaded
from pypinyin import lazy_pinyin

_ALIKE = ((r"^([zcs])h", r"\1"), (r"^n", "l"), (r"ng$", "n"))


def sound_of(name: str) -> str:
    """The syllables of a name without tones; what southern ears confuse (zh and z, n and l, -ng and -n) is alike.

    Each character is read by itself, by its commonest reading; what has none stands for itself.
    """
    return "/".join(_syllable(character) for character in name if character.isalnum())


def _syllable(character: str) -> str:
    [syllable] = lazy_pinyin(character)
    for pattern, alike in _ALIKE:
        syllable = re.sub(pattern, alike, syllable)
    return syllable
