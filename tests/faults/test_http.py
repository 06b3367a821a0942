"""Answers that are slow, cut, huge, garbled or go round in circles: F01 to F12.

One crawl meets them all, next to healthy pages.
"""

from __future__ import annotations

import asyncio
import gzip
import zlib
from collections.abc import Callable, Iterator
from functools import cache, partial
from typing import TYPE_CHECKING

import brotli  # type: ignore[import-untyped] # no stubs
import pytest
from backports import zstd

from tests.faults.rawsite import (
    Exchange,
    RawSite,
    Reply,
    http,
    neighbours,
    page,
    redirect,
)
from tests.faults.rig import Run, explore

if TYPE_CHECKING:
    from pathlib import Path

MEBIBYTE = 2**20
OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


async def hang(_: Exchange) -> None:
    await asyncio.sleep(60)


async def hang_behind_headers(exchange: Exchange) -> None:
    await exchange.send(OK + b"Content-Length: 9\r\n\r\n")
    await asyncio.sleep(60)


async def drip_status(exchange: Exchange) -> None:
    await exchange.drip(OK, 0.5)


async def drip_body(exchange: Exchange) -> None:
    await exchange.send(OK + b"Content-Length: 10000000\r\n\r\n")
    await exchange.drip(b"a" * 1000, 0.2)


async def reset_inside(exchange: Exchange) -> None:
    await exchange.send(OK + b"Content-Length: 9000\r\n\r\n<title>part")
    await asyncio.sleep(0.05)
    exchange.reset()


async def reset_at_once(exchange: Exchange) -> None:
    exchange.reset()


async def flood_of_headers(exchange: Exchange) -> None:
    await exchange.send(OK)
    for number in range(200_000):
        await exchange.send(b"X-%d: %s\r\n" % (number, b"a" * 1000))


async def endless(exchange: Exchange) -> None:
    await exchange.send(OK + b"\r\n")
    while True:
        await exchange.send(b"<p>more" * 10_000)


PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": partial(gzip.compress, compresslevel=1),
    "deflate": partial(zlib.compress, level=1),
    "br": partial(brotli.compress, quality=1),
    "zstd": zstd.compress,
}
BOMBS = {
    "/bomb/gzip": ("gzip",),
    "/bomb/deflate": ("deflate",),
    "/bomb/br": ("br",),
    "/bomb/zstd": ("zstd",),
    "/bomb/twice": ("gzip", "gzip"),
}


@cache
def bomb(*codings: str) -> bytes:
    """Return 200 MiB of nothing, packed."""
    data = bytes(200 * MEBIBYTE)
    for coding in codings:
        data = PACKERS[coding](data)
    return data


def packed(*codings: str) -> Reply:
    async def answer(exchange: Exchange) -> None:
        named = [f"Content-Encoding: {coding}" for coding in codings]
        await exchange.send(http(bomb(*codings), "200 OK", *named))

    return answer


def spin(exchange_path: str) -> bytes:
    number = int(exchange_path.partition("=")[2] or 0)
    return redirect(f"/spin?n={number + 1}")


TIMEOUT, BROKEN, INVALID = "timeout:", ("incomplete:", "reset:"), "answer:"
TOO_LARGE, ENCODING, CIRCLE = "too large:", "encoding:", "redirects:"

FAULTS: dict[str, tuple[Reply, str | tuple[str, ...]]] = {
    "/hang": (hang, TIMEOUT),
    "/hang-behind-headers": (hang_behind_headers, TIMEOUT),
    "/drip-status": (drip_status, TIMEOUT),
    **{f"/drip-body/{n}": (drip_body, TIMEOUT) for n in range(4)},
    "/reset-inside": (reset_inside, BROKEN),
    "/reset-at-once": (reset_at_once, BROKEN),
    "/nothing": (b"", BROKEN),
    "/short": (OK + b"Content-Length: 9000\r\n\r\n<title>part", BROKEN),
    "/broken-chunk": (
        OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\n<html\r\nzz\r\n",
        (*BROKEN, INVALID),
    ),
    "/cut-chunk": (OK + b"Transfer-Encoding: chunked\r\n\r\n50\r\n<html", BROKEN),
    "/long-header": (OK + b"X: " + b"a" * 10 * MEBIBYTE + b"\r\n\r\n", INVALID),
    "/many-headers": (flood_of_headers, (INVALID, *BROKEN)),
    "/bad-status": (b"HTTP/1.1 OK\r\n\r\n", INVALID),
    "/not-http": (b"SSH-2.0-OpenSSH_9.2\r\n", INVALID),
    "/http-0.9": (b"<html><title>old</title></html>", INVALID),
    "/bad-length": (OK + b"Content-Length: 12abc\r\n\r\nx", INVALID),
    "/two-lengths": (
        OK + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
        (INVALID, *BROKEN),
    ),
    "/declared-large": (
        OK + b"Content-Length: 1073741824\r\n\r\n<html>",
        TOO_LARGE,
    ),
    "/endless": (endless, TOO_LARGE),
    **{path: (packed(*codings), TOO_LARGE) for path, codings in BOMBS.items()},
    "/gzip-lie": (
        http("<title>plain</title>", "200 OK", "Content-Encoding: gzip"),
        ENCODING,
    ),
    "/br-lie": (
        http("<title>plain</title>", "200 OK", "Content-Encoding: br"),
        ENCODING,
    ),
    "/zstd-lie": (
        http("<title>x</title>", "200 OK", "Content-Encoding: zstd"),
        ENCODING,
    ),
    "/deflate-lie": (
        http("<title>x</title>", "200 OK", "Content-Encoding: deflate"),
        ENCODING,
    ),
    "/status-600": (http("x", "600 Odd"), "http 600"),
    "/status-999": (http("x", "999 Denied"), "http 999"),
    "/nul-header": (OK + b"X: a\0b\r\nContent-Length: 1\r\n\r\nx", INVALID),
}

