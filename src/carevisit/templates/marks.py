"""The mark of a template, in a hidden sheet: of which kind, profile and version a workbook is; and the sheets beside its rows."""

from dataclasses import dataclass
from typing import Final

from ..errors import WrongTemplate
from .rows import ImportKind

VERSION: Final = 1
"""Of all templates: the next one begins where a header changes its meaning."""
GUIDE, EXAMPLE, ELDERS, CHOICES = "填写说明", "示例", "可探访对象", "选项"
BESIDES: Final = (GUIDE, EXAMPLE, ELDERS, CHOICES)
"""The sheets of a template that hold no rows."""

RESULTS: Final = ("原工作表", "原行号", "处理结果", "第几次", "系统编号", "问题及更正方法")
"""The columns that the workbook of a result has beside its sender's own, which are passed over when it is sent again."""


@dataclass(frozen=True)
class Mark:
    """Of which template a workbook is."""

    kind: str
    profile: str
    version: str

    @classmethod
    def of(cls, kind: ImportKind, profile: str) -> "Mark":
        return cls(kind.value, profile, str(VERSION))

    @classmethod
    def read(cls, said: str) -> "Mark":
        """A mark as it was written. Raises WrongTemplate."""
        parts = said.split(" ")
        if len(parts) != 3:
            raise WrongTemplate
        return cls(*parts)

    def __str__(self) -> str:
        return f"{self.kind} {self.profile} {self.version}"

    def must_be(self, kind: ImportKind, profile: str | None) -> None:
        """Raises WrongTemplate unless it is of this kind, the present version and, where one is given, this profile."""
        if self != Mark.of(kind, profile or self.profile):
            raise WrongTemplate
