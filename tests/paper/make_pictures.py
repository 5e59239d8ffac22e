"""Keeps the pictures that test_pictures.py compares with: `python tests/paper/make_pictures.py`."""

import sys
from io import BytesIO
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[2] / "src")]

from PIL import Image  # noqa: E402

from carevisit.paper.pdf import pictures  # noqa: E402
from paper.pages import PAGES  # noqa: E402

if __name__ == "__main__":
    for name, page in PAGES.items():
        first = Image.open(BytesIO(pictures([page])[0])).convert("L")
        first.save(Path(__file__).parent / "kept" / f"{name}.png", optimize=True)
