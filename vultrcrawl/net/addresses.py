"""Which IP addresses belong to the public internet.

Only what is known to be public is public. The table is IANA's registries of special
purpose addresses (RFC 6890, as of 2025) without regard to their column "globally
reachable", which a crawler of web sites has no use for; `ipaddress.is_global` is asked
as well, as a second opinion, because it alone lets through multicast, 6to4 and NAT64.
"""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

from vultrcrawl.errors import UsageError

Address = IPv4Address | IPv6Address

_NOT_PUBLIC_V4 = tuple(
    map(
        IPv4Network,
        (
            "0.0.0.0/8",  # this host; Linux connects 0.0.0.0 to itself
            "10.0.0.0/8",
            "100.64.0.0/10",  # carrier-grade NAT; one cloud's metadata service
            "127.0.0.0/8",
            "168.63.129.16/32",  # a cloud's host agent, at a public-looking address
            "169.254.0.0/16",  # link local; the metadata service of most clouds
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.31.196.0/24",
            "192.52.193.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "192.175.48.0/24",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4",
        ),
    )
)
# Everything but the one block that IANA hands out from is refused, so ::, ::1, ULA,
# link and site local, multicast and IPv4-compatible addresses need no line here.
_UNICAST_V6 = IPv6Network("2000::/3")
_NOT_PUBLIC_V6 = tuple(
    map(
        IPv6Network,
        (
            "2001::/23",  # protocol assignments, Teredo among them
            "2001:db8::/32",
            "2002::/16",  # 6to4: an IPv4 address in disguise
            "2620:4f:8000::/48",
            "3fff::/20",
        ),
    )
)
_NAT64 = IPv6Network("64:ff9b::/96")


def parse_address(text: str) -> Address | None:
    """Return the address that *text* spells in its standard form, else None.

    An IPv6 zone (`fe80::1%eth0`) is left out: it tells the way, not the address.
    """
    try:
        return ip_address(text.partition("%")[0])
    except ValueError:
        return None


def is_loopback_name(host: str) -> bool:
    """Tell whether *host* names this machine to itself: an address, or localhost."""
    address = parse_address(host)
    return host.lower() == "localhost" if address is None else address.is_loopback


def is_public(address: Address) -> bool:
    """Tell whether *address* is one of the public internet.

    IPv4 in IPv6 is judged as the IPv4 address that is really asked: mapped
    (`::ffff:127.0.0.1`) and NAT64 (`64:ff9b::7f00:1`, RFC 6052).
    """
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
        if address in _NAT64:
            return is_public(IPv4Address(int(address) & 0xFFFFFFFF))
        return (
            address in _UNICAST_V6
            and not any(address in network for network in _NOT_PUBLIC_V6)
            and address.is_global
        )
    return address.is_global and not any(
        address in network for network in _NOT_PUBLIC_V4
    )


@dataclass(frozen=True, slots=True)
class AllowedNetwork:
    """Addresses, and perhaps one port of them, that an operator opened on purpose."""

    network: IPv4Network | IPv6Network
    port: int | None = None

    @classmethod
    def parse(cls, text: str) -> AllowedNetwork:
        """Read `10.1.0.0/16`, `10.1.2.3:8080`, `fd00::/8` or `[fd00::1]:80`.

        Raises UsageError that quotes *text* if it is none of these.
        """
        host, port = text.strip(), ""
        if host.startswith("["):
            host, _, port = host[1:].partition("]")
            port = port.removeprefix(":")
        elif host.count(":") == 1:
            host, _, port = host.partition(":")
        try:
            network = ip_network(host, strict=False)
            number = int(port) if port else None
        except ValueError:
            raise UsageError(
                f"VULTRCRAWL_EGRESS_ALLOW: {text!r} is no network or address; write "
                "10.1.0.0/16, 10.1.2.3:8080, fd00::/8 or [fd00::1]:80"
            ) from None
        if number is not None and not 0 < number < 65536:
            raise UsageError(f"VULTRCRAWL_EGRESS_ALLOW: {text!r} has no valid port")
        return cls(network, number)

    def holds(self, address: Address, port: int) -> bool:
        """Tell whether *address* at *port* is among those opened."""
        return address in self.network and self.port in {None, port}
