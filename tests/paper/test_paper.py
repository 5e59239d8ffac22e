"""Pages as documents: every character of the field is printed, and both kinds of document say the same."""

import pickle
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from attachments.files import JPEG, PNG
from carevisit.paper import Blank, Box, Foot, Page, Picture, written
from carevisit.paper.images import fits
from carevisit.paper.pdf import pdf
from carevisit.paper.word import word
from carevisit.places import packaged
from paper.reading import fonts_of, missing_in, pages_of, pictures_in, words_in, words_of

# the 196 characters of 通用规范汉字表 that lie outside the basic plane: GB 18030-2022, level 2, needs them
BEYOND = (
    "𠅤𠙶𠳐𡎚𡐓𣗋𣲗𣲘𣸣𤧛𤩽𤫉𥔲𥕢𥖨𥻗𦈡𦒍𦙶𦝼𦭜𦰡𧿹𨐈𨙸𨚕𨟠𨭉𨱇𨱏𨱑𨱔𨺙𩽾𩾃𩾌𪟝𪣻𪤗𪨰𪨶𪩘𪾢𫄧𫄨𫄷𫄸𫇭𫌀𫍣𫍯𫍲𫍽𫐄𫐐𫐓𫑡𫓧𫓯𫓶𫓹𫔍𫔎𫔶"
    "𫖮𫖯𫖳𫗧𫗴𫘜𫘝𫘦𫘧𫘨𫘪𫘬𫚕𫚖𫚭𫛭𫞩𫟅𫟦𫟹𫟼𫠆𫠊𫠜𫢸𫫇𫭟𫭢𫭼𫮃𫰛𫵷𫶇𫷷𫸩𬀩𬀪𬂩𬃊𬇕𬇙𬇹𬉼𬊈𬊤𬌗𬍛𬍡𬍤𬒈𬒔𬒗𬕂𬘓𬘘𬘡𬘩𬘫𬘬𬘭𬘯𬙂𬙊𬙋𬜬𬜯𬞟𬟁𬟽"
    "𬣙𬣞𬣡𬣳𬤇𬤊𬤝𬨂𬨎𬩽𬪩𬬩𬬭𬬮𬬱𬬸𬬹𬬻𬬿𬭁𬭊𬭎𬭚𬭛𬭤𬭩𬭬𬭯𬭳𬭶𬭸𬭼𬮱𬮿𬯀𬯎𬱖𬱟𬳵𬳶𬳽𬳿𬴂𬴃𬴊𬶋𬶍𬶏𬶐𬶟𬶠𬶨𬶭𬶮𬷕𬸘𬸚𬸣𬸦𬸪𬹼𬺈𬺓"
)


def ideographs() -> str:
    """Every ideograph of GB 18030-2022 up to level 2: the unified ones, extension A, and those of the list above."""
    return "".join(map(chr, (*range(0x4E00, 0x9FF0), *range(0x3400, 0x4DB6)))) + BEYOND


def of_gbk() -> str:
    """Every other character of GBK, and so of GB 2312: punctuation, digits, letters, lines."""
    high = [bytes((first, second)) for first in range(0x81, 0xFF) for second in range(0x40, 0xFF) if second != 0x7F]
    known = "".join(pair.decode("gbk", "ignore") for pair in high)
    return "".join(letter for letter in known if not "\u3400" <= letter <= "\u9fff" and not letter.isspace())


def lined(text: str, cells: int = 40) -> Page:
    lines = [(text[at : at + cells],) for at in range(0, len(text), cells)]
    return Page("字", (172,), tuple((written(line),) for line in lines))


def test_every_place_name_of_both_districts_is_printed() -> None:
    names = "".join(
        sorted({letter for code in ("350303", "3704") for place in packaged(code) for letter in place.name})
    )
    made = pdf([lined(names)])
    assert {*"萩㟃"} & set(names)
    assert missing_in(made) == 0
    assert set(words_of(made)) >= set(names)


def test_every_ideograph_of_gb_18030_up_to_level_2_is_printed_and_read_again() -> None:
    text = ideographs()
    made = pdf([lined(text)])
    assert missing_in(made) == 0
    read = words_of(made).removeprefix("字")
    assert len(read) == len(text)
    same_glyph = {"㦳", "䎛"}  # drawn like 㘽 and 䎗, which a reader then finds in their place
    assert set(text) - set(read) == same_glyph


def test_every_other_character_of_gbk_is_printed() -> None:
    assert missing_in(pdf([lined(of_gbk())])) == 0


