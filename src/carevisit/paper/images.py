"""Which pictures are set (a small file may unfold to gigabytes), and how the typesetter takes them."""

import base64
from io import BytesIO

from docx.image.exceptions import InvalidImageStreamError, UnexpectedEndOfFileError, UnrecognizedImageError
from docx.image.image import Image

from .page import Picture

MOST_PIXELS = 4_000_000
WIDEST = 5  # times its height: every picture is set equally high, and a longer one would lie upon other cells


def fits(picture: Picture) -> bool:
    """Whether a picture says, at its beginning, that it is one of at most four million pixels and not much wider than high."""
    try:
        image = Image.from_file(BytesIO(picture.content))
    except (InvalidImageStreamError, UnexpectedEndOfFileError, UnrecognizedImageError):
        return False
    width, height = int(image.px_width), int(image.px_height)
    return 0 < width * height <= MOST_PIXELS and width <= WIDEST * height


def svg_of(picture: Picture) -> bytes:
    """A picture within an SVG: the typesetter takes files in memory as text only."""
    image = Image.from_file(BytesIO(picture.content))
    size = f'width="{image.px_width}" height="{image.px_height}"'
    data = base64.b64encode(picture.content).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size}>'
        f'<image {size} href="data:{picture.media_type};base64,{data}"/></svg>'
    ).encode()
