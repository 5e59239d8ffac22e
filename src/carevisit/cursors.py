"""Cursors: where a page of a list ends, sealed from its holder."""

import base64
from typing import Any

import orjson
from cryptography.fernet import Fernet, InvalidToken

from .errors import InvalidCursor


class Cursors:
    """Cursors as callers hold them: sealed (Fernet), so that nobody reads off one how much there is beside their own."""

    def __init__(self, key: bytes) -> None:
        self._fernet = Fernet(base64.urlsafe_b64encode(key))

    def write(self, content: list[Any]) -> str:
        return self._fernet.encrypt(orjson.dumps(content)).decode().rstrip("=")

    def read(self, cursor: str) -> list[Any]:
        """What `write` put in. Raises InvalidCursor."""
        padded = cursor + "=" * (-len(cursor) % 4)
        try:
            content: list[Any] = orjson.loads(self._fernet.decrypt(padded))
            if base64.urlsafe_b64encode(base64.urlsafe_b64decode(padded)).decode() != padded:
                raise InvalidCursor  # another spelling of the same bytes
        except (InvalidToken, ValueError, TypeError):
            raise InvalidCursor from None
        return content
