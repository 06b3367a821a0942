"""Answers that are odd, and pages all the same: none of them, nor a site, is lost.

F05 and F10, header bytes, refreshes, cookies, types: one crawl meets them.
"""

from __future__ import annotations

import asyncio
import gzip
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.faults.rawsite import Exchange, RawSite, Reply, http, page
from tests.faults.rig import Run, Scene, explore, scene

if TYPE_CHECKING:
    from pathlib import Path

OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


def with_header(line: bytes, title: str = "x", kind: bytes = b"text/html") -> bytes:
    body = f"<title>{title}</title><p>{title} has words</p>".encode()
    length = b"Content-Length: %d\r\nConnection: close\r\n\r\n" % len(body)
    stated = b"Content-Type: " + kind + b"\r\n" if kind else b""
    return b"HTTP/1.1 200 OK\r\n" + stated + line + b"\r\n" + length + body


def refreshing(content: str, body: str = "") -> bytes:
    return http(f'<title>x</title><meta http-equiv=REFRESH content="{content}">{body}')


READ: dict[str, bytes] = {
    "/gbk": with_header(b"Content-Disposition: inline;filename=\xb9\xab.html"),
    "/latin-1": with_header(b"Server: Caf\xe9"),
    "/cookie-bytes": with_header(b"Set-Cookie: a=\xe9; Path=/"),
    "/type-bytes": with_header(b"X: y", kind=b"text/html; charset=utf-8; name=\xb9"),
    "/no-header": with_header(b"<b>Warning</b> in shop.php on line 9\r\n more"),
    "/name-bytes": with_header(b"X-K\xf6ln: a\r\nX Y: b\r\n: c\r\nX-Z : d"),
    "/return": with_header(b"X: a\rb"),
    "/interim": b"HTTP/1.1 103 Early\r\nK\xf6: a\r\n\r\n" + with_header(b"\xff"),
    "/length-twice": with_header(b"Content-Length: 34"),
    "/twice": with_header(b"Content-Type: text/html, text/html"),
    "/no-type": with_header(b"X: y", kind=b""),
    "/unknown-type": with_header(b"X: y", kind=b"unknown/unknown"),
    "/octets": with_header(b"X: y", kind=b"application/octet-stream"),
}
OTHER_TYPES = {
    "/pdf": (http(b"%PDF-1.7\n" + b"words " * 50), "application/pdf"),
    "/jpeg": (http(b"\xff\xd8\xff\xe0\0\x10JFIF"), "image/jpeg"),
}
NOFOLLOW = {
    "/two-metas": http(
        '<meta name=robots content="all"><meta name=robots content="nofollow">'
        '<title>x</title><a href="/from/two-metas">a</a>'
    ),
    "/meta-and-header": http(
        '<meta name=robots content="index,follow"><title>x</title>'
        '<a href="/from/meta-and-header">a</a>',
        "200 OK",
        "X-Robots-Tag: none",
    ),
}
LEADS_ON = {
    "/refresh": (refreshing("0; URL=/to/refresh"), "/to/refresh"),
    "/refresh-text": (refreshing("2; /to/text", "You are taken on."), "/to/text"),
    "/refresh-late": (refreshing("10; url='/to/late'"), "/to/late"),
    "/refresh-noscript": (
        http("<noscript><meta http-equiv=refresh content='0;/to/plain'></noscript>"),
        "/to/plain",
    ),
    "/refresh-header": (with_header(b"Refresh: 0; url=/to/header"), "/to/header"),
    "/latin-1-location": (
        b"HTTP/1.1 302 Found\r\nLocation: /to/caf\xe9\r\nContent-Length: 0\r\n\r\n",
        "/to/caf%E9",
    ),
    "/backslash": (
        b"HTTP/1.1 301 M\r\nLocation: \\to\\there\r\nContent-Length: 0\r\n\r\n",
        "/to/there",
    ),
    "/base-script": (
        http('<base href="javascript:void(0)"><title>x</title><a href="to/base">a</a>'),
        "/to/base",
    ),
    "/base-port": (
        http('<base href="http://h:99999999/"><title>x</title><a href=to/port>a</a>'),
        "/to/port",
    ),
    "/base-nowhere": (
        http('<base href="about:blank"><title>x</title><a href=to/nowhere>a</a>'),
        "/to/nowhere",
    ),
    "/base-back": (
        http(r'<base href="\to\"><title>x</title><a href="back\x">a</a>'),
        "/to/back/x",
    ),
    "/whole": (
        http(
            '<title>x</title><a href="to/whole">a</a>',
            "206 Partial Content",
            "Content-Range: bytes 0-39/40",
        ),
        "/to/whole",
    ),
}


def cut(body: bytes, coding: str) -> bytes:
    return http(body, "200 OK", f"Content-Encoding: {coding}")


PLAIN = b"<title>half</title>" + b"".join(b"<p>words %d</p>" % n for n in range(999))
HALF = {
    "/half/gzip": cut(gzip.compress(PLAIN)[:-400], "gzip"),
    "/half/trailer": cut(gzip.compress(PLAIN)[:-8], "gzip"),
    "/half/deflate": cut(zlib.compress(PLAIN)[:-400], "deflate"),
    "/half/206": http(PLAIN, "206 Partial Content", "Content-Range: bytes 0-9/90"),
}


