"""Where a request to sign in comes from, and whether its client is still connected."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import Any

from fastapi import Request


@dataclass(frozen=True)
class Caller:
    """The network address by which attempts are counted, and a wait that ends when the client disconnects."""

    address: str
    left: Callable[[], Coroutine[Any, Any, None]]

    @classmethod
    def of(cls, request: Request) -> "Caller":
        """The caller of a request whose body has been read."""

        async def left() -> None:
            while (await request.receive())["type"] != "http.disconnect":
                pass

        return cls(network_of(request.client.host if request.client else ""), left)


def network_of(host: str) -> str:
    """The address by which a host is counted: an IPv4 address itself, an IPv6 address by its /64, one customer's network."""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped or IPv6Network((int(address), 64), strict=False))
    return host
