"""How pages are written: their views are folded, and everything is stored by one statement, or nothing is.

Rows are passed as JSON recordsets, one parameter per table, so that the statement has few forms and stays prepared.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

import orjson

from .page import Page
from .view import Asking, Folded, Row, RowView, StateTable, Views, insert, stamped


def can_step(views: Views, page: Page) -> bool:
    """Whether the new entries can be folded onto what the views hold, without the whole stream."""
    return (
        page.current
        and page.status is not None
        and page.latest_at is not None
        and not page.moved
        and views.can_step(page.status, page.in_order, page.latest_at)
    )


async def stepped(views: Views, page: Page, book: Asking) -> Folded:
    """The status after the new entries, and the rows that they start or change."""
    assert page.latest_at is not None
    recalled = await views.recall(book, page.subject, page.in_order, page.latest_at)
    return views.step(page.status, page.in_order, page.latest_at, recalled)


def pages_statement(views: Views, pages: Sequence[tuple[Page, Folded]]) -> tuple[bytes, list[Any]]:
    """The statement that writes pages of one noun, all of them or none, and its parameters.

    A row is written only if it differs from the stored one. A head is updated only if it still has the version that was
    read; the statement raises unless every head is updated.
    """
    pages = sorted(pages, key=lambda one: one[0].subject)
    pieces: list[str] = []
    values: list[Any] = []
    for name, rows in _ledger_rows([page for page, _ in pages]).items():
        if rows:
            pieces.append(_INSERTS[name])
            values.append(_json(rows))
    for view in views.every_table:
        gone, there = list[Row](), list[Row]()
        for page, folded in pages:
            rows, replaced = folded.rows.get(view.name, []), folded.replaced.get(view.name)
            if not rows and replaced == set():
                continue
            there += [stamped(row, page.place_id, page.place_no, view, page.subject) for row in rows]
            kept = {row[view.key] for row in rows}
            if replaced is None or replaced - kept:
                keys = kept if replaced is None else replaced - kept
                gone.append({"owner": page.subject, "keys": list(map(str, keys)), "others": replaced is None})
        if gone:
            pieces.append(
                f"{view.name}_gone AS (DELETE FROM {view.name} USING"
                f" json_to_recordset(%s::json) x(owner uuid, keys {view.key_type}[], others boolean)"
                f" WHERE {view.name}.{view.owner} = x.owner AND ({view.name}.{view.key} = ANY (x.keys)) <> x.others)"
            )
            values.append(_json(gone))
        if there:
            pieces.append(_upsert(view))
            values.append(_json(there))
    heads = [(page, _head(views, page, folded)) for page, folded in pages]
    columns = list(heads[0][1])
    if new := [head for page, head in heads if page.new]:
        named = ", ".join(columns)
        pieces.append(
            f"heads_new AS (INSERT INTO head ({named}) SELECT {named} FROM json_populate_recordset(NULL::head, %s::json))"
        )
        values.append(_json(new))
    if known := [head for page, head in heads if not page.new]:
        changes = ", ".join(f"{name} = x.{name}" for name in columns if name not in ("subject", "noun"))
        pieces.append(
            f"heads AS (UPDATE head SET {changes} FROM json_populate_recordset(NULL::head, %s::json) x"
            " JOIN json_to_recordset(%s::json) was(subject uuid, version int) ON was.subject = x.subject"
            " WHERE head.subject = x.subject AND head.version = was.version RETURNING 1)"
        )
        was = [{"subject": page.subject, "version": page.version} for page, _ in pages if not page.new]
        values += [_json(known), _json(was), len(known)]
        ending = "must((SELECT count(*) FROM heads) = %s)"
    else:
        ending = "true"
    return f"WITH {', '.join(pieces)} SELECT {ending}".encode(), values


def _ledger_rows(pages: Sequence[Page]) -> dict[str, list[Row]]:
    """The rows of the ledger's own tables. Unique numbers and tags go in one order, so that no two transactions wait for each
    other; a newcomer of several pages is one person."""
    people = {
        person: {"id": person, "maker": page.maker if tag else None, "tag": _hex(tag), "wrapped": _hex(wrapped)}
        for page in pages
        for person, tag, wrapped in page.new_people
    }
    return {
        "entries": [written.stored for page in pages for written in page.entries],
        "sealed": [
            {"subject": page.subject, "version": written.entry.version, "person": person, "ciphertext": _hex(ciphertext)}
            for page in pages
            for written in page.entries
            for person, ciphertext in written.sealed
        ],
        "people": sorted(people.values(), key=lambda row: (str(row["maker"]), row["tag"] or "")),
        "tags": [
            {"subject": page.subject, "version": written.entry.version, "field": name, "tag": _hex(tag)}
            for page in pages
            for written in page.entries
            for name, tag in written.tags
        ],
        "said": sorted(
            (
                {
                    "owner": page.maker, "number": number, "fingerprint": _hex(fingerprint), "subject": page.subject,
                    "version": page.version + 1, "said_at": page.written_at,
                }
                for page in pages
                for number, fingerprint in page.numbers.items()
            ),
            key=lambda row: (str(row["owner"]), row["number"]),
        ),
    }  # fmt: skip


def _head(views: Views, page: Page, folded: Folded) -> Row:
    last = page.entries[-1].entry
    place_id, place_no = (page.place_id, page.place_no) if views.placed else (None, None)
    return {
        "subject": page.subject, "noun": page.noun, "version": last.version, "views_version": last.version,
        "views_code": views.code, "last_at": last.written_at,
        "latest_at": folded.latest_at, "place_id": place_id, "place_no": place_no, **views.on_head(folded.state),
    }  # fmt: skip


def _json(rows: Any) -> str:
    return orjson.dumps(rows).decode()


def _hex(value: bytes | None) -> str | None:
    return None if value is None else "\\x" + value.hex()


@cache
def _upsert(view: RowView | StateTable) -> str:
    changes = ", ".join(
        f"{column} = excluded.{column}" for column in view.columns if column not in (view.owner, view.key)
    )
    keys = ", ".join(dict.fromkeys((view.owner, view.key)))
    name = view.name
    return (
        f"{name}_now AS ({insert(view)} ON CONFLICT ({keys}) DO UPDATE SET {changes}"
        f" WHERE {name}.* IS DISTINCT FROM excluded.*)"
    )


_ENTRY_COLUMNS = (
    "subject uuid, version int, id uuid, kind text, schema_no smallint, place_id uuid, audience uuid[], beyond uuid[],"
    " agencies uuid[], maker uuid, actor uuid, happened_at timestamptz, written_at timestamptz, cause uuid,"
    " corrects uuid, record_no text, open text, hash bytea"
)
_INSERTS = {
    "entries": (
        "entries AS (INSERT INTO entry SELECT subject, version, id, kind, schema_no, place_id, audience, beyond, agencies,"
        " maker, actor, happened_at, written_at, cause, corrects, record_no, open::json, hash"
        f" FROM json_to_recordset(%s::json) x({_ENTRY_COLUMNS}) RETURNING subject, version, written_at, hash),"
        " queued AS (INSERT INTO pending (subject, version, hash)"
        " SELECT subject, version, hash FROM entries ORDER BY written_at, subject, version)"
    ),
    "sealed": "sealed_now AS (INSERT INTO sealed SELECT * FROM json_populate_recordset(NULL::sealed, %s::json))",
    "people": "people AS (INSERT INTO person SELECT * FROM json_populate_recordset(NULL::person, %s::json))",
    "tags": "tags AS (INSERT INTO search_tag SELECT * FROM json_populate_recordset(NULL::search_tag, %s::json))",
    "said": "said_now AS (INSERT INTO said SELECT * FROM json_populate_recordset(NULL::said, %s::json))",
}
