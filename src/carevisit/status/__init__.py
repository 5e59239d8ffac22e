"""Status: where an elder stands, as it is read, and what was decided on the way there. This slice only reads."""

from fastapi import APIRouter

from .api import router as _standing
from .decisions import router as _decisions
from .draft import router as _draft

router = APIRouter()
for _part in (_standing, _decisions, _draft):
    router.include_router(_part)

__all__ = ["router"]
