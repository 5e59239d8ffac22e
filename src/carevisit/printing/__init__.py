"""Official forms (纸质表格): registrations and records as PDF and .docx, their copies, and the codes that verify them."""

from .api import router
from .codes import Codes, Printed
from .copying import Copier
from .forms import Copy, Form
from .making import kinds
from .nations import ETHNICITIES
from .press import Press
from .printery import Printery

__all__ = [
    "ETHNICITIES",
    "Codes",
    "Copier",
    "Copy",
    "Form",
    "Press",
    "Printed",
    "Printery",
    "kinds",
    "router",
]
