"""The database's doors, as the service goes through them."""

from datetime import UTC, datetime
from typing import Any

import orjson


def asking(who: tuple[Any, int], *elders: Any, at: datetime | None = None) -> str:
    """What `book_open` is asked, by a principal of some generation, about elders as of a moment (now)."""
    at = at or datetime.now(UTC)
    return orjson.dumps(
        [
            {"turn": turn, "principal": who[0], "generation": who[1], "subject": elder, "at": at, "numbers": []}
            for turn, elder in enumerate(elders)
        ]
    ).decode()
