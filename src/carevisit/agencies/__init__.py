"""Agencies (服务力量): who they are, their contracts, and which elders these bring and take away, day by day."""

from .announcing import Announcer, announce_contracts
from .api import router
from .contracts_api import router as contracts_router
from .facts import FACTS
from .operating import end_contract

router.include_router(contracts_router)

__all__ = ["FACTS", "Announcer", "announce_contracts", "end_contract", "router"]
