"""Personal parts are sealed under each person's own key, so that destroying the key erases the person's data.

AES-256-GCM by `cryptography`. A sealed value is `algorithm (1 byte) · nonce (12) · ciphertext and tag`. A person's key
is wrapped in the same way under the deployment's key, whose number follows the algorithm byte. Associated data binds a
value to its entry, person and kind, so that no ciphertext can be moved to another.
"""

import base64
import hmac
import os
import re
import unicodedata
from hashlib import sha256
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ..settings import Keys

AES_256_GCM = b"\x01"


class Unreadable(Exception):
    """A sealed part does not open: it was altered, or the key is the wrong one."""


class Sealing:
    """Seals and opens with the deployment's keys. Holds no person's key."""

    def __init__(self, keys: Keys) -> None:
        self._wrapping = {n: AESGCM(base64.b64decode(s.get_secret_value())) for n, s in keys.wrapping.items()}
        self._newest = max(self._wrapping)
        self._search = {n: base64.b64decode(s.get_secret_value()) for n, s in keys.search.items()}
        self._fingerprint = keys.derive("fingerprint")
        self.checks = keys.checks()

    def new_key(self, person: UUID) -> tuple[AESGCM, bytes]:
        """A new key for a person, and its wrapped form for storage."""
        key, nonce = AESGCM.generate_key(256), os.urandom(12)
        wrapped = self._wrapping[self._newest].encrypt(nonce, key, person.bytes)
        return AESGCM(key), AES_256_GCM + self._newest.to_bytes(1) + nonce + wrapped

    def unwrap(self, person: UUID, wrapped: bytes) -> AESGCM:
        """A person's key from its stored form. Raises Unreadable."""
        try:
            if wrapped[:1] != AES_256_GCM:
                raise ValueError("an algorithm that is not known here")
            return AESGCM(self._wrapping[wrapped[1]].decrypt(wrapped[2:14], wrapped[14:], person.bytes))
        except (InvalidTag, KeyError, IndexError, ValueError) as error:
            raise Unreadable(str(person)) from error

    def tag(self, field: str, word: str) -> bytes:
        """The keyed hash (HMAC-SHA256) that exact search compares; equivalent spellings (NFKC) give the same hash."""
        return self._tag(max(self._search), field, word)

    def tags(self, field: str, word: str) -> list[bytes]:
        """The tag under every search key, so that data written before a key was added is found too."""
        return [self._tag(number, field, word) for number in sorted(self._search)]

    def _tag(self, number: int, field: str, word: str) -> bytes:
        plain = re.sub(r"[\s·•・.-]+", "", unicodedata.normalize("NFKC", word)).upper()
        return hmac.digest(self._search[number], f"{number}\n{field}\n{plain}".encode(), "sha256")

    def fingerprint(self, body: bytes) -> bytes:
        """A keyed hash of a canonical body: recognises a repeated request without storing the body."""
        return hmac.digest(self._fingerprint, body, sha256)


def seal(key: AESGCM, plain: bytes, subject: UUID, version: int, kind: str, person: UUID) -> bytes:
    """Seal one person's part of one entry."""
    nonce = os.urandom(12)
    return AES_256_GCM + nonce + key.encrypt(nonce, plain, _bound(subject, version, kind, person))


def unseal(key: AESGCM, ciphertext: bytes, subject: UUID, version: int, kind: str, person: UUID) -> bytes:
    """Open one person's part of one entry. Raises Unreadable."""
    try:
        if ciphertext[:1] != AES_256_GCM:
            raise ValueError("an algorithm that is not known here")
        return key.decrypt(ciphertext[1:13], ciphertext[13:], _bound(subject, version, kind, person))
    except (InvalidTag, ValueError) as error:
        raise Unreadable(f"{subject} v{version}") from error


def seal_file(key: AESGCM, plain: bytes, subject: UUID, id: UUID | str) -> bytes:
    """Seal a file stored beside the ledger under its subject's key, bound to the subject and the file's id."""
    nonce = os.urandom(12)
    return AES_256_GCM + nonce + key.encrypt(nonce, plain, _bound_file(subject, id))


def unseal_file(key: AESGCM, ciphertext: bytes, subject: UUID, id: UUID | str) -> bytes:
    """Open a sealed file. Raises Unreadable."""
    try:
        if ciphertext[:1] != AES_256_GCM:
            raise ValueError("an algorithm that is not known here")
        return key.decrypt(ciphertext[1:13], ciphertext[13:], _bound_file(subject, id))
    except (InvalidTag, ValueError) as error:
        raise Unreadable(f"{subject} file {id}") from error


SEALED_LONGER_BY = 1 + 12 + 16
"""How many bytes longer a sealed file is than its content."""


def _bound_file(subject: UUID, id: UUID | str) -> bytes:
    return f"{subject}|file|{id}".encode()


def _bound(subject: UUID, version: int, kind: str, person: UUID) -> bytes:
    return f"{subject}|{version}|{kind}|{person}".encode()
