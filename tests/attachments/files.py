"""Small files of every kind that is taken, made here byte by byte, and how they are sent."""

import struct
import zlib
from typing import Any

import httpx

from conftest import World

JPEG = (
    b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
    b"\xff\xdb\x00\x43\x00" + bytes(range(1, 65)) + b"\xff\xd9"
)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


PNG = (
    b"\x89PNG\r\n\x1a\n"
    + _chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    + _chunk(b"IDAT", zlib.compress(b"\x00\x80"))
    + _chunk(b"IEND", b"")
)
WEBP = b"RIFF" + struct.pack("<I", 22) + b"WEBPVP8L" + struct.pack("<I", 9) + b"\x2f" + b"\x00" * 9
HEIC = struct.pack(">I", 24) + b"ftypheic\x00\x00\x00\x00mif1heic" + struct.pack(">I", 8) + b"mdat"
PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
EXE = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00" + b"\x00" * 200
KINDS = {
    "image/jpeg": ("厨房.jpg", JPEG), "image/png": ("灶台.PNG", PNG), "image/webp": ("wall.webp", WEBP),
    "image/heic": ("IMG_0042.HEIC", HEIC), "application/pdf": ("评估表 2026.11.22.pdf", PDF),
}  # fmt: skip


def attach(
    world: World, who: str, record: str, content: bytes = JPEG, name: str = "厨房.jpg", declared: str = "image/jpeg", **headers: str
) -> httpx.Response:  # fmt: skip
    """Upload one file to a record, named as in its address: `visits/…`."""
    more = {name.replace("_", "-"): value for name, value in headers.items()}
    form = {"file": (name, content, declared)}
    return world.as_(who).post(f"/v1/{record}/attachments", files=form, headers=more)


def attached(world: World, who: str, record: str, *args: Any, **more: Any) -> dict[str, Any]:
    """The same, and it must be taken."""
    answer = attach(world, who, record, *args, **more)
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.json()
    return told


def listed(world: World, who: str, record: str) -> list[dict[str, Any]]:
    answer = world.as_(who).get(f"/v1/{record}/attachments")
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def content(world: World, who: str, id: str) -> httpx.Response:
    return world.as_(who).get(f"/v1/attachments/{id}/content")


def codes(answer: httpx.Response) -> set[str]:
    """What was wrong with the fields, by code."""
    assert answer.status_code == 422, answer.text
    return {error["code"] for error in answer.json()["errors"]}
