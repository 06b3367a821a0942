"""No connection leaves for an address that the egress rule does not permit."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.faults.rawsite import Exchange, RawSite, http, neighbours, page, redirect
from tests.faults.rig import explore, fetch

REFUSED = "address: not a public address"


@pytest.fixture(scope="module")
def decoys() -> Iterator[list[RawSite]]:
    """Sites that must not hear of us: another address, IPv6, another port."""
    with ExitStack() as stack:
        sites = [
            stack.enter_context(RawSite(host=h)) for h in ("127.0.0.2", "127.0.0.1")
        ]
        if socket.has_ipv6:
            sites.append(stack.enter_context(RawSite(host="::1")))
        yield sites


def spellings(port: int, other: int) -> dict[str, str]:
    """Return ways to spell an address of ours that is not the start URL's."""
    return {
        "plain": f"http://127.0.0.2:{port}/",
        "user": f"http://user:pw@127.0.0.2:{port}/",
        "decimal": f"http://2130706434:{port}/",
        "hexadecimal": f"http://0x7f.2:{port}/",
        "hexadecimal whole": f"http://0x7f000002:{port}/",
        "octal": f"http://0177.0.0.2:{port}/",
        "short": f"http://127.2:{port}/",
        "mapped": f"http://[::ffff:127.0.0.2]:{port}/",
        "mapped hex": f"http://[::ffff:7f00:2]:{port}/",
        "compatible": f"http://[::127.0.0.2]:{port}/",
        "nat64": f"http://[64:ff9b::7f00:2]:{port}/",
        "6to4": f"http://[2002:7f00:2::]:{port}/",
        "loopback 6": f"http://[::1]:{port}/",
        "any": f"http://0.0.0.0:{port}/",
        "any 6": f"http://[::]:{port}/",
        "localhost": f"http://localhost:{other}/",
        "localhost dot": f"http://localhost.:{other}/",
        "own host, other port": f"http://127.0.0.1:{other}/",
        "metadata": "http://169.254.169.254/latest/meta-data/",
        "private": "http://10.0.0.1/",
        "fullwidth": f"http://\uff11\uff12\uff17.0.0.2:{port}/",
        "ideographic stop": f"http://127\u30020.0.2:{port}/",
        "name": f"http://inner.site.test:{port}/",
        "name mapped": f"http://mapped.site.test:{port}/",
        "name of metadata": "http://metadata.site.test/",
    }


def test_no_spelling_of_a_private_address_is_connected_to(
    decoys: list[RawSite],
) -> None:
    with RawSite() as site:
        ways = spellings(decoys[0].port, decoys[1].port)
        outcomes = fetch(site.url, [site.url, *ways.values()])
    assert outcomes[site.url]["status"] == 200
    for name, url in ways.items():
        assert outcomes[url]["status"] is None, name
        assert outcomes[url]["error"].startswith(("address:", "url:", "dns:")), name
    assert [decoy.connections for decoy in decoys] == [0] * len(decoys)


def test_no_other_scheme_is_asked_for(tmp_path: Path) -> None:
    secret = tmp_path / "secret.html"
    secret.write_text("<title>secret</title>")
    urls = [
        secret.as_uri(),
        "ftp://127.0.0.1/x",
        "data:text/html,<title>x</title>",
        "s3://bucket/key",
    ]
    with RawSite() as site:
        outcomes = fetch(site.url, urls)
    assert {row["error"] for row in outcomes.values()} == {
        "url: not a URL of http or https"
    }


def test_a_redirect_leads_nowhere_it_should_not(decoys: list[RawSite]) -> None:
    ways = spellings(decoys[0].port, decoys[1].port)
    paths = {f"/to/{n}": redirect(url) for n, url in enumerate(ways.values())}

    # A failure first: its retry must not be trusted more.
    async def refuse_then_redirect(exchange: Exchange) -> None:
        first = exchange.nth == 1
        await exchange.send(http("", "500 Oops") if first else redirect(ways["plain"]))

    with RawSite(paths | {"/twice": refuse_then_redirect}) as site:
        urls = [site.url.rstrip("/") + path for path in [*paths, "/twice"]]
        outcomes = fetch(site.url, urls)
    for url in urls:
        assert outcomes[url]["status"] is None, url
        assert outcomes[url]["error"].startswith(("address:", "url:", "dns:")), url
    assert [decoy.connections for decoy in decoys] == [0] * len(decoys)


