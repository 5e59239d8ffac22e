"""What must not be attached: files that are not what they say, names that do harm, bodies that are broken or without end."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from attachments.files import EXE, HEIC, JPEG, KINDS, PDF, PNG, WEBP, attach, attached, codes, content
from attachments.test_attaching import files_of, records
from carevisit.attachments.rules import wrong_in_name
from conftest import World
from visits.mending import code

MOST = 10 * 1024 * 1024
BOUNDARY = "a-boundary"


@pytest.fixture(scope="module")
def record(world: World) -> str:
    return records(world)["visit"]


@pytest.fixture(autouse=True)
def _nothing_is_kept_of_what_was_refused(world: World) -> Iterator[None]:
    before = files_of(world)
    yield
    assert len(files_of(world) - before) <= 1  # and that one was taken


def zipped(name: str = "a.txt", size: int = 10) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, b"\x00" * size)
    return held.getvalue()


def raw(
    world: World, record: str, body: Any, kind: str = f"multipart/form-data; boundary={BOUNDARY}"
) -> httpx.Response:
    return world.as_("agency").post(f"/v1/{record}/attachments", content=body, headers={"Content-Type": kind})


def part(disposition: str, content: bytes = JPEG, kind: str = "image/jpeg", close: bool = True) -> bytes:
    head = f"--{BOUNDARY}\r\nContent-Disposition: {disposition}\r\nContent-Type: {kind}\r\n\r\n".encode()
    return head + content + (f"\r\n--{BOUNDARY}--\r\n".encode() if close else b"")


# --- how large ---------------------------------------------------------------------------------------------------------------


def test_ten_mebibytes_are_taken_and_one_byte_more_is_not(world: World, record: str) -> None:
    whole = JPEG + b"\x5a" * (MOST - len(JPEG))
    told = attached(world, "agency", record, whole)
    assert told["size"] == MOST
    assert content(world, "agency", told["id"]).content == whole
    before = files_of(world)
    assert code(attach(world, "agency", record, whole + b"\x5a")) == (413, "attachment_too_large")
    assert files_of(world) == before


def test_a_body_that_does_not_say_its_length_is_stopped_where_it_grows_too_long(world: World, record: str) -> None:
    sent = 0

    def endless() -> Iterator[bytes]:
        nonlocal sent
        yield part('form-data; name="file"; filename="a.jpg"', close=False)
        while sent < 20 * MOST:
            sent += 65536
            yield b"\x5a" * 65536

    try:
        answer = raw(world, record, endless())
        assert code(answer) == (413, "attachment_too_large")
    except httpx.TransportError:
        pass  # the server has hung up on us: as well
    assert sent < 20 * MOST or answer.status_code == 413


def test_headers_without_end_are_stopped_too(world: World, record: str) -> None:
    long = part('form-data; name="file"; filename="' + "长" * 200_000 + '.jpg"')
    assert raw(world, record, long).status_code in (400, 413, 422)
    many = f"--{BOUNDARY}\r\n".encode() + b"X-A: b\r\n" * 5000
    assert code(raw(world, record, many)) == (400, "broken_form")


def test_other_routes_keep_their_limit(world: World, record: str) -> None:
    answer = world.as_("agency").post("/v1/visits", json={"note": "x" * 2_000_000})
    assert code(answer) == (413, "content_too_large")
    id = attached(world, "agency", record)["id"]
    long = {"reason": "other", "reason_note": "x" * 2_000_000}
    assert code(world.as_("agency").post(f"/v1/attachments/{id}/removal", json=long)) == (413, "content_too_large")


def test_a_stranger_is_turned_away_before_the_file_is_read(world: World, record: str) -> None:
    large = JPEG + b"\x5a" * (2 * MOST)
    assert code(attach(world, "rival_agency", record, large)) == (404, "visit_not_found")
    assert code(attach(world, "nobody", record, large)) == (401, "unauthorized")


# --- what it is --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("bytes_", "name", "declared", "wrong"),
    [
        (b"", "empty.jpg", "image/jpeg", {"empty"}),
        (EXE, "photo.jpg", "image/jpeg", {"type_not_taken"}),
        (EXE, "setup.exe", "application/octet-stream", {"type_not_taken"}),
        (zipped(size=50_000_000), "bomb.pdf", "application/pdf", {"type_not_taken"}),
        (b"GIF89a" + b"\x00" * 50, "a.gif", "image/gif", {"type_not_taken"}),
        (b"<svg onload='alert(1)'/>", "a.svg", "image/svg+xml", {"type_not_taken"}),
        (b"<html><script>1</script>", "a.jpg", "image/jpeg", {"type_not_taken"}),
        (b"\x00" * 100, "a.jpg", "image/jpeg", {"type_not_taken"}),
        (b"\xff\xd8", "a.jpg", "image/jpeg", {"type_not_taken"}),
        (EXE + PDF, "a.pdf", "application/pdf", {"type_not_taken"}),  # some readers would look for %PDF further on
        (PNG, "a.jpg", "image/png", {"extension_disagrees"}),
        (PNG, "a.png", "image/jpeg", {"type_disagrees"}),
        (PNG, "a.jpg", "image/jpeg", {"type_disagrees", "extension_disagrees"}),
        (JPEG, "a", "image/jpeg", {"extension_disagrees"}),
        (JPEG, "a.exe", "image/jpeg", {"extension_disagrees"}),
        (JPEG, "a.jpg", "text/html", {"type_disagrees"}),
        (JPEG + zipped("Evil.class"), "a.jpg", "image/jpeg", {"two_types"}),  # a picture that is a program's archive as well
        (PDF + zipped("a.exe"), "a.pdf", "application/pdf", {"two_types"}),
        (JPEG[:20] + PDF, "a.jpg", "image/jpeg", {"two_types"}),
        (JPEG, "a.jpg.exe", "image/jpeg", {"name_two_types", "extension_disagrees"}),
        (JPEG, "a.exe.jpg", "image/jpeg", {"name_two_types"}),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)  # fmt: skip
def test_a_file_is_what_it_says_or_it_is_refused(
    world: World, record: str, bytes_: bytes, name: str, declared: str, wrong: set[str]
) -> None:
    before = files_of(world)
    assert codes(attach(world, "agency", record, bytes_, name, declared)) == wrong
    assert files_of(world) == before


def test_photographs_with_something_behind_them_are_still_photographs(world: World, record: str) -> None:
    motion = JPEG + HEIC + b"\x00" * 500  # phones put a short film behind a picture
    assert attached(world, "agency", record, motion)["media_type"] == "image/jpeg"


# --- what it is called -------------------------------------------------------------------------------------------------------

NAMES = {
    "../厨房.jpg": "name_path", "..\\厨房.jpg": "name_path", "/etc/passwd.jpg": "name_path", "C:\\厨房.jpg": "name_path",
    "\\\\host\\share\\a.jpg": "name_path", "a:b.jpg": "name_path", "a*.jpg": "name_path", "a?.jpg": "name_path",
    "%2e%2e%2fa.jpg": "name_path", "a\u2215b.jpg": "name_path",
    "a\x00.jpg": "name_invisible", "a\x07.jpg": "name_invisible", "a\x1b[2J.jpg": "name_invisible",
    "photo\u202egpj.exe.jpg": "name_invisible", "a\u2066b.jpg": "name_invisible", "a\u200bb.jpg": "name_invisible",
    "a\ufeffb.jpg": "name_invisible", "a\u2028b.jpg": "name_invisible", "a\x7f.jpg": "name_invisible",
    "a\x85b.jpg": "name_invisible", "a\ue000.jpg": "name_invisible",
    "CON.jpg": "name_reserved", "con.txt.jpg": "name_reserved", "nul.jpg": "name_reserved", "COM1.jpg": "name_reserved",
    "lpt9 .jpg": "name_reserved", "AUX.png.jpg": "name_reserved", "ＣＯＮ.jpg": "name_reserved",
    "scan.pdf.jpg": "name_two_types", "a.html.jpg": "name_two_types", "a.PhP.jpg": "name_two_types",
    "a.tar.gz.jpg": "name_two_types", "a．exe.jpg": "name_two_types", "a.exe .jpg": "name_two_types",
    ".jpg": "name_form", ".hidden.jpg": "name_form", "-rf.jpg": "name_form",
    "长" * 97 + ".jpg": "name_too_long",
}  # fmt: skip


@pytest.mark.parametrize(("name", "wrong"), NAMES.items(), ids=[ascii(name)[:40] for name in NAMES])
def test_a_name_that_could_do_harm_is_refused(world: World, record: str, name: str, wrong: str) -> None:
    assert wrong in {error.code for error in wrong_in_name(name)}
    sent = f'form-data; name="file"; filename="{name}"'.encode() if "\\" not in name and "\x00" not in name else b""
    if sent:  # as raw bytes, for clients escape such names
        body = part("…").replace("…".encode(), sent)
        assert wrong in codes(raw(world, record, body))
    answer = attach(world, "agency", record, JPEG, name)  # as a client would send it
    assert codes(answer)


@pytest.mark.parametrize("name", ["a\r\n.jpg", "a\n.jpg", "a\r.jpg", "a\x00.jpg", "a\\b.jpg", "C:\\x\\a.jpg"])
def test_a_name_that_breaks_the_form_is_refused(world: World, record: str, name: str) -> None:
    answer = raw(world, record, part(f'form-data; name="file"; filename="{name}"'))
    assert answer.status_code in (400, 422), answer.text
    assert "a\\b" not in answer.text


@pytest.mark.parametrize(
    "name",
    [
        "厨房.jpg", "灶台 (2).JPG", "2026.11.22 照片.jpeg", "IMG_20261122_0042.jpg", "v1.2 final.jpg", "王阿姨·厨房—东侧.jpg",
        "café.jpg", "👵🏻家.jpg", "con厨房.jpg", "exe.jpg", "长" * 96 + ".jpg", "a'b&c;d.jpg", "Dr. Wang.jpg",
    ],
)  # fmt: skip
def test_names_that_people_give_are_taken(world: World, record: str, name: str) -> None:
    told = attached(world, "agency", record, JPEG, name)
    assert told["name"] == name
    assert world.as_("agency").get(f"/v1/attachments/{told['id']}/content").content == JPEG
    assert world.as_("guide").post(f"/v1/attachments/{told['id']}/removal", json={"reason": "other"}).status_code == 201


def test_a_name_in_the_extended_form_is_understood(world: World, record: str) -> None:
    """Older libraries send names that are not ASCII so (RFC 5987), and nothing else."""
    answer = raw(world, record, part("form-data; name=\"file\"; filename*=utf-8''%E5%8E%A8%E6%88%BF.jpg"))
    assert answer.status_code == 201, answer.text
    assert answer.json()["name"] == "厨房.jpg"
    for hidden in ("%2Fetc%2Fa.jpg", "a%00.jpg", "a%E2%80%AEgpj.exe", "a.exe.jpg", "%FF%FE.jpg"):
        assert codes(raw(world, record, part(f"form-data; name=\"file\"; filename*=utf-8''{hidden}")))


# --- how it is sent ----------------------------------------------------------------------------------------------------------


def test_a_broken_form_is_refused(world: World, record: str) -> None:
    whole = part('form-data; name="file"; filename="a.jpg"')
    for cut in (0, 1, 20, 60, len(whole) // 2, len(whole) - len(BOUNDARY) - 6, len(whole) - 5):
        assert code(raw(world, record, whole[:cut])) == (400, "broken_form"), cut
    assert code(raw(world, record, b"not a form")) == (400, "broken_form")
    assert code(raw(world, record, f"--{BOUNDARY}--\r\n".encode())) in ((400, "broken_form"), (422, "invalid"))
    assert raw(world, record, whole).status_code == 201


@pytest.mark.parametrize(
    "kind",
    [
        "application/json", "image/jpeg", "multipart/form-data", "multipart/mixed; boundary=a-boundary", "",
        "application/x-www-form-urlencoded",
    ],
)  # fmt: skip
def test_a_body_of_another_type_is_refused(world: World, record: str, kind: str) -> None:
    assert code(raw(world, record, part('form-data; name="file"; filename="a.jpg"'), kind)) == (415, "form_expected")


def test_one_file_named_file_and_nothing_else(world: World, record: str) -> None:
    url, http = f"/v1/{record}/attachments", world.as_("agency")
    assert codes(http.post(url, files=[("file", ("a.jpg", JPEG)), ("file", ("b.jpg", JPEG))])) == {"too_many"}
    assert codes(http.post(url, files={"photo": ("a.jpg", JPEG)})) == {"missing"}
    assert codes(http.post(url, files={"file": ("a.jpg", JPEG)}, data={"note": "x"})) in ({"missing"}, {"too_many"})
    assert codes(raw(world, record, part('form-data; name="file"'))) == {"missing"}
    assert codes(raw(world, record, part('form-data; name="file"; filename=""'))) == {"missing"}
    assert codes(http.post(url, files={"file": ("a.jpg", JPEG)}, params={"name": "林阿姨.jpg"})) == {
        "unknown_parameter"
    }


def test_what_was_refused_is_not_repeated_in_the_answer(world: World, record: str) -> None:
    for answer in (
        attach(world, "agency", record, EXE, "林阿姨.exe.jpg", "image/jpeg"),
        attach(world, "agency", record, JPEG, "林阿姨/病历.jpg", "image/林阿姨"),
    ):
        assert "林阿姨" not in answer.text + str(answer.headers)


def test_every_prefix_of_every_kind_is_taken_or_refused_and_never_an_error(world: World, record: str) -> None:
    for kind, (_, whole) in KINDS.items():
        for cut in (1, 2, 3, 4, 8, 12, 13, 15):
            answer = attach(world, "agency", record, whole[:cut], "a." + kind.rpartition("/")[2], kind)
            assert answer.status_code in (201, 422), (kind, cut)
            if answer.status_code == 201:
                removed = world.as_("agency").post(
                    f"/v1/attachments/{answer.json()['id']}/removal", json={"reason": "other"}
                )
                assert removed.status_code == 201


def test_the_samples_are_whole(world: World) -> None:  # noqa: ARG001
    """The files of these tests are what they are taken for, by their own checksums and lengths."""
    assert struct.unpack("<I", WEBP[4:8])[0] == len(WEBP) - 8
    assert zlib.crc32(PNG[12:29]) == struct.unpack(">I", PNG[29:33])[0]
