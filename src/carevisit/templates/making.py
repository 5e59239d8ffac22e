"""The templates (导入模板) as workbooks: headers with notes, drop-downs of the dictionary, an example, and a hidden mark.

A sheet for the rows comes first; what stands on the others is never read as rows (`marks.BESIDES`).
"""

import io
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from ..grid import MARK_SHEET, letters
from ..policy import FORMS, NotApplicableReason, Profile, form_of
from ..visits import REQUIRED_IN_PERSON
from .columns import MODELS, OPERATIONS, Column, Says, columns_of
from .marks import CHOICES, ELDERS, EXAMPLE, GUIDE, Mark
from .reading import MOST_ROWS
from .rows import ImportKind
from .showing import cell_of

ROWS: Final = {ImportKind.ELDERS: "信息登记", ImportKind.CANDIDATES: "摸排名单", ImportKind.VISITS: "探访记录"}
"""The sheet of each kind's rows."""
_NAMED = "林阿姨"
_LISTED = ("姓名", "村（居）", "编码")
_FORMATS = {Says.DAY: "yyyy-mm-dd", Says.MOMENT: "yyyy-mm-dd hh:mm", Says.NUMBER: "General", Says.WHOLE: "0"}
_NOTES = {
    Says.TEXT: "文字。", Says.TEXTS: "可填多项，以顿号分隔；没有则填“无”。",
    Says.PLACE: "行政区划代码；本区域的村（居）从下拉列表中选择。", Says.NUMBER: "数字。", Says.WHOLE: "整数。",
    Says.YES: "是或否。", Says.DAY: "日期，如 2026-11-03。", Says.MOMENT: "日期和时间，如 2026-11-03 09:10。",
    Says.CHOICE: "从下拉列表中选择。", Says.CHOICES: "从下拉列表中选择；多选时以顿号分隔。",
    Says.ANY: "有或无；填“无”表示确认没有，不填表示不详。",
    Says.ELDER: f"从“{ELDERS}”表选择编码，编码决定是哪一位服务对象。", Says.NAME: "用于核对，须与编码所指的服务对象一致。",
}  # fmt: skip
_NUMBERS = frozenset(("/record_no", "/external_id"))
_OWN_NUMBER = "您方编号，每行不同；同一编号重复提交不会重复登记。"
_GUIDE = (
    "1. 在第一张表中逐行填写，表头不得改动；可删去不用的列，最多 {rows} 行。",
    "2. 带 * 的列必填；浅色带 * 的列在批注所述情形下必填。鼠标移到表头可查看批注。",
    "3. 上方有“+”的列为本政策方案表格之外的栏目，需要时展开填写。",
    "4. 不得使用公式、宏、外部链接和密码；身份证号等号码列为文本格式，请勿改为数字。",
    "5. 每行填写您方编号，更正错误后可将整个文件再次提交，已登记的行不会重复。",
    "6. “{example}”表为填写示例，不会被导入。",
)
_GUIDE_OF_ELDERS = (
    f"7. 确不适用的栏目填“不适用”，或“不适用：”加原因（{'、'.join(one.zh for one in NotApplicableReason)}）。"
)


