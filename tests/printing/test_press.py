"""The press: so many documents at once, and each within its time."""

import asyncio
import time
from collections.abc import Awaitable

import pytest

from carevisit.errors import Busy, PrintingFailed
from carevisit.paper import Page, written
from carevisit.printing import Press
from paper.reading import words_of

PAGE = Page("题", (172,), ((written(("林阿姨",)),),))


def test_a_document_is_set_beside_the_event_loop() -> None:
    async def both() -> tuple[bytes, float]:
        longest, last, work = 0.0, time.monotonic(), asyncio.create_task(Press(1).document([PAGE], "pdf"))
        while not work.done():
            await asyncio.sleep(0.005)
            now = time.monotonic()
            longest, last = max(longest, now - last), now
        return await work, longest

    made, longest = asyncio.run(both())
    assert "林阿姨" in words_of(made)
    assert longest < 1  # on a machine that has other work


def test_what_takes_too_long_is_ended() -> None:
    with pytest.raises(PrintingFailed):
        asyncio.run(Press(1).document([PAGE], "pdf", within_s=0.02))


def test_what_cannot_be_set_is_a_problem_without_its_words() -> None:
    with pytest.raises(PrintingFailed) as raised:
        asyncio.run(Press(1).document([Page("林阿姨", (), ((written(("x",), across=3),),))], "docx"))
    assert "林阿姨" not in str(raised.value)


def test_a_full_line_turns_others_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("carevisit.printing.press.WAITING", 0)

    async def two() -> list[bytes | BaseException]:
        press = Press(1)

        async def patient(turn: "asyncio.Future[None]") -> None:
            await turn

        one = press.document([PAGE], "pdf", patient)  # type: ignore[arg-type]
        other = press.document([PAGE], "pdf", patient)  # type: ignore[arg-type]
        return await asyncio.gather(one, other, return_exceptions=True)

    kinds = [type(answer) for answer in asyncio.run(two())]
    assert kinds == [bytes, Busy]


def test_who_prints_much_stands_in_nobody_elses_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("carevisit.printing.press.WAITING", 1)

    async def patient(turn: Awaitable[None]) -> None:
        await turn

    async def three() -> list[bytes | BaseException]:
        press = Press(1)
        callers = ("busy", "busy", "busy", "other")
        return await asyncio.gather(
            *(press.document([PAGE], "pdf", patient, caller) for caller in callers), return_exceptions=True
        )

    assert [type(answer) for answer in asyncio.run(three())] == [bytes, bytes, Busy, bytes]
