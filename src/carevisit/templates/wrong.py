"""What can be wrong with a row before its route would see it, in words for a clerk: what it is, and how to mend it."""

from ..policy import NotApplicableReason
from .marks import ELDERS
from .rows import RowError

_REASONS = "、".join(one.zh for one in NotApplicableReason)
_WORDS = {
    "too_long": (
        "单元格内容过长。", "The cell is too long.",
        "请缩短至 2000 字以内。", "Shorten it to 2,000 characters.",
    ),
    "digits_lost": (
        "数字超过 15 位，表格程序已丢失末尾数字。",
        "The number has more than 15 digits: the office program has lost the last ones.",
        "请将单元格设为文本格式，再重新输入完整号码。", "Format the cell as text, then enter the whole number again.",
    ),
    "not_a_day": (
        "不是日期。", "This is not a date.",
        "请填写如 2026-11-03、2026/11/3 或 2026年11月3日 的日期。", "Enter a date such as 2026-11-03, 2026/11/3 or 2026年11月3日.",
    ),
    "not_a_moment": (
        "不是日期和时间。", "This is not a date with a time.",
        "请填写如 2026-11-03 09:10 的日期和时间。", "Enter a date and a time such as 2026-11-03 09:10.",
    ),
    "time_missing": (
        "缺少时间。", "The time is missing.",
        "请在日期后填写时间，如 2026-11-03 09:10。", "Enter the time after the date, such as 2026-11-03 09:10.",
    ),
    "day_missing": (
        "缺少日期。", "The date is missing.",
        "请在时间前填写日期，如 2026-11-03 09:10。", "Enter the date before the time, such as 2026-11-03 09:10.",
    ),
    "not_a_number": (
        "不是数字。", "This is not a number.",
        "请只填写数字，如 380。", "Enter a number only, such as 380.",
    ),
    "not_whole": (
        "不是整数。", "This is not a whole number.",
        "请填写整数，如 2。", "Enter a whole number, such as 2.",
    ),
    "not_yes_or_no": (
        "应填“是”或“否”。", "This must be 是 (yes) or 否 (no).",
        "请从下拉列表中选择。", "Choose from the drop-down list.",
    ),
    "not_any_or_none": (
        "应填“有”或“无”。", "This must be 有 (some) or 无 (none).",
        "请从下拉列表中选择。", "Choose from the drop-down list.",
    ),
    "unknown_choice": (
        "不是该栏目的选项。", "This is not one of the column's choices.",
        "请从下拉列表中选择；多选时以顿号分隔。", "Choose from the drop-down list; separate several by 、.",
    ),
    "unknown_reason": (
        "不适用原因无法识别。", "The reason why this does not apply is not known.",
        f"请填写“不适用”，或“不适用：”加原因：{_REASONS}。", f"Enter 不适用, or 不适用： with a reason: {_REASONS}.",
    ),
    "says_none": (
        "前面已填“无”，此处不应再填。", "There are none, as an earlier column says.",
        "请清空此格，或将前面的“无”改为“有”。", "Clear this cell, or change 无 to 有 in the earlier column.",
    ),
    "gap": (
        "前一位（项）未填写。", "The one before is not filled in.",
        "请从编号 1 起依次填写，中间不要空缺。", "Fill in number 1 first, then the next.",
    ),
    "elder_missing": (
        "缺少服务对象编码。", "The code of the elder is missing.",
        f"请从模板的“{ELDERS}”表复制编码。", f"Copy the code from the sheet {ELDERS} of the template.",
    ),
    "elder_unknown": (
        "没有此编码的服务对象。", "No elder of yours has this code.",
        "请核对编码，或重新下载模板。", "Check the code, or download the template again.",
    ),
    "code_mistyped": (
        "服务对象编码有误，可能输错了字符。", "The code of the elder is not right: a character may be mistyped.",
        f"请从模板的“{ELDERS}”表复制编码。", f"Copy the code from the sheet {ELDERS} of the template.",
    ),
    "name_disagrees": (
        "姓名与编码所指的服务对象不符。", "The name is not that of the elder with this code.",
        "请核对编码和姓名是否为同一人。", "Check whether the code and the name are the same person's.",
    ),
}  # fmt: skip


class Refused(Exception):
    """A cell says what its column cannot hold."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def row_error(column: str | None, code: str) -> RowError:
    """What is wrong, in words."""
    zh, en, mend_zh, mend_en = _WORDS[code]
    return RowError(column, code, f"{zh} {en}", f"{mend_zh} {mend_en}")
