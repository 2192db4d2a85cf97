"""Which machines may be asked when somebody at a page names an address: public ones."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable
from typing import Any

from rag.errors import ReadError

__all__ = ["Resolve", "is_public", "public_place"]

Resolve = Callable[..., Any]  # as socket.getaddrinfo
_NAT64 = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052: an IPv4 address in the last 32 bits
_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def public_place(host: str, port: int, *, resolve: Resolve = socket.getaddrinfo) -> str:
    """Return the numeric address to connect to for `host`.

    Raises ReadError where the name is unknown, or where any address behind it lies on this
    machine, in a private network or anywhere else that is not the public internet.
    """
    try:
        found = resolve(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise ReadError(f"{host} is not known as the name of a machine. Check it.") from error
    places = [str(entry[4][0]).partition("%")[0] for entry in found]
    if not places or not all(map(is_public, places)):
        raise ReadError(
            f"{host} lies on this machine or inside a private network, and such addresses are not "
            "fetched. Save the page as a file, or let the operator set UPHELD_LIBRARY_PRIVATE=yes."
        )
    return min(places, key=lambda place: ":" in place)  # IPv4 first: it is there everywhere


def is_public(place: str) -> bool:
    """Say whether a numeric address, and any IPv4 address wrapped in it, is a public one."""
    return all(one.is_global and not one.is_multicast for one in _wrapped(place))


def _wrapped(place: str) -> list[_Address]:
    address: _Address = ipaddress.ip_address(place)
    inside: list[_Address | None] = []
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return [address.ipv4_mapped]
        inside = [address.sixtofour, *(address.teredo or ())]
        if address in _NAT64:
            inside.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return [address, *(one for one in inside if one is not None)]
