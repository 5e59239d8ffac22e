"""How a page is written: its views are folded, and everything is stored by one statement, or nothing is.

Rows are passed as JSON recordsets, one parameter per table, so that the statement has few forms and stays prepared.
"""

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


def page_statement(views: Views, page: Page, folded: Folded) -> tuple[bytes, list[Any]]:
    """The statement that writes a page, and its parameters.

    A row is written only if it differs from the stored one. The head is updated only if it still has the version that was
    read; otherwise the statement raises.
    """
    pieces: list[str] = []
    values: list[Any] = []
    for name, rows in _ledger_rows(page).items():
        if rows:
            pieces.append(_INSERTS[name])
            values.append(_json(rows))
    for view in views.every_table:
        rows = [
            stamped(row, page.place_id, page.place_no, view, page.subject) for row in folded.rows.get(view.name, ())
        ]
        kept, replaced = {row[view.key] for row in rows}, folded.replaced.get(view.name)
        if replaced is None or replaced - kept:
            which = "NOT " if replaced is None else ""
            keys = kept if replaced is None else replaced - kept
            pieces.append(
                f"{view.name}_gone AS (DELETE FROM {view.name} WHERE {view.owner} = %s::uuid"
                f" AND {which}{view.key} = ANY (%s::{view.key_type}[]))"
            )
            values += [page.subject, [str(key) for key in keys]]
        if rows:
            pieces.append(_upsert(view))
            values.append(_json(rows))
    head = _head(views, page, folded)
    values.append(_json(head))
    if page.new:
        columns = ", ".join(head)
        pieces.append(
            f"head_now AS (INSERT INTO head ({columns}) SELECT {columns} FROM json_populate_record(NULL::head, %s::json)"
            " RETURNING 1)"
        )
    else:
        changes = ", ".join(f"{name} = x.{name}" for name in head if name not in ("subject", "noun"))
        pieces.append(
            f"head_now AS (UPDATE head SET {changes} FROM json_populate_record(NULL::head, %s::json) x"
            " WHERE head.subject = %s::uuid AND head.version = %s RETURNING 1)"
        )
        values += [page.subject, page.version]
    return f"WITH {', '.join(pieces)} SELECT must((SELECT count(*) FROM head_now) = 1)".encode(), values


def _ledger_rows(page: Page) -> dict[str, list[Row]]:
    subject = page.subject
    return {
        "entries": [new.stored for new in page.entries],
        "sealed": [
            {"subject": subject, "version": new.entry.version, "person": person, "ciphertext": _hex(ciphertext)}
            for new in page.entries
            for person, ciphertext in new.sealed
        ],
        "people": [
            {"id": person, "maker": page.maker if tag else None, "tag": _hex(tag), "wrapped": _hex(wrapped)}
            for person, tag, wrapped in page.new_people
        ],
        "tags": [
            {"subject": subject, "version": new.entry.version, "field": name, "tag": _hex(tag)}
            for new in page.entries
            for name, tag in new.tags
        ],
        "said": [
            {
                "owner": page.maker, "number": number, "fingerprint": _hex(fingerprint), "subject": subject,
                "version": page.version + 1, "said_at": page.written_at,
            }
            for number, fingerprint in sorted(page.numbers.items())
        ],
    }  # fmt: skip


def _head(views: Views, page: Page, folded: Folded) -> Row:
    last = page.entries[-1].entry
    return {
        "subject": page.subject, "noun": page.noun, "version": last.version, "views_version": last.version,
        "views_code": views.code, "last_at": last.written_at,
        "latest_at": folded.latest_at, "place_id": page.place_id, "place_no": page.place_no, **views.on_head(folded.state),
    }  # fmt: skip


def _json(rows: Any) -> str:
    return orjson.dumps(rows).decode()


def _hex(value: bytes | None) -> str | None:
    return None if value is None else "\\x" + value.hex()


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
        f" FROM json_to_recordset(%s::json) x({_ENTRY_COLUMNS}) RETURNING subject, version, hash),"
        " queued AS (INSERT INTO pending (subject, version, hash) SELECT subject, version, hash FROM entries ORDER BY version)"
    ),
    "sealed": "sealed_now AS (INSERT INTO sealed SELECT * FROM json_populate_recordset(NULL::sealed, %s::json))",
    "people": "people AS (INSERT INTO person SELECT * FROM json_populate_recordset(NULL::person, %s::json))",
    "tags": "tags AS (INSERT INTO search_tag SELECT * FROM json_populate_recordset(NULL::search_tag, %s::json))",
    "said": "said_now AS (INSERT INTO said SELECT * FROM json_populate_recordset(NULL::said, %s::json))",
}
