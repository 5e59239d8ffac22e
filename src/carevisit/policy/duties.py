"""The duties of the departments (职责任务清单), as a profile lists them. Source: 涵民〔2023〕53号, annex 1, for Hanjiang."""

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from .case_codes import Department


class Duty(BaseModel):
    """A duty of the list: its number, the department responsible, and its text."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    no: Annotated[int, Field(ge=1, le=99)]
    department: Annotated[Department, BeforeValidator(Department)]
    zh: str
    en: str
