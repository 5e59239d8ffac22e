"""Figures of needs and risks: how many are open, how old, and how long they took. This slice only reads."""

from fastapi import APIRouter

from .api import needs, risks

router = APIRouter()
for _part in (needs, risks):
    router.include_router(_part)

__all__ = ["router"]
