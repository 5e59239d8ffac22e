"""How a file is received: one part of a multipart/form-data (RFC 7578), encrypted on the disk as it arrives.

Form parsers of frameworks write long files to the disk in clear, which must not happen to a photograph of a home.
"""

from dataclasses import dataclass
from email.message import Message

from fastapi import Request
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from ..errors import AttachmentTooLarge, BrokenForm, FormExpected, wrong
from ..wire import allow_body
from .spool import Spool

AROUND = 16 * 1024
"""How many bytes a form may have besides the file."""


@dataclass
class File:
    """A file as sent; neither its name nor its declared type is trusted."""

    name: str
    declared: str


async def read_file(request: Request, most: int, spool: Spool) -> File:
    """Read the one file of a request into the spool. Raises FormExpected, BrokenForm, Invalid, AttachmentTooLarge."""
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    if kind != b"multipart/form-data" or not options.get(b"boundary"):
        raise FormExpected
    allow_body(request, most + AROUND, AttachmentTooLarge)
    form = _Form(most, spool)
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
    return form.file


class _Form:
    """Collects the parser's events: one part, `file`, and nothing else."""

    def __init__(self, most: int, spool: Spool) -> None:
        self.file: File | None = None
        self.whole = False
        self._most, self._spool = most, spool
        self._name, self._value, self._headers = b"", b"", dict[str, str]()

    def parser(self, boundary: bytes) -> MultipartParser:
        """The parser of the form's bytes, with this object's callbacks."""
        return MultipartParser(boundary, {
            "on_part_begin": self._begin, "on_header_field": self._field, "on_header_value": self._says,
            "on_header_end": self._header, "on_headers_finished": self._named, "on_part_data": self._data,
            "on_end": self._end,
        })  # fmt: skip

    def _begin(self) -> None:
        if self.file is not None:
            raise wrong("/file", "too_many", "One file at a time.", "一次仅可上传一个文件。")
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
        name = header.get_filename("")
        if header.get_param("name", header="content-disposition") != "file" or not name:
            raise wrong("/file", "missing", "This is required: the file, with its name.", "必填：文件及其名称。")
        self.file = File(name, self._headers.get("content-type", ""))

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self._spool.size + end - start > self._most:
            raise AttachmentTooLarge
        self._spool.add(data[start:end])

    def _end(self) -> None:
        self.whole = True
