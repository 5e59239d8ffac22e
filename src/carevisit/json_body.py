"""JSON as requests may write it: RFC 8259 and nothing looser. No NaN, no infinities, no lone surrogates, no NUL, no depth bomb,
and no key twice in an object, of which every reader would believe another one."""

import json
import re
from typing import Any

import orjson

from .errors import BadRequest, Problem, shown_name, wrong

DEEPEST = 32
_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
_STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"\s*+(:?)', re.DOTALL)


class Malformed(BadRequest):
    """The body is not JSON (RFC 8259, UTF-8)."""

    zh = "请求体不是有效的 JSON（RFC 8259，UTF-8）"

    def __init__(self, line: int, column: int) -> None:
        super().__init__(f"Line {line}, column {column}.", f"第 {line} 行第 {column} 列。")


def read_json(body: bytes) -> Any:
    """What a body says. Raises Malformed, and Invalid for a NUL and for a key that an object has twice."""
    if b"\\u0000" in body and _NUL.search(body):
        raise wrong("", "nul", "Text may not contain NUL.", "文本不得包含空字符。")
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise Malformed(error.lineno, error.colno) from None
    if _STRING.findall(body).count(b":") != _keys(
        value
    ):  # the strings before a colon are the keys as they were written
        raise _twice(body)
    return value


def _keys(value: Any) -> int:
    """How many keys all objects have together. Raises Malformed where they stand in one another more than DEEPEST deep."""
    level, keys = [value], 0
    for _ in range(DEEPEST):
        inner: list[Any] = []
        for one in level:
            if isinstance(one, dict):
                keys += len(one)
                inner += one.values()
            elif isinstance(one, list):
                inner += one
        level = [one for one in inner if isinstance(one, list | dict)]
        if not level:
            return keys
    raise Malformed(1, 1)


def _twice(body: bytes) -> Problem:
    """The refusal of a body that has a key twice, with the pointer to one."""
    waiting: list[tuple[str, Any]] = [("", json.loads(body, object_pairs_hook=tuple, parse_int=str, parse_float=str))]
    while waiting:
        pointer, value = waiting.pop()
        if isinstance(value, list):
            waiting += [(f"{pointer}/{turn}", one) for turn, one in enumerate(value)]
        elif isinstance(value, tuple):
            seen = set[str]()
            for name, one in value:
                here = f"{pointer}/{shown_name(name)}"
                if name in seen:
                    return wrong(here, "duplicate_key", "This key stands here twice.", "此字段名重复出现。")
                seen.add(name)
                waiting.append((here, one))
    raise AssertionError("no key stands twice")
