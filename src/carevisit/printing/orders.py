"""An order of forms: whether it makes sense, and what it comes to for one reader at one moment."""

from dataclasses import dataclass, field
from enum import StrEnum

from ..desk import Desk, Reading
from ..errors import VisitNotFound, wrong
from ..paper import Page
from .copying import Copier, Found
from .forms import Form
from .sheets import FormSheet


class OrderKind(StrEnum):
    """What is printed: a file or an empty form, the record of a visit, the records of a month."""

    FILE = "file"
    RECORD = "record"
    MONTH = "month"

    @property
    def scope(self) -> str:
        """The scope of what it shows."""
        return "elders:read" if self is OrderKind.FILE else "visits:read"


@dataclass(frozen=True)
class Ordered:
    """What an order comes to: pages, the records whose pages follow them, and how many forms that is."""

    name: str
    forms: int
    pages: list[Page] = field(default_factory=list)
    records: list[Found] = field(default_factory=list)


def kind_of(sheet: FormSheet) -> OrderKind:
    """What an order prints. Raises Invalid where it names nothing, too much, or another form's subject."""
    if (sheet.elder_id, sheet.visit_id, sheet.place).count(None) != 2:
        raise wrong(
            "", "one_subject", "Name an elder, a visit or a place.", "须恰好指定服务对象、探访记录、行政区域之一。"
        )
    if sheet.blank:
        _refuse_beside_blank(sheet)
        return OrderKind.FILE
    if sheet.month is not None and sheet.place is None:
        raise wrong("/month", "of_a_place", "A month is of a place.", "月份须与行政区域同时指定。")
    if sheet.elder_id is not None:
        if sheet.form is Form.ANNEX_4:
            raise wrong("/form", "not_of_a_file", "Annex 4 is of a visit.", "附件4为探访记录。")
        return OrderKind.FILE
    if sheet.form is not Form.ANNEX_4:
        raise wrong("/form", "not_of_a_visit", "Visits are printed on annex 4.", "探访记录按附件4打印。")
    if sheet.visit_id is not None:
        return OrderKind.RECORD
    if sheet.month is None:
        raise wrong("/month", "month_missing", "Name the month whose records are printed.", "须指定打印何月的记录。")
    return OrderKind.MONTH


def _refuse_beside_blank(sheet: FormSheet) -> None:
    for name, value in (("visit_id", sheet.visit_id), ("month", sheet.month), ("copy", sheet.kept_by)):
        if value is not None:
            raise wrong(f"/{name}", "not_of_a_blank", "An empty form has none.", "空白表格无此项。")


async def ordered(desk: Desk, copier: Copier, sheet: FormSheet) -> Ordered:
    """What an order comes to as its reader sees it.

    Raises ElderNotFound, VisitNotFound, PlaceNotFound, Forbidden, FormsTooLarge.
    """
    if sheet.visit_id is not None:
        visit = sheet.visit_id
        found = await desk.find(VisitNotFound, lambda read: copier.find(read, visit))
        made = Ordered(sheet.form, 1, records=[found])
    elif sheet.place is not None and sheet.month is not None:
        async with desk.reading(desk.records(mine=False)) as read:
            month = await copier.month_of(read, sheet.place, sheet.month)
        name = f"{sheet.form}-{sheet.place}-{sheet.month:%Y%m}"
        made = Ordered(name, len(month.records), [month.cover], month.records)
    else:
        async with desk.reading(desk.elders) as read:
            made = Ordered(sheet.form, 1, [await _form(read, copier, sheet)])
    for one in made.records:
        copier.copy_of(one, sheet.kept_by)
    return made


async def _form(read: Reading, copier: Copier, sheet: FormSheet) -> Page:
    if sheet.elder_id is None:
        assert sheet.place is not None
        return await copier.empty_of(read, sheet.place, sheet.form)
    if sheet.blank:
        _, page = await copier.empty(read, sheet.elder_id, sheet.form)
    else:
        _, page = await copier.registration(read, sheet.elder_id, sheet.form, sheet.kept_by)
    return page
