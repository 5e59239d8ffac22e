"""What is said of a step, and of taking one or a whole case back."""

from typing import Any, ClassVar, Literal, Self

from pydantic import ConfigDict, Field, model_validator

from ..elders import Phone
from ..ledger import Fact
from ..policy import WithdrawalReason
from ..wire import Moment, Prose, Sheet, ValueRefused, Word


def example(**fields: Any) -> ConfigDict:
    """The example of a sheet."""
    return ConfigDict(json_schema_extra={"examples": [fields]})


class CallerTold(Sheet):
    """The person who reported it, if not the caller of the API: for example a daughter who telephones."""

    name: Word | None = None
    relationship: Word | None = None
    phone: Phone | None = None


class StepSheet(Sheet):
    """What every step may say, and the fact that it becomes."""

    fact: ClassVar[type[Fact]]

    at: Moment | None = Field(None, description="when it was done; now if left out. Not before the step before.")
    note: Prose | None = None


class WithdrawalSheet(Sheet):
    """Why a case should not have been reported (撤销原因)."""

    model_config = example(reason="in_error", note="误触报警，现场核实无隐患")

    reason: Literal[
        WithdrawalReason.IN_ERROR, WithdrawalReason.DUPLICATE, WithdrawalReason.WRONG_ELDER, WithdrawalReason.OTHER
    ]
    note: Prose | None = Field(None, description="required where the reason is `other` / 原因为其他时必填")

    @model_validator(mode="after")
    def _says_which(self) -> Self:
        if self.reason is WithdrawalReason.OTHER and self.note is None:
            raise ValueRefused("note_missing", "Say which other reason.", "原因为“其他”时请说明。")
        return self


class StepVoid(Sheet):
    """Why a step should not have been recorded (作废原因)."""

    model_config = example(note="误填，实际尚未处置")

    note: Prose
