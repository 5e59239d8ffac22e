"""How ordered forms are made: read as of one moment, by the maker's rights of now, and then set as one document."""

import asyncio
from collections.abc import Sequence
from functools import partial

from ..access import Actor
from ..deputy import Standpoint
from ..jobs import Kind, Work
from ..paper import Page
from .orders import Ordered, OrderKind, ordered
from .printery import MEDIA, Printery
from .sheets import FormSheet

PATH = "/v1/forms"
WITHIN_S = 180.0
EVERY, BEAT_S = 25, 5.0  # how many records, and how many seconds of setting them, before the job is carried on


def kinds(printery: Printery) -> tuple[Kind, ...]:
    """Orders of forms as jobs, which print with what their process has."""
    return tuple(Kind(job_name(kind), partial(_admits, kind), partial(make_forms, printery)) for kind in OrderKind)


def job_name(kind: OrderKind) -> str:
    """The name of such orders among all jobs."""
    return f"form.{kind}"


def _admits(kind: OrderKind, actor: Actor) -> None:
    actor.need(kind.scope)


async def make_forms(printery: Printery, work: Work) -> int:
    """Print what is ordered, whole. Returns how many forms. Raises PrintingFailed, Busy, and what the order raises."""
    sheet, (actor, _) = FormSheet.model_validate_json(work.plan), work.maker()
    copier = printery.copier(actor, work.office.ledger)
    async with Standpoint.of(work.office, actor, PATH) as desk:
        order = await ordered(desk, copier, sheet)
    pages = list(order.pages)
    for done, record in enumerate(order.records):
        if done % EVERY == 0:
            await work.advance(done, total=order.forms)
        pages.append(await copier.record(record, sheet.kept_by))
    document = await _set(work, printery, pages, sheet, order)
    work.file(f"{order.name}.{sheet.format}", MEDIA[sheet.format]).add(document)
    return order.forms


async def _set(work: Work, printery: Printery, pages: Sequence[Page], sheet: FormSheet, order: Ordered) -> bytes:
    """The document, while the job is carried on; it is given up as soon as the job is another worker's, or cancelled."""
    setting = asyncio.create_task(printery.orders.document(pages, sheet.format, within_s=WITHIN_S))
    try:
        while not (await asyncio.wait({setting}, timeout=BEAT_S))[0]:
            await work.advance(len(order.records), total=order.forms)
        return await setting
    finally:
        setting.cancel()
        await asyncio.gather(setting, return_exceptions=True)