def test_a_character_that_no_font_has_would_be_found() -> None:
    assert missing_in(pdf([lined("林\U00031350阿姨")])) == 1


def test_the_font_is_embedded_and_cut_down_to_what_is_used() -> None:
    made = pdf([lined("林阿姨")])
    fonts = fonts_of(made)
    assert fonts
    assert all(fonts.values())
    assert all("NotoSerifSC" in name and name[7] == "+" for name in fonts)  # /ABCDEF+…: a subset
    assert len(made) < 40_000


def test_text_is_never_read_as_markup() -> None:
    harmful = '#panic("x") $ * _ ] \\ <w:p/> &amp; `raw` //'
    page = Page("题", (172,), ((written((harmful,)),),))
    assert "".join(harmful.split()) in words_of(pdf([page]))
    assert "".join(harmful.split()) in words_in(word([page]))


def test_what_is_no_character_prevents_no_document() -> None:
    page = Page("题", (172,), ((written(("林\ufffe阿\uffff姨\x85\U0001ffff\t\n。",)),),))
    for words in (words_of(pdf([page])), words_in(word([page]))):
        assert {*"林阿姨。"} < {*words}


def test_words_that_need_more_room_than_the_form_leaves_push_down_what_follows() -> None:
    short, long = (
        Page("题", (172,), ((written((text,), high=4),), (written(("签字",)),))) for text in ("好", "关爱服务" * 700)
    )
    assert pages_of(pdf([short])) == 1
    assert pages_of(pdf([long])) == 2
    last = PdfReader(BytesIO(pdf([long]))).pages[-1].extract_text()
    assert "".join(last.split()).endswith("关爱服务签字")


def test_both_documents_say_the_same() -> None:
    page = Page(
        "题", (80, 92), ((written((Box(True), "甲", Box(False), "乙")), written((Box(True, ring=True), "丙", Blank(2), "丁"))),),
        mark="附件3", copy="县级民政部门存", above=("上",), below=(("下",),), foot=Foot("A3.D.1", "第 1 版"), across="作废",
    )  # fmt: skip
    in_pdf, in_word = words_of(pdf([page])), words_in(word([page]))
    for said in ("题", "附件3", "县级民政部门存", "甲", "乙", "丙", "丁", "上", "下", "第1版", "A3.D.1", "作废"):
        assert said in in_pdf, said
        assert said in in_word, said
    assert ("□√甲□乙" in in_pdf, "☑甲□乙" in in_word) == (True, True), in_pdf
    assert "●丙" in in_pdf
    assert "●丙" in in_word


@pytest.mark.parametrize("kind", ["pdf", "docx"])
@pytest.mark.parametrize("content", [JPEG, PNG[:40], b"", b"\x89PNG\r\n\x1a\n" + bytes(60)])
def test_a_picture_that_only_looks_like_one_leaves_the_line_to_sign_on(kind: str, content: bytes) -> None:
    page = Page("题", (172,), ((written(("签字：", Picture(content, "image/png"))),),))
    made = _by_child(kind, [page])
    assert "签字" in (words_of(made) if kind == "pdf" else words_in(made))


@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_a_picture_is_set(kind: str) -> None:
    page = Page("题", (172,), ((written(("签字：", Picture(PNG, "image/png"))),),))
    bare = Page("题", (172,), ((written(("签字：", Blank(5))),),))
    assert pictures_in(_by_child(kind, [page]), kind) == 1
    assert pictures_in(_by_child(kind, [bare]), kind) == 0


def test_a_picture_of_too_many_pixels_is_left_out() -> None:
    assert fits(Picture(PNG, "image/png"))
    assert not fits(_sized(60_000, 60_000))


def test_a_picture_that_would_lie_upon_other_cells_is_left_out() -> None:
    assert fits(_sized(500, 100))
    assert not fits(_sized(501, 100))
    assert not fits(_sized(40_000, 2))


def _sized(width: int, height: int) -> Picture:
    """A picture that says that it is of this size."""
    return Picture(PNG[:16] + width.to_bytes(4) + height.to_bytes(4) + PNG[24:], "image/png")


def _by_child(kind: str, pages: list[Page]) -> bytes:
    source = str(Path(__file__).parents[2] / "src")
    return subprocess.run(
        [sys.executable, "-P", "-m", "carevisit.paper"], input=pickle.dumps((kind, pages)), capture_output=True, check=True,
        env={"PYTHONPATH": source},
    ).stdout  # fmt: skip
