"""The code on a printed record: which record, which version of it, which copy, and a check value. Nothing personal.

`A4.D.2.<the record's id>.<check>`: letters, digits and dots, which QR codes hold densely. The check value is an HMAC under a key
of the deployment, so that nobody else can make one.
"""

import base64
import hmac
import re
from dataclasses import dataclass
from uuid import UUID

from ..settings import Keys
from .forms import Copy, Form

_FORMS = {Form.ANNEX_3: "A3", Form.ANNEX_4: "A4", Form.ZAOZHUANG: "ZZ"}
_COPIES = {Copy.DISTRICT: "D", Copy.TOWNSHIP: "T", Copy.PROVIDER: "P", None: "N"}
_FORM_OF = {letters: form for form, letters in _FORMS.items()}
_COPY_OF = {letter: copy for copy, letter in _COPIES.items()}
_PATTERN = r"(A3|A4|ZZ)\.[DTPN]\.[1-9][0-9]{0,8}\.[A-Z2-7]{26}\.[A-Z2-7]{16}"
_CHECK_BYTES = 10


@dataclass(frozen=True)
class Printed:
    """What a code says was printed."""

    form: Form
    copy: Copy | None
    version: int
    id: UUID


class Codes:
    """Makes and reads the codes of a deployment."""

    def __init__(self, keys: Keys) -> None:
        self._key = keys.derive("printed record")

    def code(self, printed: Printed) -> str:
        """The code of a printed record."""
        id = base64.b32encode(printed.id.bytes).decode().rstrip("=")
        body = f"{_FORMS[printed.form]}.{_COPIES[printed.copy]}.{printed.version}.{id}"
        return f"{body}.{self._check(body)}"

    def read(self, code: str) -> Printed | None:
        """What a code says; None for one that this deployment did not make."""
        if not re.fullmatch(_PATTERN, code):
            return None
        body, _, check = code.rpartition(".")
        if not hmac.compare_digest(check, self._check(body)):
            return None
        form, copy, version, id = body.split(".")
        return Printed(_FORM_OF[form], _COPY_OF[copy], int(version), UUID(bytes=base64.b32decode(id + "======")))

    def _check(self, body: str) -> str:
        return base64.b32encode(hmac.digest(self._key, body.encode(), "sha256")[:_CHECK_BYTES]).decode()
