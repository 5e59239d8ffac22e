"""From a record, as its reader sees it, to its page: the file of an elder, a visit, the visits of a month."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from .. import clock
from ..access import Actor
from ..attachments import Blobs, Image, content_of, images_of
from ..clock import day_of
from ..dated import stands_today
from ..days import last_of_month, months_after
from ..desk import Reading
from ..elders import ElderFile, file_of
from ..errors import ElderNotFound, FormsTooLarge
from ..ledger import Ledger, head_rows
from ..paper import Cell, Foot, Page, Picture, caption, field
from ..places import Named, paths_of
from ..policy import Course, FileState, Mode
from ..visits import VisitShown, visit_of, visit_rows, visits_of
from .codes import Codes, Printed
from .collection import left_behind
from .forms import KEPT, Copy, Form, copy_for
from .record import annex_4
from .registration import annex_3

_STANDING = f"""
SELECT (h.status->'stretches')::text AS stretches, s.state, s.tier, s.categories
FROM {head_rows()} {stands_today("h.subject")} WHERE h.subject = %s
"""
_SIGNATURES = {
    "visitor": ("服务人员签字", "visitor-signature"), "elder": ("服务对象签字", "elder-signature"),
}  # fmt: skip
MOST_RECORDS, MOST_BYTES = 300, 64 * 1024 * 1024  # of a month: one process sets them as one document
_STANDS = (FileState.ACTIVE, FileState.SUSPENDED)
_MAKERS = f"SELECT v.id, v.maker = (SELECT own_maker()) AS own FROM {visit_rows()} WHERE v.id = ANY (%s)"


@dataclass(frozen=True)
class Found:
    """A visit to print, with what stands beside it in the database."""

    visit: VisitShown
    district: str
    own: bool
    images: list[Image]


@dataclass(frozen=True)
class Month:
    """The records of a month of a place, with the list of them."""

    cover: Page
    records: list[Found]


@dataclass(frozen=True)
class Copier:
    """Makes the pages that one reader may have."""

    actor: Actor
    ledger: Ledger
    codes: Codes
    blobs: Blobs

    async def registration(
        self, read: Reading, elder: UUID, asked: Form | None, copy: Copy | None
    ) -> tuple[Form, Page]:
        """The registration of an elder, on the form of the profile in force unless another is `asked` for.

        Where the elder stands, category and tier are those in force today; until then those told. Raises ElderNotFound, Forbidden.
        """
        file = await file_of(read, self.actor, elder)
        row = await self._standing(read, elder)
        form = asked or _form_of(row)
        copy = copy_for(self.actor, form, copy)
        told = file.model_dump(mode="json")
        if row["state"] in _STANDS:
            told |= {"categories_told": row["categories"], "tier_told": row["tier"]}
        names = {code: _address(path) for code, path in (await paths_of(read, _places_in(file))).items()}
        page = left_behind(told, names) if form is Form.ZAOZHUANG else annex_3(told, names)
        hidden = "" if file.view == "full" else "；依查阅权限隐去部分信息"
        return form, self._copied(page, Printed(form, copy, file.version, elder), hidden)

    async def empty(self, read: Reading, elder: UUID, asked: Form | None) -> tuple[Form, Page]:
        """An empty form, as it is filled in by hand in the elder's district. Raises ElderNotFound."""
        file = await file_of(read, self.actor, elder)
        form = asked or _form_of(await self._standing(read, elder))
        return form, await _empty(read, form, file.place)

    async def empty_of(self, read: Reading, place: str, form: Form) -> Page:
        """An empty form, as it is filled in by hand in a place. Raises PlaceNotFound."""
        await read.seen(place)
        return await _empty(read, form, place)

    async def find(self, read: Reading, visit: UUID) -> Found | None:
        """A visit as the reader sees it; None where this sight does not show it."""
        shown = await visit_of(read, visit, self.ledger.kinds)
        return (await self._beside(read, [shown]))[0] if shown else None

    def copy_of(self, found: Found, copy: Copy | None) -> Copy | None:
        """The copy of a visit's record to print. Raises Forbidden."""
        return copy_for(self.actor, Form.ANNEX_4, copy, own=found.own)

    async def record(self, found: Found, copy: Copy | None) -> Page:
        """The page of a visit's record. Raises Forbidden."""
        visit, copy = found.visit, self.copy_of(found, copy)
        page = annex_4(visit.model_dump(mode="json"), found.district, await self._signatures(found.images))
        changed = "；已更正" if visit.state == "corrected" else ""
        return self._copied(page, Printed(Form.ANNEX_4, copy, visit.version, visit.id), changed)

    async def month_of(self, read: Reading, place: str, month: date) -> Month:
        """The visits of a place and a month, in the order in which they began; void ones are left out. The place has the name that
        it has as the month ends.

        Raises PlaceNotFound, FormsTooLarge.
        """
        where, params = await read.area(place, "v.place_no")
        clause = f"{where} AND v.day >= %(from)s AND v.day < %(until)s AND v.state <> 'void'"
        params |= {"from": month, "until": months_after(month, 1), "most": MOST_RECORDS}
        own = " AND ".join([clause, *read.own("v")])
        if await read.one(f"SELECT FROM {visit_rows()} WHERE {own} OFFSET %(most)s LIMIT 1", params) is not None:
            raise FormsTooLarge
        records = await self._beside(read, await visits_of(read, clause, params, self.ledger.kinds))
        if sum(image.size for one in records for image in one.images) > MOST_BYTES:
            raise FormsTooLarge
        name = _address((await paths_of(read, [place], last_of_month(month)))[place])
        return Month(cover([one.visit for one in records], name, month), records)

    async def _standing(self, read: Reading, elder: UUID) -> dict[str, Any]:
        row = await read.one(_STANDING, (elder,))
        if row is None:
            raise ElderNotFound
        return row

    async def _beside(self, read: Reading, visits: Sequence[VisitShown]) -> list[Found]:
        ids = [visit.id for visit in visits]
        own = {row["id"] for row in await read.all(_MAKERS, (ids,)) if row["own"]}
        images = await images_of(read, ids, [name for names in _SIGNATURES.values() for name in names])
        paths = await paths_of(read, {visit.place for visit in visits})
        return [
            Found(
                visit,
                _district(paths[visit.place]),
                visit.id in own,
                [one for one in images if one.owner_id == visit.id],
            )
            for visit in visits
        ]

    async def _signatures(self, images: Collection[Image]) -> dict[str, Picture]:
        """The images of signatures, the newest of each."""
        pictures: dict[str, Picture] = {}
        for who, names in _SIGNATURES.items():
            for image in [one for one in images if one.stem in names][-1:]:
                content = await content_of(image, self.blobs, self.ledger.sealing)
                if content is not None:
                    pictures[who] = Picture(content, image.media_type)
        return pictures

    def _copied(self, page: Page, printed: Printed, more: str) -> Page:
        on = clock.today()
        words = f"第 {printed.version} 版，{on.year} 年 {on.month} 月 {on.day} 日打印{more}"
        return replace(
            page, copy=KEPT[printed.copy] if printed.copy else "", foot=Foot(self.codes.code(printed), words)
        )