HEALTHY_ALL_THE_SAME: dict[str, Reply] = {
    "/early-hints": b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" + page("Hints"),
    "/unknown-coding": http("<title>x</title>", "200 OK", "Content-Encoding: foo"),
    "/large-header": http("<title>x</title>", "200 OK", "X: " + "a" * 30_000),
    "/folded-header": OK + b"X: a\r\n b\r\nContent-Length: 16\r\n\r\n<title>x</title>",
    "/coding-of-escapes": http(
        "<title>x</title>", "200 OK", "Content-Encoding: \x9b31m"
    ),
    **{
        f"/refresh/{n}": http(f"<meta http-equiv=refresh content='{content}'><p>x")
        for n, content in enumerate(
            ("0;url=/refresh/0", "NaN;url=/x", "1e9;url=/x", "0;url=" + "a" * 2**20)
        )
    },
    "/refresh-header": http("<title>x</title>", "200 OK", "Refresh: 0;url=/hang"),
    "/until-closed": OK + b"\r\n<title>no length</title>",
    "/fifty-codings": http(
        gzip.compress(b"<title>x</title>"),
        "200 OK",
        *["Content-Encoding: identity"] * 49,
        "Content-Encoding: gzip",
    ),
}

CIRCLES: dict[str, Reply] = {
    "/long-location": redirect("/x?" + "a" * 16_384),
    "/loop/a": redirect("/loop/b"),
    "/loop/b": redirect("/loop/a"),
    "/self": redirect("/self"),
    "/spin": redirect("/spin?n=1"),
    **{f"/chain/{n}": redirect(f"/chain/{n + 1}") for n in range(30)},
}


@pytest.fixture(scope="module")
def met(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[RawSite, Run]]:
    folder: Path = tmp_path_factory.mktemp("http")
    for codings in BOMBS.values():
        bomb(*codings)  # takes too long for a site that answers meanwhile
    replies = {path: reply for path, (reply, _) in FAULTS.items()}
    linked = [*replies, *HEALTHY_ALL_THE_SAME, "/long-location"]
    linked += ["/loop/a", "/self", "/spin", "/chain/0"]
    index = page("Index", *linked, *neighbours())
    site = RawSite(
        replies | HEALTHY_ALL_THE_SAME | CIRCLES | {"/": index},
        fallback=lambda hit: spin(hit.path) if hit.path.startswith("/spin?") else None,
    )
    with site:
        yield site, explore(site.url, folder / "out")


@pytest.mark.parametrize("path", FAULTS)
def test_a_sick_page_is_a_failure_with_its_cause(
    path: str, met: tuple[RawSite, Run]
) -> None:
    site, run = met
    assert run.error(path).startswith(FAULTS[path][1])
    assert run.row(path)["page_type"] is None
    assert len(site.at(path)) <= 3


@pytest.mark.parametrize("path", HEALTHY_ALL_THE_SAME)
def test_an_odd_page_is_read(path: str, met: tuple[RawSite, Run]) -> None:
    row = met[1].row(path)
    assert (row["status"], row["error"]) == (200, None)


def test_no_healthy_page_is_lost(met: tuple[RawSite, Run]) -> None:
    run = met[1]
    run.assert_neighbours()
    assert run.crawl.exit_code == 0
    assert run.seconds < 60


def test_circles_of_redirects_end(met: tuple[RawSite, Run]) -> None:
    site, run = met
    for start in ("/loop/", "/self", "/spin", "/chain/"):
        hits = [hit for hit in site.hits if hit.path.startswith(start)]
        assert 1 <= len(hits) <= 11, start
    known = [*run.crawl.pages, *run.crawl.skipped]
    for start in ("/loop/a", "/self", "/spin", "/chain/0", "/long-location"):
        assert any(url.endswith(start) for url in known), start


def test_memory_stays_within_a_few_bodies(met: tuple[RawSite, Run]) -> None:
    # Python with Scrapy and a crawl of healthy pages takes about 130 MB; five bodies of
    # at most 10 MiB are in hand at once, each up to three times over while unpacked.
    assert met[1].peak_mb < 130 + 5 * 3 * 10 + 50