def test_a_name_that_changes_its_meaning_is_not_followed() -> None:
    with RawSite() as site, RawSite(host="127.0.0.2", port=site.port) as decoy:
        start = f"http://rebind.test:{site.port}/"
        urls = [f"{start}ok/{n}" for n in range(6)]
        outcomes = fetch(start, urls, DNSCACHE_ENABLED=False, CONCURRENT_REQUESTS=1)
    assert len(site.hits) == 1  # robots.txt; from then on the name meant the decoy
    assert {row["error"] for row in outcomes.values()} == {REFUSED}
    assert decoy.connections == 0


def test_other_names_of_the_site_are_held_to_the_rule(
    decoys: list[RawSite], tmp_path: Path
) -> None:
    inner = f"http://inner.site.test:{decoys[0].port}/"
    mapped = f"http://mapped.site.test:{decoys[0].port}/"
    robots = http(f"Sitemap: {inner}sitemap.xml\nSitemap: {mapped}", kind="text/plain")
    with RawSite(
        {
            "/": page("Start", inner, "/away", *neighbours()),
            "/away": redirect(mapped),
            "/robots.txt": robots,
        }
    ) as site:
        run = explore(
            f"http://site.test:{site.port}/",
            tmp_path / "out",
            arguments={"scope": "domain"},
        )
    run.assert_neighbours()
    assert run.error(inner) == REFUSED
    assert run.error("/away") == REFUSED
    assert [decoy.connections for decoy in decoys] == [0] * len(decoys)


def test_robots_txt_that_redirects_to_a_private_address_forbids_all(
    decoys: list[RawSite], tmp_path: Path
) -> None:
    with RawSite({"/robots.txt": redirect(decoys[0].url)}) as site:
        run = explore(site.url, tmp_path / "out")
    assert run.crawl.exit_code == 5
    assert not site.pages()
    assert decoys[0].connections == 0


def test_a_shared_crawler_asks_no_private_start_url(tmp_path: Path) -> None:
    with RawSite() as site:
        run = explore(site.url, tmp_path / "out", VULTRCRAWL_EGRESS_PRIVATE_START=False)
    assert run.crawl.exit_code == 5
    assert site.connections == 0


def test_an_operator_can_open_an_address() -> None:
    with RawSite(host="127.0.0.2") as other, RawSite() as site:
        allow = f"127.0.0.2:{other.port}"
        outcomes = fetch(site.url, [other.url], VULTRCRAWL_EGRESS_ALLOW=allow)
    assert outcomes[other.url]["status"] == 200


def test_only_http_is_spoken(tmp_path: Path) -> None:
    secret = tmp_path / "secret.html"
    secret.write_text("<title>secret</title>")
    targets = [
        secret.as_uri(),
        "ftp://127.0.0.1/x",
        "data:text/html,<title>x</title>",
        "javascript:alert(1)",
        "s3://bucket/key",
        "gopher://127.0.0.1/",
        "blob:http://127.0.0.1/x",
    ]
    redirects = {f"/to/{n}": redirect(url) for n, url in enumerate(targets)}
    robots = http(f"Sitemap: {targets[0]}", kind="text/plain")
    sitemap = http(
        "<urlset>"
        + "".join(f"<url><loc>{url}</loc></url>" for url in targets[:3])
        + "</urlset>",
        kind="application/xml",
    )
    with RawSite(
        {
            "/": page("Start", *targets, *redirects, *neighbours()),
            "/robots.txt": robots,
            "/sitemap.xml": sitemap,
            **redirects,
        }
    ) as site:
        run = explore(site.url, tmp_path / "out")
    run.assert_neighbours()
    assert all(url.startswith("http://") for url in run.crawl.pages)
    for path in redirects:
        row = run.row(path)
        assert row["status"] == 302 or row["error"].startswith("url:"), row
    assert "secret" not in (tmp_path / "out" / "pages.jsonl").read_text()
