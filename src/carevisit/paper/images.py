"""Which pictures are set: a small file may unfold to gigabytes."""

from io import BytesIO

from docx.image.exceptions import InvalidImageStreamError, UnexpectedEndOfFileError, UnrecognizedImageError
from docx.image.image import Image

from .page import Picture

MOST_PIXELS = 4_000_000


def fits(picture: Picture) -> bool:
    """Whether a picture says, at its beginning, that it is one of at most four million pixels."""
    try:
        image = Image.from_file(BytesIO(picture.content))
    except (InvalidImageStreamError, UnexpectedEndOfFileError, UnrecognizedImageError):
        return False
    pixels: int = image.px_width * image.px_height
    return 0 < pixels <= MOST_PIXELS