async def seen(exchange: Exchange) -> None:
    """Show the page only to who brings the cookie back."""
    if "seen=1" in exchange.hit.headers.get("Cookie", ""):
        await exchange.send(page("Seen"))
    else:
        await exchange.send(
            http("", "302 Found", "Location: /seen", "Set-Cookie: seen=1; Path=/seen")
        )


async def secure(exchange: Exchange) -> None:
    """Send on to a server of TLS, where none is, and so no robots.txt."""
    host = exchange.hit.headers["Host"]
    await exchange.send(http("", "302 Found", f"Location: https://{host}/"))


async def wall(exchange: Exchange) -> None:
    if "session=abc" in exchange.hit.headers.get("Cookie", ""):
        await exchange.send(page("Behind the wall"))
    else:
        await exchange.send(http("", "302 Found", "Location: /"))


@pytest.fixture(scope="module")
def met(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[RawSite, Run]]:
    folder: Path = tmp_path_factory.mktemp("lost")
    replies: dict[str, Reply] = {
        **READ,
        **NOFOLLOW,
        **HALF,
        "/seen": seen,
        "/secure": secure,
    }
    replies |= {path: reply for path, (reply, _) in OTHER_TYPES.items()}
    replies |= {path: reply for path, (reply, _) in LEADS_ON.items()}
    replies |= {target: page(target) for _, target in LEADS_ON.values()}
    linked = [*READ, *NOFOLLOW, *HALF, *OTHER_TYPES, *LEADS_ON, "/seen", "/wall"]
    index = page("Index", *linked).split(b"\r\n\r\n", 1)
    robots = b"User-agent: *\nDisallow: /forbidden\nSitemap: /maps/all.xml\n"
    odd = b"HTTP/1.1 200 OK\r\nX-Shop: K\xf6ln\r\nContent-Length: %d\r\n\r\n"
    replies |= {
        "/": index[0] + b"\r\nSet-Cookie: session=abc; Path=/\r\n\r\n" + index[1],
        "/wall": wall,
        "/robots.txt": odd % len(robots) + robots,
        "/maps/all.xml": http("", "301 Moved", "Location: /maps/new.xml"),
        "/maps/new.xml": http(
            "<br />\n<b>Notice</b>: odd\n<?xml version='1.0'?><urlset><url><loc>"
            "/ok/listed</loc></url></urlset>"
        ),
    }
    with RawSite(replies) as site:
        yield site, explore(site.url, folder / "out")


@pytest.mark.parametrize("path", [*READ, "/seen", "/wall", "/ok/listed"])
def test_it_is_read_as_a_page(path: str, met: tuple[RawSite, Run]) -> None:
    row = met[1].row(path)
    assert (row["status"], row["error"], row["content_type"]) == (
        200, None, "text/html",
    )  # fmt: skip
    assert row["title"]


@pytest.mark.parametrize("path", OTHER_TYPES)
def test_a_file_sent_as_a_page_is_none(path: str, met: tuple[RawSite, Run]) -> None:
    row = met[1].row(path)
    assert row["content_type"] == OTHER_TYPES[path][1]
    assert row["page_type"] is None
    assert "sent as text/html" in row["warnings"][0]


@pytest.mark.parametrize("path", NOFOLLOW)
def test_links_not_to_follow_are_skipped_for_that(
    path: str, met: tuple[RawSite, Run]
) -> None:
    site, run = met
    assert run.crawl.skipped[f"{site.url}from{path}"] == "nofollow"
    assert not site.at(f"/from{path}")


@pytest.mark.parametrize("path", LEADS_ON)
def test_it_leads_on(path: str, met: tuple[RawSite, Run]) -> None:
    assert met[0].at(LEADS_ON[path][1])


@pytest.mark.parametrize("path", HALF)
def test_half_a_page_is_none(path: str, met: tuple[RawSite, Run]) -> None:
    assert met[1].error(path).startswith("incomplete:")


def test_no_cookie_is_kept_anywhere(met: tuple[RawSite, Run]) -> None:
    folder = met[1].crawl.folder
    for file in folder.rglob("*"):
        assert file.is_dir() or b"session=abc" not in file.read_bytes()
    assert met[1].crawl.exit_code == 0


POISON = http("<title>POISON</title><a href=/poison>p</a>").replace(
    b"Connection: close\r\n", b""
)


def talkative(pause: float) -> RawSite:
    """Return a site whose eight pages come with one more answer, after *pause*."""
    good = page("Good").replace(b"Connection: close\r\n", b"")

    async def answer(exchange: Exchange) -> None:
        await exchange.send(good)
        await asyncio.sleep(pause)
        await exchange.send(POISON)

    replies: dict[str, Reply] = {f"/good/{n}": answer for n in range(8)}
    return RawSite(replies | {"/": page("Index", *replies)}, keep_alive=True)


# No request is on its way when the bytes come.
poured = scene(lambda: talkative(0), DOWNLOAD_DELAY=0.5)
trickled = scene(lambda: talkative(0.05), DOWNLOAD_DELAY=0.5)


@pytest.mark.parametrize("name", ["poured", "trickled"])
def test_what_nobody_asked_for_is_no_answer(
    name: str, request: pytest.FixtureRequest
) -> None:
    talking: Scene = request.getfixturevalue(name)
    rows = talking.exploration.end().crawl.pages
    titles = [row["title"] for row in rows.values()]
    assert titles.count("Good") == 8
    assert "POISON" not in titles
    assert f"{talking.site.url}poison" not in rows