def template(
    kind: ImportKind, profile: Profile, villages: Sequence[str] = (), elders: Sequence[tuple[str, str, str]] = ()
) -> bytes:
    """The template of a kind by a profile. `villages`: the choices of places; `elders`: name, village and code of each."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    _Template(book, kind, profile, villages, elders).write()
    book.close()
    return out.getvalue()


class _Template:
    def __init__(
        self, book: xlsxwriter.Workbook, kind: ImportKind, profile: Profile, villages: Sequence[str],
        elders: Sequence[tuple[str, str, str]],
    ) -> None:  # fmt: skip
        self._book, self._kind, self._profile = book, kind, profile
        self._villages, self._elders = villages, elders
        self._columns = columns_of(kind)
        self._required, self._asked = required_in(kind, profile), _asked(kind, profile)
        head = {"bold": True, "text_wrap": True, "valign": "vcenter", "border": 1}
        self._heads = [book.add_format({**head, "bg_color": colour}) for colour in ("#FFFFFF", "#FFF2CC", "#F8CBAD")]
        self._bold = book.add_format({"bold": True})
        self._formats: dict[str, Format] = {}

    def write(self) -> None:
        sheet = self._book.add_worksheet(ROWS[self._kind])
        guide, example = self._book.add_worksheet(GUIDE), self._book.add_worksheet(EXAMPLE)
        if self._kind is ImportKind.VISITS:
            self._list_elders(self._book.add_worksheet(ELDERS))
        sources = self._list_choices(self._book.add_worksheet(CHOICES))
        self._write_heads(sheet, hide=True)
        self._offer(sheet, sources)
        self._write_heads(example, hide=False)
        self._write_example(example)
        self._write_guide(guide)
        mark = self._book.add_worksheet(MARK_SHEET)
        mark.write_string(0, 0, str(Mark.of(self._kind, self._profile.name)))
        mark.very_hidden()

    def _write_heads(self, sheet: Worksheet, *, hide: bool) -> None:
        sheet.freeze_panes(1, 2 if self._kind is ImportKind.VISITS else 0)
        sheet.set_row(0, 36)
        for at, column in enumerate(self._columns):
            need = self._required.get(column.pointer)
            star = " *" if need is not None else ""
            style = self._heads[0 if need is None else 1 if need else 2]
            sheet.write_string(0, at, f"{column.header}{star}", style)
            sheet.write_comment(0, at, self._note(column, need), {"x_scale": 1.6, "author": "carevisit"})
            beyond = hide and column.pointer not in self._asked and need is None
            sheet.set_column(at, at, 16, self._format(column), {"level": 1, "hidden": True} if beyond else {})

    def _note(self, column: Column, need: str | None) -> str:
        must = "" if need is None else need or "必填。"
        note = _OWN_NUMBER if column.pointer in _NUMBERS else _NOTES[column.says]
        return f"{must}{note}"

    def _format(self, column: Column) -> Format:
        """Text wherever a number could lose its digits or its zeros."""
        code = _FORMATS.get(column.says, "@")
        if code not in self._formats:
            self._formats[code] = self._book.add_format({"num_format": code})
        return self._formats[code]

    def _offer(self, sheet: Worksheet, sources: Mapping[str, str]) -> None:
        """What each column may hold: as lists to choose from, which the elders' template lets a clerk go beyond by 不适用."""
        for at, column in enumerate(self._columns):
            asked = self._validation(column, sources)
            if asked:
                sheet.data_validation(1, at, MOST_ROWS, at, {**asked, **self._strictness(column)})

    def _validation(self, column: Column, sources: Mapping[str, str]) -> dict[str, Any] | None:
        if column.pointer in sources:
            return {"validate": "list", "source": sources[column.pointer]}
        match column.says:
            case Says.YES:
                return {"validate": "list", "source": ["是", "否"]}
            case Says.ANY:
                return {"validate": "list", "source": ["有", "无"]}
            case Says.ELDER if self._elders:
                return {"validate": "list", "source": f"='{ELDERS}'!$C$2:$C${len(self._elders) + 1}"}
        return None

    def _strictness(self, column: Column) -> dict[str, Any]:
        if column.says in (Says.CHOICES, Says.PLACE):  # several, or one elsewhere
            return {"show_error": False}
        return {
            "error_type": "warning" if self._kind is ImportKind.ELDERS else "stop", "error_title": "请核对",
            "error_message": "请从下拉列表中选择。",
        }  # fmt: skip

    def _list_choices(self, sheet: Worksheet) -> dict[str, str]:
        """The choices on their sheet, each list once. Returns where those of each column stand."""
        lists: dict[tuple[str, ...], str] = {}
        sources = {}
        for column in self._columns:
            labels = self._labels(column)
            if not labels:
                continue
            if labels not in lists:
                at = len(lists)
                letter = letters(at + 1)
                lists[labels] = f"='{CHOICES}'!${letter}$2:${letter}${len(labels) + 1}"
                sheet.set_column(at, at, 24)
                sheet.write_string(0, at, column.header, self._bold)
                for row, label in enumerate(labels, 1):
                    sheet.write_string(row, at, label)
            sources[column.pointer] = lists[labels]
        return sources

    def _labels(self, column: Column) -> tuple[str, ...]:
        if column.says is Says.PLACE:
            return tuple(self._villages) if column.pointer == "/residence/place" else ()
        codes = [*(column.choices or ())]
        if column.pointer == "/services":
            codes = [one.value for one in self._profile.services]
        return tuple((column.choices or {})[code] for code in codes)

    def _list_elders(self, sheet: Worksheet) -> None:
        sheet.set_column(0, 2, 20)
        sheet.freeze_panes(1, 0)
        for row, line in enumerate((_LISTED, *self._elders)):
            for at, said in enumerate(line):
                sheet.write_string(row, at, said, self._bold if row == 0 else None)

    def _write_example(self, sheet: Worksheet) -> None:
        example = example_of(self._kind, self._profile)
        for at, column in enumerate(self._columns):
            said = _NAMED if column.says is Says.NAME else cell_of(column, example)
            if said is not None:
                sheet.write(1, at, said, self._format(column))

    def _write_guide(self, sheet: Worksheet) -> None:
        sheet.set_column(0, 0, 110)
        sheet.write_string(0, 0, f"{ROWS[self._kind]}（{self._profile.zh}）", self._bold)
        lines = [*_GUIDE, *([_GUIDE_OF_ELDERS] if self._kind is ImportKind.ELDERS else [])]
        for row, line in enumerate(lines, 1):
            sheet.write_string(row, 0, line.format(rows=f"{MOST_ROWS:,}", example=EXAMPLE))


