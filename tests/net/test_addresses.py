from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vultrcrawl.errors import UsageError
from vultrcrawl.net.addresses import AllowedNetwork, is_public, parse_address

NOT_PUBLIC = [
    "0.0.0.0",  # noqa: S104 (nothing is bound)
    "0.1.2.3",
    "10.0.0.1",
    "10.255.255.255",
    "100.64.0.1",
    "100.100.100.200",
    "127.0.0.1",
    "127.9.9.9",
    "168.63.129.16",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.8",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.19.255.255",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.1.1.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:0:127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:0:53aa:64c:0:0:80ff:fffe",
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:a00:1::",
    "2002:808:808::",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fec0::1",
    "ff02::1",
]
PUBLIC = [
    "1.1.1.1",
    "8.8.8.8",
    "9.255.255.255",
    "11.0.0.1",
    "100.63.255.255",
    "100.128.0.1",
    "126.1.1.1",
    "128.0.0.1",
    "169.253.1.1",
    "172.15.0.1",
    "172.32.0.1",
    "192.167.1.1",
    "192.169.0.1",
    "198.17.0.1",
    "198.20.0.1",
    "223.255.255.254",
    "::ffff:8.8.8.8",
    "64:ff9b::808:808",
    "2606:4700::1111",
    "2001:4860:4860::8888",
    "2a00:1450::1",
]


@pytest.mark.parametrize("text", NOT_PUBLIC)
def test_special_addresses_are_not_public(text: str) -> None:
    assert not is_public(ip_address(text))


@pytest.mark.parametrize("text", PUBLIC)
def test_addresses_of_the_internet_are_public(text: str) -> None:
    assert is_public(ip_address(text))


@given(st.ip_addresses(v=4))
def test_every_disguise_of_an_ipv4_address_is_judged_as_itself(
    address: IPv4Address,
) -> None:
    number = int(address)
    public = is_public(address)
    assert is_public(IPv6Address((0xFFFF << 32) | number)) is public
    assert is_public(IPv6Address((0x64FF9B << 96) | number)) is public
    # Forms that no site has a reason to use are refused, whatever they hold.
    assert not is_public(IPv6Address(number))
    assert not is_public(IPv6Address((0x2002 << 112) | (number << 80)))
    assert not is_public(IPv6Address((0x20010000 << 96) | (number ^ 0xFFFFFFFF)))


@given(st.ip_addresses())
def test_nothing_that_ipaddress_calls_private_is_public(
    address: IPv4Address | IPv6Address,
) -> None:
    if is_public(address):
        assert address.is_global
        assert not address.is_multicast


def test_only_the_standard_form_is_an_address() -> None:
    assert parse_address("127.0.0.1") == IPv4Address("127.0.0.1")
    assert parse_address("fe80::1%eth0") == IPv6Address("fe80::1")
    for text in ("2130706433", "0x7f.1", "127.1", "0177.0.0.1", "localhost", ""):
        assert parse_address(text) is None


@pytest.mark.parametrize(
    ("text", "address", "port", "held"),
    [
        ("10.1.0.0/16", "10.1.2.3", 80, True),
        ("10.1.0.0/16", "10.2.0.1", 80, False),
        ("10.1.2.3", "10.1.2.3", 8080, True),
        ("10.1.2.3:8080", "10.1.2.3", 8080, True),
        ("10.1.2.3:8080", "10.1.2.3", 80, False),
        (" [fd00::1]:80 ", "fd00::1", 80, True),
        ("[fd00::1]:80", "fd00::1", 81, False),
        ("fd00::/8", "fd12::1", 443, True),
        ("fd00::/8", "10.0.0.1", 443, False),
    ],
)
def test_an_operator_opens_networks(
    text: str, address: str, port: int, held: bool
) -> None:
    assert AllowedNetwork.parse(text).holds(ip_address(address), port) is held


@pytest.mark.parametrize(
    "text", ["intranet", "10.0.0.0/33", "10.0.0.1:http", "10.0.0.1:0", "10.0.0.1:65536"]
)
def test_what_is_no_network_is_refused_with_its_text(text: str) -> None:
    with pytest.raises(UsageError, match="VULTRCRAWL_EGRESS_ALLOW") as caught:
        AllowedNetwork.parse(text)
    assert repr(text) in str(caught.value)
