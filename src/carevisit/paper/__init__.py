"""Forms on paper: pages as values, and the child process that sets them as PDF or .docx.

The values are all that others import; what sets them (`python -m carevisit.paper`) loads the typesetter and Word's library.
"""

from .page import (
    Blank,
    Box,
    Cell,
    Foot,
    Line,
    Page,
    Picture,
    Rows,
    Run,
    caption,
    choices,
    day,
    field,
    one_of,
    or_blank,
    said,
    section,
    written,
)

__all__ = [
    "Blank", "Box", "Cell", "Foot", "Line", "Page", "Picture", "Rows", "Run", "caption", "choices", "day", "field", "one_of",
    "or_blank", "said", "section", "written",
]  # fmt: skip
