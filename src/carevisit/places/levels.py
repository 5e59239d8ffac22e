"""The levels of places, the widest first, and by which of them the figures of a place are counted."""

from typing import Literal, get_args

from ..errors import wrong

Level = Literal["province", "city", "district", "township", "village"]
LEVELS: tuple[Level, ...] = get_args(Level)


def counted_by(by: str | None, level: Level | None) -> str:
    """The level by which the figures of a place are counted: `by`, else the next level below; without a place, the village.

    `level` is the level of the place. Raises Invalid if `by` is a level above it.
    """
    if by is None:
        return "village" if level is None else LEVELS[min(LEVELS.index(level) + 1, len(LEVELS) - 1)]
    if level is not None and by in LEVELS and LEVELS.index(by) < LEVELS.index(level):
        raise wrong("?by", "above_the_place", "The place lies below that level.", "统计口径高于所选行政区域级别。")
    return by
