"""The forms look as they are kept: pictures of their pages beside those in `kept`.

A new version of the typesetter may move a line by a pixel; a moved, lost or added part is found. After a wanted change:
`python tests/paper/make_pictures.py`, and look at them.
"""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageFilter

from carevisit.paper.pdf import pictures
from paper.pages import PAGES

KEPT = Path(__file__).with_name("kept")
MOST_DIFFERENT = 0.0005  # of the page


def grey(png: bytes) -> Image.Image:
    return Image.open(BytesIO(png)).convert("L")


def different(one: Image.Image, other: Image.Image) -> float:
    """The share of the page on which two pictures clearly differ, a shift by a pixel aside."""
    if one.size != other.size:
        return 1.0
    soft = [picture.filter(ImageFilter.BoxBlur(2)) for picture in (one, other)]
    marked = ImageChops.difference(*soft).point(lambda value: 255 * (value > 40))
    return marked.histogram()[255] / (one.width * one.height)


@pytest.mark.parametrize("name", sorted(PAGES))
def test_a_form_looks_as_it_is_kept(name: str) -> None:
    (made, *_) = pictures([PAGES[name]])
    kept = (KEPT / f"{name}.png").read_bytes()
    assert different(grey(made), grey(kept)) <= MOST_DIFFERENT


def test_a_box_ticked_elsewhere_would_be_found() -> None:
    kept = grey((KEPT / "annex-4.png").read_bytes())
    (empty, *_) = pictures([PAGES["annex-4-empty"]])
    assert different(grey(empty), kept) > MOST_DIFFERENT


def test_every_form_fills_the_pages_that_it_should() -> None:
    paper = {name: len(pictures([page])) for name, page in PAGES.items()}
    assert paper == {"annex-3": 1, "annex-3-empty": 1, "annex-4": 1, "annex-4-empty": 1, "left-behind": 2}
