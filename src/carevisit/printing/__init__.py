"""Official forms (纸质表格): registrations and records as PDF and .docx, their copies, and the codes that verify them."""

from .api import Printery, router
from .codes import Codes, Printed
from .copying import Copier, cover
from .forms import Copy, Form, copies_of
from .press import Press

__all__ = ["Codes", "Copier", "Copy", "Form", "Press", "Printed", "Printery", "copies_of", "cover", "router"]
