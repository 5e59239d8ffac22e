"""The printed forms (纸质表格) of the notices, field by field: where each is sent, and where it is read.

A form is a table in `printed`, with a row for each place of a field in the API. `sheet` and `answer` are operations of
the contract; `sent` and `read` are JSON pointers into the request and the answer, with `*` for every member of a list.
Without a `sheet` the system provides the value. `required` is 是 where the form must be filled in.
"""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

FORMS = {
    "hanjiang-annex-3": (
        "特殊困难老年人信息登记表（附件3）", "Registration of an elder in particular difficulty (annex 3)",
        "涵民〔2023〕53号",
    ),
    "hanjiang-annex-4": (
        "特殊困难老年人探访关爱服务记录表（附件4）", "Record of a visit (annex 4)",
        "涵民〔2023〕53号",
    ),
    "zaozhuang-left-behind": (
        "农村留守老年人信息采集表", "Registration of a rural elder left behind",
        "枣庄市农村留守老年人关爱服务工作的通知，附件",
    ),
}  # fmt: skip
"""The forms by name: the official title, the English one, and the notice that prints it."""


@dataclass(frozen=True)
class FormField:
    """A field of a printed form (表格栏目), and one of its places in the API."""

    part: str
    field: str
    required: bool
    sheet: str
    sent: str
    answer: str
    read: str


@cache
def form_of(name: str) -> tuple[FormField, ...]:
    """The fields of a form, in printed order. Raises ValueError for an unknown form."""
    if name not in FORMS:
        raise ValueError(f"unknown form: {name}")
    text = files(__package__).joinpath("printed", f"{name}.tsv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    return tuple(FormField(required=row.pop("required") == "是", **row) for row in rows)


def required_by(name: str) -> tuple[str, ...]:
    """The fields that a form requires (必填), as pointers into the sheet. Raises ValueError for an unknown form."""
    return tuple(dict.fromkeys(one.sent for one in form_of(name) if one.required))