async def _empty(read: Reading, form: Form, place: str) -> Page:
    if form is Form.ANNEX_4:
        return annex_4({}, _district((await paths_of(read, [place]))[place]))
    return left_behind({}, {}) if form is Form.ZAOZHUANG else annex_3({}, {})


def cover(visits: Sequence[VisitShown], place: str, month: date) -> Page:
    """The list of a month's records."""
    heads = ("序号", "探访日期", "第 n 次", "服务方式", "服务人员", "记录编号")
    rows: list[tuple[Cell, ...]] = [tuple(caption(head) for head in heads)]
    for number, visit in enumerate(visits, 1):
        values = (
            number, day_of(visit.started_at), visit.running_no, Mode(visit.mode).zh, visit.visitor and visit.visitor.name,
            visit.record_no or visit.id,
        )  # fmt: skip
        rows.append(tuple(field(value) for value in values))
    title = f"{place}{month.year} 年 {month.month} 月探访关爱服务记录目录"
    return Page(title, (12, 26, 18, 34, 26, 56), tuple(rows), below=((f"共 {len(visits)} 份。",),))


def _form_of(row: Mapping[str, Any]) -> Form:
    """The form by which the profile in force registers."""
    printed = Course.read(row["stretches"]).rules_on(clock.today()).form.printed
    return Form.ZAOZHUANG if printed == "zaozhuang-left-behind" else Form.ANNEX_3


def _address(path: Sequence[Named]) -> str:
    """A township and a village by their names alone; what lies above them with all that it lies in."""
    near = [place.name for place in path if place.level in ("township", "village")]
    return "".join(near or [place.name for place in path])


def _district(path: Sequence[Named]) -> str:
    return next((place.name for place in path if place.level == "district"), "")


def _places_in(file: ElderFile) -> set[str]:
    """The codes of all places that a file names."""
    return {code for code in _codes(file.model_dump(mode="json")) if code.isdigit()}


def _codes(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        for name, value in part.items():
            if name == "place" and isinstance(value, str):
                yield value
            else:
                yield from _codes(value)
    elif isinstance(part, list):
        for one in part:
            yield from _codes(one)
