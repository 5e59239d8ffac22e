"""Official forms (纸质表格): registrations and records as PDF and .docx, their copies, and the codes that verify them."""

from .api import Printery, router
from .codes import Codes, Printed
from .copying import Copier, cover
from .forms import Copy, Form, copies_of
from .press import Press
from .record import annex_4
from .registration import annex_3

__all__ = [
    "Codes",
    "Copier",
    "Copy",
    "Form",
    "Press",
    "Printed",
    "Printery",
    "annex_3",
    "annex_4",
    "copies_of",
    "cover",
    "router",
]
