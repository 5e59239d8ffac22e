"""Which methods an address takes: Allow names all of them, HEAD is GET without a body, and a word is never taken for an id."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .errors import MethodNotAllowed
from .wire import problem_response


@dataclass(frozen=True)
class Addresses:
    """The addresses of an application: those that are words all through, and those with an id in them."""

    words: Mapping[str, frozenset[str]]
    shapes: Sequence[tuple[re.Pattern[str], frozenset[str]]]

    @classmethod
    def of(cls, app: FastAPI) -> "Addresses":
        if not hasattr(app.state, "addresses"):
            words, shapes = dict[str, frozenset[str]](), list[tuple[re.Pattern[str], frozenset[str]]]()
            for route in iter_route_contexts(app.routes):
                methods = frozenset(route.methods or ())
                if methods and route.path and "{" not in route.path:
                    words[route.path] = words.get(route.path, frozenset()) | methods
                elif methods:
                    shapes.append((route.path_regex, methods))
            app.state.addresses = cls(words, shapes)
        addresses: Addresses = app.state.addresses
        return addresses

    def methods(self, path: str) -> set[str]:
        """What an address takes; nothing, where there is none. What takes GET takes HEAD."""
        found = set(self.words.get(path, ()))
        if not found:
            found = {method for shape, methods in self.shapes if shape.match(path) for method in methods}
        return found | {"HEAD"} if "GET" in found else found


class Methods:
    """Before the routes: HEAD asks as GET does and gets the headers alone; where an address is words all through, no route
    with an id in that place is asked."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        addresses, path, head = Addresses.of(scope["app"]), scope["path"], scope["method"] == "HEAD"
        asked = {**scope, "method": "GET"} if head else scope

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 405:
                MutableHeaders(scope=message)["Allow"] = ", ".join(sorted(addresses.methods(path)))
            await send({**message, "body": b""} if head and message["type"] == "http.response.body" else message)

        taken = addresses.words.get(path)
        if taken is not None and asked["method"] not in taken:
            await problem_response(MethodNotAllowed(), scope)(scope, receive, sending)
            return
        try:
            await self._app(asked, receive, sending)
        finally:
            scope["route"] = asked.get("route")
