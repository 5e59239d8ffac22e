"""How to print forms over HTTP, and to verify what was printed."""

import logging
from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Response
from fastapi import Path as InPath

from .. import logs
from ..answers import ACCEPTED, NO_KEY, Declared, json_answer
from ..desk import Desk, Reading, desk_for
from ..errors import RecordNotFound, VisitNotFound, wrong
from ..jobs import JobShown, queue_of, shown_job
from ..ledger import entry_rows, head_rows
from ..paper import Page
from ..visits import visit_rows
from ..wire import StrictRoute
from .codes import Printed
from .copying import Copier
from .forms import Copy, Form
from .making import job_name
from .orders import kind_of, ordered
from .press import Kind
from .printery import MEDIA, Printery
from .sheets import FormSheet, RecordChecked

log = logging.getLogger(__name__)
router = APIRouter(prefix="/v1", tags=["forms"], route_class=StrictRoute)

_FILE = f"""
SELECT h.subject AS elder_id, NULL::uuid AS visit_id, %(version)s AS printed, e.written_at AS printed_at, f.version AS current,
  f.written_at AS current_at, false AS void
FROM {head_rows()} LEFT JOIN {entry_rows()} ON e.subject = h.subject AND e.version = %(version)s
JOIN {entry_rows("f")} ON f.subject = h.subject AND f.version = h.file_version
WHERE h.subject = %(id)s AND h.noun = 'elder'
"""
_VISIT = f"""
SELECT v.elder_id, v.id AS visit_id, x.version AS printed, x.at AS printed_at, v.revision AS current,
  v.recorded_at AS current_at, v.state = 'void' AS void
FROM {visit_rows()} JOIN LATERAL (
  SELECT row_number() OVER (ORDER BY e.version) AS version, e.written_at AS at FROM {entry_rows()}
  WHERE e.subject = v.elder_id AND (e.version = v.version OR e.corrects = v.id)
) x ON x.version = %(version)s WHERE {{}}
"""


def _document(kind: Kind) -> dict[str, Any]:
    """What a route declares that answers a document."""
    declared: Declared = {200: {
        "description": "The form. 表格。", "content": {MEDIA[kind]: {"schema": {"type": "string", "format": "binary"}}},
    }}  # fmt: skip
    return {"responses": declared, "response_class": Response}


WhichForm = Annotated[
    Form | None,
    Query(description="Which form; of the profile in force if left out. 表格种类；省略时按适用的政策方案。"),
]
WhichCopy = Annotated[
    Copy | None,
    Query(
        description="Which copy, of those that the caller's office keeps; the first of them if left out. "
        "联次，限本单位存档的联次；省略时为其中第一联。"
    ),
]
Blank = Annotated[bool, Query(description="An empty form to fill in by hand. 空白表格，供手工填写。")]
OfElders = Annotated[Desk, desk_for("elders:read")]
OfVisits = Annotated[Desk, desk_for("visits:read")]


@router.get(
    "/elders/{elder_id}/form.pdf", operation_id="printElderPdf", summary="Print a file as PDF · 打印登记表（PDF）",
    **_document("pdf"),
)  # fmt: skip
async def elder_pdf(
    elder_id: UUID, desk: OfElders, form: WhichForm = None, copy: WhichCopy = None, blank: Blank = False
) -> Response:
    return await _elder(desk, elder_id, form, copy, "pdf", blank=blank)


@router.get(
    "/elders/{elder_id}/form.docx", operation_id="printElderDocx", summary="Print a file for Word · 打印登记表（Word）",
    **_document("docx"),
)  # fmt: skip
async def elder_docx(
    elder_id: UUID, desk: OfElders, form: WhichForm = None, copy: WhichCopy = None, blank: Blank = False
) -> Response:
    return await _elder(desk, elder_id, form, copy, "docx", blank=blank)


@router.get(
    "/visits/{visit_id}/form.pdf", operation_id="printVisitPdf", summary="Print a record as PDF · 打印服务记录表（PDF）",
    **_document("pdf"),
)  # fmt: skip
async def visit_pdf(visit_id: UUID, desk: OfVisits, copy: WhichCopy = None) -> Response:
    return await _visit(desk, visit_id, copy, "pdf")


