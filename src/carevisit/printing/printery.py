"""What a process prints with."""

from dataclasses import dataclass
from typing import Final

from ..access import Actor
from ..attachments import Blobs
from ..jobs import DOCX, PDF
from ..ledger import Ledger
from ..settings import Settings
from .codes import Codes
from .copying import Copier
from .press import Kind, Press

MEDIA: Final[dict[Kind, str]] = {"pdf": PDF, "docx": DOCX}


@dataclass(frozen=True)
class Printery:
    """The press of the requests and that of the orders, so that no order holds up a request; codes and images."""

    press: Press
    orders: Press
    codes: Codes
    blobs: Blobs

    @classmethod
    def of(cls, settings: Settings, blobs: Blobs) -> "Printery":
        return cls(Press(settings.forms_at_once), Press(1), Codes(settings.keys), blobs)

    def copier(self, actor: Actor, ledger: Ledger) -> Copier:
        """What makes the pages that one reader may have."""
        return Copier(actor, ledger, self.codes, self.blobs)
