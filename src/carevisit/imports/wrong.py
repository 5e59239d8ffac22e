"""What is wrong with a row, in words for a clerk: as its route says it, and what only a file can have."""

from dataclasses import replace
from hashlib import blake2b
from typing import Final

from ..errors import ElderAlreadyRegistered, ExternalIdReused, Problem, RecordNoReused
from ..templates import ImportKind, Row, RowError, column_of

MOST: Final = 10
"""Of one row."""
_NUMBER: Final = {
    ImportKind.VISITS: "/record_no",
    ImportKind.ELDERS: "/external_id",
    ImportKind.CANDIDATES: "/external_id",
}
_ID_NUMBER: Final = "/id_number"
_CELL: Final = "请更正该单元格，再次提交整个文件。 Mend the cell, then send the whole file again."
_ROW: Final = "请更正该行，再次提交整个文件。 Mend the row, then send the whole file again."
_REUSED: Final = (
    "该编号的记录已保存：如系新记录请换用新编号；如需修改，请对该记录提交更正或更新档案。 The record of this number is kept: give "
    "a new record a number of its own; to change the one that is kept, correct the record or amend the file."
)
_ON_FILE: Final = (
    "请核对是否同一人；如需修改请更新档案。 Check whether it is the same person; to change the file, amend it."
)


def errors_of(kind: ImportKind, problem: Problem) -> tuple[RowError, ...]:
    """A problem with a row, by the columns of its file."""
    if problem.errors:
        return tuple(
            RowError(column, one.code, f"{one.zh} {one.en}", _CELL if column else _ROW)
            for one in problem.errors[:MOST]
            for column in [column_of(kind, one.pointer)]
        )
    used = problem.more().get("used_by")
    zh, en = problem.detail_zh or problem.zh, problem.detail_en or problem.en()
    named = f" {used['id']}" if used else ""
    if isinstance(problem, RecordNoReused | ExternalIdReused):
        column, hint = column_of(kind, _NUMBER[kind]), _REUSED
    elif isinstance(problem, ElderAlreadyRegistered):
        column, hint = column_of(kind, _ID_NUMBER), _ON_FILE
    else:
        column, hint = None, _ROW
    return (RowError(column, problem.code(), f"{zh} {en}{named}", hint),)


class Seen:
    """What the rows before have said that no two rows of a file may say: the sender's number and, of files, the ID number."""

    def __init__(self, kind: ImportKind) -> None:
        self._kind = kind
        self._first: dict[bytes, tuple[str, int]] = {}

    def judged(self, row: Row) -> Row:
        """The row, refused where one before says the same."""
        errors = [*self._twice(row, _NUMBER[self._kind], row.key)]
        if self._kind is ImportKind.ELDERS:  # the second of a person's files is refused, whatever its number
            id_number = (row.body or {}).get("id_number")
            errors += self._twice(row, _ID_NUMBER, id_number and str(id_number).upper())
        return replace(row, body=None, errors=(*row.errors, *errors)) if errors else row

    def _twice(self, row: Row, pointer: str, said: str | None) -> list[RowError]:
        if not said:
            return []
        digest = blake2b(f"{pointer} {said}".encode(), digest_size=16).digest()  # 50,000 cells of any length are kept
        sheet, number = self._first.setdefault(digest, (row.sheet, row.number))
        if (sheet, number) == (row.sheet, row.number):
            return []
        code = "number_twice" if pointer == _NUMBER[self._kind] else "id_number_twice"
        on_zh, on_en = (f"工作表“{sheet}”", f" of sheet {sheet}") if sheet != row.sheet else ("", "")
        message = f"与{on_zh}第 {number} 行重复。 This stands in row {number}{on_en}, too."
        return [RowError(column_of(self._kind, pointer), code, message, _CELL)]