@router.get(
    "/visits/{visit_id}/form.docx", operation_id="printVisitDocx", summary="Print a record for Word · 打印服务记录表（Word）",
    **_document("docx"),
)  # fmt: skip
async def visit_docx(visit_id: UUID, desk: OfVisits, copy: WhichCopy = None) -> Response:
    return await _visit(desk, visit_id, copy, "docx")


@router.post(
    "/forms", status_code=202, operation_id="makeForms", summary="Print forms as a job · 以任务打印表格",
    responses=ACCEPTED | {404: {}}, openapi_extra=NO_KEY,
)  # fmt: skip
async def make_forms(sheet: FormSheet, desk: Annotated[Desk, desk_for(None)]) -> JobShown:
    queue = queue_of(desk)
    kind = queue.kinds[job_name(kind_of(sheet))]
    kind.admits(desk.actor)
    await ordered(desk, _copier(desk), sheet)  # what can't be printed is refused at once
    id = await queue.make(desk.actor, kind, sheet.model_dump_json(by_alias=True).encode())
    logs.write(log, logging.INFO, "forms asked for", job=id, kind=kind.name, actor=desk.actor.id)
    desk.headers["Location"] = f"/v1/jobs/{id}"
    return await shown_job(desk, id)


@router.get(
    "/records/{code}", operation_id="verifyRecord", summary="Verify a printed record · 核验纸质记录",
    response_model=RecordChecked,
)  # fmt: skip
async def verify_record(
    code: Annotated[str, InPath(description="The code under its QR code. 二维码下方的编码。")],
    desk: Annotated[Desk, desk_for(None)],
) -> Response:
    of_visit = code.startswith("A4.")
    desk.actor.need("visits:read" if of_visit else "elders:read")
    printed = _printery(desk).codes.read(code)
    if printed is None:
        raise RecordNotFound

    async def look(read: Reading) -> dict[str, Any] | None:
        asked = {"id": printed.id, "version": printed.version}
        if not of_visit:
            return await read.one(_FILE, asked)
        return await read.one(_VISIT.format(" AND ".join(["v.id = %(id)s", *read.own("v")])), asked)

    row = await desk.find(RecordNotFound, look, sights=desk.record_sights if of_visit else (desk.elders,))
    return json_answer(_checked(printed, row))


def _checked(printed: Printed, row: dict[str, Any]) -> dict[str, Any]:
    changed = "corrected" if row["current"] != row["printed"] else "unchanged"
    return {
        "form": printed.form, "kept_by": printed.copy, "elder_id": row["elder_id"], "visit_id": row["visit_id"],
        "state": "void" if row["void"] else changed,
        "printed": {"version": row["printed"], "recorded_at": row["printed_at"]},
        "current": {"version": row["current"], "recorded_at": row["current_at"]},
    }  # fmt: skip


async def _elder(desk: Desk, elder: UUID, form: Form | None, copy: Copy | None, kind: Kind, *, blank: bool) -> Response:
    if form is Form.ANNEX_4 and not blank:
        raise wrong(
            "?form", "not_of_a_file", "Annex 4 is of a visit: only an empty one is printed here.",
            "附件4为探访记录，此处仅可打印空白表。",
        )  # fmt: skip
    copier = _copier(desk)
    async with desk.reading(desk.elders) as read:
        if blank:
            form, page = await copier.empty(read, elder, form)
        else:
            form, page = await copier.registration(read, elder, form, copy)
    return await _answer(desk, [page], form, kind)


async def _visit(desk: Desk, visit: UUID, copy: Copy | None, kind: Kind) -> Response:
    copier = _copier(desk)
    found = await desk.find(VisitNotFound, lambda read: copier.find(read, visit))
    return await _answer(desk, [await copier.record(found, copy)], Form.ANNEX_4, kind)


async def _answer(desk: Desk, pages: Sequence[Page], form: Form, kind: Kind) -> Response:
    made = await _printery(desk).press.document(pages, kind, desk.patience, str(desk.actor.id))
    headers = {
        "Content-Disposition": f'attachment; filename="{form}.{kind}"',
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    return Response(made, 200, headers, MEDIA[kind])


def _printery(desk: Desk) -> Printery:
    printery: Printery = desk.request.app.state.printery
    return printery


def _copier(desk: Desk) -> Copier:
    return _printery(desk).copier(desk.actor, desk.office.ledger)
