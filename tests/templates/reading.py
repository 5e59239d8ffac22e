"""Reading files in tests."""

import asyncio
from contextlib import aclosing
from typing import Any

from carevisit.templates import ImportKind, Row, read


def rows_of(content: bytes, kind: ImportKind = ImportKind.VISITS, profile: str | None = None, **more: Any) -> list[Row]:
    """All rows of a file."""

    async def all_of() -> list[Row]:
        async with aclosing(read(content, kind, profile, **more)) as batches:
            return [row async for batch in batches for row in batch]

    return asyncio.run(all_of())
