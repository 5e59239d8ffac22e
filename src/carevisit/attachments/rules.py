"""What may be attached: files of the type that they claim, under harmless names. No database, no clock."""

import re
import unicodedata
import zipfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from io import BytesIO

from filetype import match as kind_of
from filetype.types import IMAGE
from filetype.types.archive import Pdf

from ..errors import FieldError, Invalid
from ..policy import Profile
from .facts import MediaType

MOST_PER_RECORD = 20
MOST_PAPERS = 100
LONGEST_NAME = 100
EXTENSIONS = {
    MediaType.JPEG: ("jpg", "jpeg"), MediaType.PNG: ("png",), MediaType.WEBP: ("webp",), MediaType.HEIC: ("heic", "heif"),
    MediaType.PDF: ("pdf",),
}  # fmt: skip
_ALSO_CALLED = {"image/jpg": MediaType.JPEG, "image/pjpeg": MediaType.JPEG, "image/heif": MediaType.HEIC}
_SAYS_NOTHING = ("", "application/octet-stream", "binary/octet-stream")
_HEAD = 1024  # where PDF readers look for its mark

# Extensions that a system runs or opens with something that runs code, and those that look like a type at all. Neither may
# stand before the real one: `photo.exe.jpg`, `scan.pdf.jpg`.
_STARTED = (
    "ade adp app application appx asp aspx bas bash bat cgi chm class cmd com command cpl csh dll dmg docm dotm elf exe fish gadget"
    " hta htm html inf ins iso jar jnlp js jse ksh lnk mht mhtml msc msi msp mst php phtml pif pl pptm ps1 psm1 py pyw rb reg scf"
    " scr sct sh so svg swf sys url vb vbe vbs wasm wsc wsf wsh xhtml xlam xlsm xltm xml zsh"
)
_TYPES = (
    "7z apk avi avif bin bmp bz2 csv deb doc docx gif gz heic heif ico jpe jpeg jpg json mov mp3 mp4 odt pdf png ppt pptx psd rar"
    " rpm rtf tar tgz tif tiff txt wav webp wps xls xlsx xz zip"
)
_LOOKS_LIKE_A_TYPE = frozenset((_STARTED + " " + _TYPES).split())
_DEVICES = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])", re.IGNORECASE)


def media_type_of(name: str, declared: str, content: bytes) -> MediaType:
    """The type of a file, by its content. Raises Invalid with every defect: an empty file, a type that is not accepted, a name
    or declared type that disagrees, a harmful name."""
    wrong = list(wrong_in_name(name))
    found = _type_in(content)
    if not content:
        wrong.append(_refused("empty", "The file is empty.", "文件为空。"))
    elif found is None:
        wrong.append(
            _refused(
                "type_not_taken",
                "Only JPEG, PNG, WebP, HEIC and PDF are taken, and this is none of them.",
                "仅接受 JPEG、PNG、WebP、HEIC 和 PDF 文件。",
            )
        )
    else:
        wrong += _disagreeing(name, declared, found)
        if _is_two_things(content, found):
            wrong.append(_refused("two_types", "This file is of two types at once.", "文件同时符合两种类型。"))
    if wrong or found is None:
        raise Invalid(errors=tuple(wrong))
    return found


def wrong_in_name(name: str) -> Iterator[FieldError]:
    """Everything in a file's name that could do harm where it is saved."""
    plain = unicodedata.normalize("NFKC", name)  # so that ．ｅｘｅ becomes .exe
    *before, _ = plain.lower().split(".")
    if len(name) > LONGEST_NAME:
        yield _refused("name_too_long", "The name is longer than 100 characters.", "文件名超过 100 个字符。")
    if not name.strip(" .\u3000") or name != name.strip(" ") or name[-1:] == "." or name[:1] in (".", "-", "~"):
        yield _refused("name_form", "This is no name for a file.", "文件名格式不正确。")
    if any(unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp") for c in name):
        yield _refused(
            "name_invisible", "The name holds characters that can't be seen.", "文件名含有不可见的控制字符。"
        )
    if re.search(r'[/\\:*?"<>|%\ufffd\u2044\u2215\u29f8]', name):
        yield _refused(
            "name_path", 'The name holds one of / \\ : * ? " < > | %.', '文件名含有 / \\ : * ? " < > | % 等字符。'
        )
    if _DEVICES.fullmatch(plain.split(".")[0].strip()) or _DEVICES.fullmatch(name.split(".")[0].strip()):
        yield _refused("name_reserved", "The name is a device's.", "文件名为系统保留名称。")
    if any(part.strip() in _LOOKS_LIKE_A_TYPE for part in before[1:]):
        yield _refused("name_two_types", "The name has two extensions.", "文件名含有双重扩展名。")


def may_still_remove(recorded_at: datetime, now: datetime, rules: Profile) -> bool:
    """Whether the profile's days in which the maker may remove what they recorded have not passed."""
    return now - recorded_at <= timedelta(days=rules.correct_within_days)


def _type_in(content: bytes) -> MediaType | None:
    """The type by the file's first bytes, among the accepted ones."""
    images = [one for one in IMAGE if one.mime in set(MediaType)]
    found = kind_of(content[:_HEAD], matchers=[*images, Pdf()])
    return MediaType(found.mime) if found else None


def _disagreeing(name: str, declared: str, found: MediaType) -> Iterator[FieldError]:
    claimed = declared.partition(";")[0].strip().lower()
    if claimed not in _SAYS_NOTHING and _ALSO_CALLED.get(claimed, claimed) != found:
        yield _refused(
            "type_disagrees", "The file is not of the type that it is declared to be.", "文件内容与声明的类型不一致。"
        )
    if name.rpartition(".")[2].lower() not in EXTENSIONS[found]:
        yield _refused(
            "extension_disagrees", "The name's extension is not that of the file.", "文件扩展名与文件内容不一致。"
        )


def _is_two_things(content: bytes, found: MediaType) -> bool:
    """Whether other programs would read the file as another type: an archive at its end, a document in a picture."""
    return zipfile.is_zipfile(BytesIO(content)) or (found is not MediaType.PDF and b"%PDF-" in content[:_HEAD])


def _refused(code: str, en: str, zh: str) -> FieldError:
    return FieldError("/file", code, zh, en)
