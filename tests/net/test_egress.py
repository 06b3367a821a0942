from __future__ import annotations

import pytest

from vultrcrawl.net.addresses import AllowedNetwork
from vultrcrawl.net.egress import EgressRule, host_and_port


def rule(start: str, *allow: str, private_start: bool = True) -> EgressRule:
    made = EgressRule(map(AllowedNetwork.parse, allow), private_start=private_start)
    made.set_start(start)
    return made


def test_public_addresses_are_open_to_every_host() -> None:
    made = rule("https://example.com/")
    assert made.permits("example.com", 443, "93.184.216.34")
    assert made.permits("elsewhere.test", 8080, "2606:4700::1111")


def test_private_addresses_are_closed_to_every_other_host() -> None:
    made = rule("https://example.com/")
    for address in ("127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "nonsense"):
        assert not made.permits("elsewhere.test", 80, address)


def test_a_private_start_url_opens_its_own_host_and_port_only() -> None:
    made = rule("http://127.0.0.1:8000/docs/")
    assert made.permits("127.0.0.1", 8000, "127.0.0.1")
    assert not made.permits("127.0.0.1", 6800, "127.0.0.1")
    assert not made.permits("127.0.0.2", 8000, "127.0.0.2")
    assert not made.permits("localhost", 8000, "127.0.0.1")
    assert not made.permits("127.0.0.1", 8000, "127.0.0.2")


def test_the_default_ports_of_a_private_start_url_count_as_one() -> None:
    made = rule("http://10.0.0.5/")
    assert made.permits("10.0.0.5", 443, "10.0.0.5")
    assert not made.permits("10.0.0.5", 8443, "10.0.0.5")


def test_a_name_of_the_start_url_is_bound_to_its_first_answer() -> None:
    made = rule("http://Intranet.test:80/")
    assert not made.permits("intranet.test", 80, "10.0.0.5")
    made.note_answer("intranet.test", ["10.0.0.5", "fd00::5"])
    made.note_answer("intranet.test", ["127.0.0.1"])
    assert made.permits("intranet.test", 80, "10.0.0.5")
    assert made.permits("intranet.test", 80, "fd00::5")
    assert not made.permits("intranet.test", 80, "127.0.0.1")


def test_a_spider_of_ones_own_may_start_at_several_hosts() -> None:
    made = EgressRule()
    made.set_start("http://10.0.0.5/", "http://10.0.0.5:81/", "http://wiki.test/")
    made.note_answer("wiki.test", ["10.0.0.6"])
    for host, port in (("10.0.0.5", 80), ("10.0.0.5", 81), ("wiki.test", 443)):
        assert made.permits(host, port, "10.0.0.6" if host == "wiki.test" else host)
    assert not made.permits("wiki.test", 81, "10.0.0.6")
    assert not made.permits("10.0.0.5", 80, "10.0.0.6")


def test_a_public_start_host_can_not_become_private() -> None:
    made = rule("http://rebind.test/")
    made.note_answer("other.test", ["127.0.0.1"])
    made.note_answer("rebind.test", ["93.184.216.34", "127.0.0.1"])
    assert made.permits("rebind.test", 80, "93.184.216.34")
    assert not made.permits("rebind.test", 80, "127.0.0.1")


def test_a_shared_crawler_can_forbid_private_start_urls() -> None:
    made = rule("http://127.0.0.1:8000/", private_start=False)
    assert not made.permits("127.0.0.1", 8000, "127.0.0.1")


def test_an_operator_can_open_networks_for_all_hosts() -> None:
    made = rule("https://example.com/", "127.0.0.1:8000", "10.0.0.0/8")
    assert made.permits("any.test", 8000, "127.0.0.1")
    assert not made.permits("any.test", 8001, "127.0.0.1")
    assert made.permits("any.test", 443, "10.9.9.9")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://Example.COM/x", ("example.com", 80)),
        ("https://user:pw@example.com/", ("example.com", 443)),
        ("http://[::1]:8080/", ("::1", 8080)),
        ("http://example.com:99999/", ("", 0)),
        ("http://[::1/", ("", 0)),
        ("http:///path", ("", 80)),
    ],
)
def test_host_and_port(url: str, expected: tuple[str, int]) -> None:
    assert host_and_port(url) == expected
