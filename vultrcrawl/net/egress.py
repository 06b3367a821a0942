"""The one rule for every connection that leaves the process, the browser's included.

The host of the start URL may be asked, because its user named it. Any other host only
at public addresses, or at those that the operator opened. The rule is put to the
address that is about to be connected to, so that it makes no difference how a host was
spelled, who sent us there, or what its name meant a second ago.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from vultrcrawl.net.addresses import (
    Address,
    AllowedNetwork,
    is_public,
    parse_address,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

_DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(slots=True)
class _Start:
    """What a host that the user named is open at; addresses once they are known."""

    ports: frozenset[int]
    pinned: frozenset[Address] | None


class EgressRule:
    """Say whether a host may be connected to at an address and port.

    A private address is allowed to the start URL's host alone, by the name it was
    given, at the start URL's port (80 and 443 count as one), and only the addresses of
    the first answer for that name: what was public once can't become private later.
    A spider of somebody's own may have several start URLs.
    *private_start* False takes this away too, for a crawler that strangers can give
    start URLs to.
    """

    def __init__(
        self, allow: Iterable[AllowedNetwork] = (), *, private_start: bool = True
    ) -> None:
        self._allow = tuple(allow)
        self._private_start = private_start
        self._starts: dict[str, list[_Start]] = {}

    def set_start(self, *urls: str) -> None:
        """Name the URLs that the user asked for; an address in one is pinned."""
        self._starts = {}
        for url in urls:
            host, port = host_and_port(url)
            ports = frozenset({80, 443} if port in {80, 443} else {port})
            literal = parse_address(host)
            pinned = None if literal is None else frozenset({literal})
            self._starts.setdefault(host, []).append(_Start(ports, pinned))

    def note_answer(self, host: str, addresses: Iterable[str]) -> None:
        """Take note of what *host* was resolved to, before any of it is used."""
        for start in self._starts.get(host.lower(), ()):
            if start.pinned is None:
                found = {a for a in map(parse_address, addresses) if a is not None}
                # With a public address among them it is a public site: no need for the
                # others.
                public = any(map(is_public, found))
                start.pinned = frozenset() if public else frozenset(found)

    def permits(self, host: str, port: int, address: str) -> bool:
        """Tell whether *host*, as the URL spells it, may be asked at *address*."""
        parsed = parse_address(address)
        if parsed is None:
            return False
        if is_public(parsed) or any(n.holds(parsed, port) for n in self._allow):
            return True
        return self._private_start and any(
            port in start.ports and parsed in (start.pinned or ())
            for start in self._starts.get(host.lower(), ())
        )


@lru_cache(maxsize=256)  # asked five times on the way of each request
def host_and_port(url: str) -> tuple[str, int]:
    """Return host in lower case, without brackets, and port of an http(s) *url*.

    The host is "" if there is none, the port 0 if it is not a number of a port.
    """
    try:
        parts = urlsplit(url)
        port = parts.port or _DEFAULT_PORTS.get(parts.scheme, 0)
    except ValueError:
        return "", 0
    return parts.hostname or "", port