def example_of(kind: ImportKind, profile: Profile) -> Mapping[str, Any]:
    """The contract's own example: of several, where a profile asks for every field, the fullest one."""
    examples: list[dict[str, Any]] = MODELS[kind].model_config["json_schema_extra"]["examples"]  # type: ignore[index,assignment]
    return max(examples, key=len) if profile.form.printed and kind is ImportKind.ELDERS else examples[0]


def required_in(kind: ImportKind, profile: Profile) -> dict[str, str]:
    """The pointers of the columns that must be filled in; each with when that is, empty where it is always."""
    needed = {column.pointer: "" for column in columns_of(kind) if column.required}
    for column in columns_of(kind):
        general = re.sub(r"/\d+(?=/|$)", "/*", column.pointer)
        if kind is ImportKind.ELDERS and general in profile.form.required and column.pointer not in needed:
            needed[column.pointer] = "有此人时必填。" if "*" in general else ""
        if kind is ImportKind.VISITS and any(f"{column.pointer}/".startswith(f"{one}/") for one in REQUIRED_IN_PERSON):
            needed[column.pointer] = "上门探访且见到时必填。"
    return needed | ({"/elder_signed/reason": "服务对象未签字时必填。"} if kind is ImportKind.VISITS else {})


def _asked(kind: ImportKind, profile: Profile) -> set[str]:
    """The pointers that the profile's own form prints, and those that no form does."""
    own = profile.form.printed or "hanjiang-annex-3"
    printed = {name: {one.sent for one in form_of(name) if one.sheet == OPERATIONS[kind]} for name in FORMS}
    others = set().union(*printed.values()) - (
        printed[own] if kind is ImportKind.ELDERS else set().union(*printed.values())
    )
    return {column.pointer for column in columns_of(kind) if re.sub(r"/\d+(?=/|$)", "/*", column.pointer) not in others}
