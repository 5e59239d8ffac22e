"""How a file is received: one part of a multipart/form-data (RFC 7578), encrypted on the disk as it arrives.

Form parsers of frameworks write long files to the disk in clear, which must not happen to a photograph of a home.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from email.message import Message

from fastapi import Request
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from .errors import AttachmentTooLarge, BrokenForm, ContentTooLarge, FormExpected, wrong
from .spool import Spool
from .wire import allow_body

AROUND = 16 * 1024
"""How many bytes a form may have besides the file."""
LONGEST_FIELD = 200


@dataclass
class File:
    """A file as sent; neither its name nor its declared type is trusted."""

    name: str
    declared: str
    fields: dict[str, str] = field(default_factory=dict)  # what the form says beside it


async def read_file(
    request: Request,
    most: int,
    spool: Spool,
    fields: Sequence[str] = (),
    refusal: type[ContentTooLarge] = AttachmentTooLarge,
) -> File:
    """Read the one file of a request into the spool, and the short `fields` beside it.

    Raises FormExpected, BrokenForm, Invalid, and `refusal` where it is longer than `most`.
    """
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    if kind != b"multipart/form-data" or not options.get(b"boundary"):
        raise FormExpected
    allow_body(request, most + AROUND, refusal)
    form = _Form(most, spool, fields, refusal)
    try:
        parser = form.parser(options[b"boundary"])
        async for chunk in request.stream():
            parser.write(chunk)
            await spool.settle()
    except FormParserError:
        raise BrokenForm from None
    if not form.whole:
        raise BrokenForm
    if form.file is None:
        raise wrong("/file", "missing", "This is required: the file, with its name.", "必填：文件及其名称。")
    form.file.fields |= {name: said.decode("utf-8", "replace") for name, said in form.said.items()}
    return form.file


class _Form:
    """Collects the parser's events: one part, `file`, the fields, and nothing else."""

    def __init__(self, most: int, spool: Spool, fields: Sequence[str], refusal: type[ContentTooLarge]) -> None:
        self.file: File | None = None
        self.whole = False
        self.said: dict[str, bytes] = {}
        self._field_now: str | None = None
        self._most, self._spool, self._fields, self._refusal = most, spool, fields, refusal
        self._name, self._value, self._headers = b"", b"", dict[str, str]()

    def parser(self, boundary: bytes) -> MultipartParser:
        """The parser of the form's bytes, with this object's callbacks."""
        return MultipartParser(boundary, {
            "on_part_begin": self._begin, "on_header_field": self._field, "on_header_value": self._says,
            "on_header_end": self._header, "on_headers_finished": self._named, "on_part_data": self._data,
            "on_end": self._end,
        })  # fmt: skip

    def _begin(self) -> None:
        self._headers = {}

    def _field(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def _says(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _header(self) -> None:
        self._headers[self._name.decode("latin-1").lower()] = self._value.decode("utf-8", "surrogateescape")
        self._name = self._value = b""

    def _named(self) -> None:
        header = Message()
        header["content-disposition"] = self._headers.get("content-disposition", "")
        name, part = header.get_filename(""), header.get_param("name", header="content-disposition")
        self._field_now = part if isinstance(part, str) and part in self._fields else None
        if self._field_now is not None:
            self.said[self._field_now] = b""
            return
        if self.file is not None:
            raise wrong("/file", "too_many", "One file at a time.", "一次仅可上传一个文件。")
        if part != "file" or not name:
            raise wrong("/file", "missing", "This is required: the file, with its name.", "必填：文件及其名称。")
        self.file = File(name, self._headers.get("content-type", ""))

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self._field_now is not None:
            self.said[self._field_now] += data[start:end]
            if len(self.said[self._field_now]) > LONGEST_FIELD:
                raise wrong(f"/{self._field_now}", "string_too_long", "This is too long.", "文字过长。")
            return
        if self._spool.size + end - start > self._most:
            raise self._refusal
        self._spool.add(data[start:end])

    def _end(self) -> None:
        self.whole = True
