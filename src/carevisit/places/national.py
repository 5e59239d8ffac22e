"""The national list of provinces, prefectures and counties (GB/T 2260), so that every place in China can be looked up.

It includes ended codes: people still name the county that they grew up in. Source: 民政部、国家统计局行政区划代码, the
revisions since 2002.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType


@dataclass(frozen=True)
class Region:
    """A province, prefecture or county of a revision of GB/T 2260; `ended`: the last year in which its code was in force."""

    code: str
    name: str
    level: str
    ended: int | None

    @property
    def parent(self) -> str | None:
        """The code of a county's prefecture, or of a prefecture's province."""
        return {"prefecture": f"{self.code[:2]}0000", "county": f"{self.code[:4]}00"}.get(self.level)

    @property
    def districts(self) -> bool:
        """Whether it stands for all districts of a city (市辖区) and is no county itself."""
        return self.level == "county" and self.name == "市辖区"


@cache
def regions() -> Mapping[str, Region]:
    """Every region by its six-digit code, in order."""
    text = files(__package__).joinpath("data", "gb2260.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return MappingProxyType({
        row["code"]: Region(row["code"], row["name"], row["level"], int(row["last_seen"]) if row["last_seen"] else None)
        for row in rows
    })  # fmt: skip


def region(code: str) -> Region | None:
    """The region of a code of two, four or six digits; None if no revision has it."""
    return regions().get(code.ljust(6, "0"))
