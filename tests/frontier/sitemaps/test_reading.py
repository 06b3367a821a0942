"""Sitemaps and feeds as sites serve them: right, wrong and hostile."""

from __future__ import annotations

import gzip
import time
import tracemalloc
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.effort import assert_quick
from vultrcrawl.frontier.sitemaps.reading import (
    MAX_ENTRIES,
    MAX_SITEMAP_BYTES,
    MAX_SITEMAPS,
    Sitemap,
    read_sitemap,
    robots_sitemaps,
)

if TYPE_CHECKING:
    from pathlib import Path

URL = "https://a.example/maps/sitemap.xml"
XML = b'<?xml version="1.0" encoding="UTF-8"?>\n'


def urlset(*locs: str, around: str = "") -> bytes:
    entries = "".join(f"<url><loc>{loc}</loc>{around}</url>\n" for loc in locs)
    return (
        XML
        + (
            '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
            f"{entries}</urlset>"
        ).encode()
    )


def numbered(count: int) -> bytes:
    return urlset(*(f"https://a.example/p/{number}" for number in range(count)))


def warning(found: Sitemap) -> str:
    assert found.warnings
    assert all(line.startswith(f"sitemap {URL}: ") for line in found.warnings)
    return found.warnings[0].removeprefix(f"sitemap {URL}: ")


def test_urlset() -> None:
    body = urlset(
        " https://a.example/x?a=1&amp;b=2 ",
        "https://a.example/ü",
        "https://A.example:443/x?a=1&amp;b=2",
        around="<lastmod>2024-05-01</lastmod><changefreq>daily</changefreq>"
        '<image:image xmlns:image="i"><image:loc>https://a.example/i.png</image:loc>'
        "</image:image>",
    )
    found = read_sitemap(body, URL, "application/xml")
    assert found.entries == ["https://a.example/x?a=1&b=2", "https://a.example/%C3%BC"]
    assert (found.children, found.warnings) == ([], [])


def test_index() -> None:
    body = XML + (
        b"<s:sitemapindex xmlns:s='urn:any'>"
        b"<s:sitemap><s:loc>https://a.example/1.xml.gz</s:loc></s:sitemap>"
        b"<s:sitemap>https://b.example/2.xml</s:sitemap>"
        b"<s:sitemap><s:loc>https://a.example/1.xml.gz</s:loc></s:sitemap>"
        b"<s:sitemap><s:loc>file:///etc/passwd</s:loc></s:sitemap>"
        b"</s:sitemapindex>"
    )
    found = read_sitemap(body, URL)
    assert found.children == ["https://a.example/1.xml.gz", "https://b.example/2.xml"]
    assert found.entries == []


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"https://a.example/1\r\n\r\n https://a.example/%C3%BC \n", "text/plain"),
        (b"\xef\xbb\xbfhttps://a.example/1\nhttps://a.example/\xc3\xbc", ""),
        (b"https://a.example/1\nhttps://a.example/\xfc", "text/plain; charset=latin-1"),
        ("\ufeffhttps://a.example/1\nhttps://a.example/ü".encode("utf-16-le"), ""),
        (b"https://a.example/1\nhttps://a.example/\xc3\xbc", "text/plain; charset=wat"),
    ],
)
def test_text(body: bytes, content_type: str) -> None:
    found = read_sitemap(body, URL, content_type)
    assert found.entries == ["https://a.example/1", "https://a.example/%C3%BC"]
    assert found.warnings == []


def test_text_with_lines_that_are_no_url() -> None:
    body = b"# my sitemap\nhttps://a.example/1\nhttps://a.example/2\nftp://a.example/"
    found = read_sitemap(body, URL)
    assert found.entries == ["https://a.example/1", "https://a.example/2"]
    assert warning(found) == "2 of its lines are no http(s) URL"


def test_text_with_lines_that_are_relative() -> None:
    body = b"/1\n//a.example/2\n./3?x=1\nb/c.html\nNot found\n"
    found = read_sitemap(body, URL)
    assert found.entries == [
        "https://a.example/1",
        "https://a.example/2",
        "https://a.example/maps/3?x=1",
        "https://a.example/maps/b/c.html",
    ]
    assert warning(found) == "1 of its lines are no http(s) URL"
    assert read_sitemap(b"/ is not here", URL).entries == []


def test_rss() -> None:
    body = b"""
    <rss version="2.0"><channel><link>https://a.example/</link>
    <image><url>https://a.example/logo.png</url></image>
    <item><title>1</title><link> https://a.example/1?a&amp;b </link>
      <guid>tag:1</guid><pubDate>Thu, 05 Jan 2017 13:34:51 +0100</pubDate></item>
    <item><guid>https://a.example/2</guid></item>
    <item><guid isPermaLink="false">https://a.example/no</guid></item>
    </channel></rss>"""
    found = read_sitemap(body, URL)
    assert found.entries == ["https://a.example/1?a&b", "https://a.example/2"]
    assert found.warnings == []


def test_rdf_feed() -> None:
    body = b"""<rdf:RDF xmlns:rdf="r" xmlns="http://purl.org/rss/1.0/">
    <channel><link>https://a.example/</link></channel>
    <item><link>https://a.example/1</link></item></rdf:RDF>"""
    found = read_sitemap(body, URL)
    assert found.entries == ["https://a.example/1"]


def test_atom() -> None:
    body = b"""<feed xmlns="http://www.w3.org/2005/Atom">
    <link href="https://a.example/feed" rel="self"/>
    <entry><link rel="edit" href="/edit/1"/><link href="/1?a=b&amp;c=d"/>
      <link rel="alternate" href="/other"/><published>2024-01-01T00:00:00Z</published>
      <content>see <a href="/no">this</a></content></entry>
    <entry><link rel="alternate" href="https://a.example/2"/></entry></feed>"""
    found = read_sitemap(body, URL)
    assert found.entries == ["https://a.example/1?a=b&c=d", "https://a.example/2"]


@pytest.mark.parametrize(
    "content_type", ["", "text/html", "application/x-gzip", "text/xml"]
)
def test_gzip_is_told_by_its_content(content_type: str) -> None:
    plain = numbered(500)
    for body in (
        gzip.compress(plain),
        gzip.compress(gzip.compress(plain)),
        gzip.compress(plain[:5000]) + gzip.compress(plain[5000:]),
        gzip.compress(plain) + b"\0" * 4096,
    ):
        found = read_sitemap(body, URL, content_type)
        assert len(found.entries) == 500
        assert found.warnings == []


def test_gzip_cut_off_or_damaged_gives_what_can_be_read() -> None:
    body = gzip.compress(numbered(20_000))
    found = read_sitemap(body[: len(body) // 2], URL)
    assert 8_000 < len(found.entries) < 12_000
    assert warning(found) == "its compression is cut off; the rest was not read"
    middle = len(body) // 2
    found = read_sitemap(body[:middle] + b"\xff" * 64 + body[middle + 64 :], URL)
    assert 8_000 < len(found.entries) < 12_000
    assert warning(found) == "its compression is damaged; the rest was not read"


def test_truncated_xml_gives_what_can_be_read() -> None:
    found = read_sitemap(numbered(1_000)[:20_000], URL)
    assert 300 < len(found.entries) < 500
    assert found.entries[0] == "https://a.example/p/0"
    assert warning(found).startswith("it is not well-formed XML: ")


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"", "it is empty"),
        (b" \n", "it is empty"),
        (b"\n<!-- x -->\n<!DOCTYPE html><title>404</title>", "it is an HTML page"),
        (b"<html><body><url><loc>https://a.example/</loc>", "it is an HTML page"),
        (b"Not found", "it is neither XML nor a list of URLs"),
        (b"\x89PNG\r\n\x1a\n\0\0", "it is neither XML nor a list of URLs"),
        (b'{"error": 404}', "it is neither XML nor a list of URLs"),
        (b"<a><b/></a>", "it is XML, but neither a sitemap nor a feed"),
    ],
)
def test_what_is_no_sitemap(body: bytes, problem: str) -> None:
    found = read_sitemap(body, URL)
    assert found.entries == []
    assert warning(found) == problem


def test_mistakes_that_are_common() -> None:
    inner = numbered(2).removeprefix(XML)
    for body in (
        b"\n \n" + XML + inner,
        b"\xef\xbb\xbf\n" + XML + inner,
        (XML.decode().replace("UTF-8", "UTF-16") + inner.decode()).encode("utf-16"),
        inner.replace(b'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"', b""),
        inner.replace(b"urlset", b"pages"),
        inner.replace(b"<loc>", b"<x:loc>").replace(b"</loc>", b"</x:loc>"),
    ):
        assert len(read_sitemap(body, URL).entries) == 2, body
    found = read_sitemap(b"Warning: date() in map.php on line 3\n" + XML + inner, URL)
    assert len(found.entries) == 2
    assert warning(found) == "there is text before its XML"


def test_stray_ampersands_are_read_as_meant() -> None:
    found = read_sitemap(
        urlset(
            "https://a.example/?a&b=1&amp;c", "<![CDATA[https://a.example/?d&amp]]>"
        ),
        URL,
    )
    assert found.entries == ["https://a.example/?a&b=1&c", "https://a.example/?d&amp"]


def test_relative_and_foreign_addresses() -> None:
    found = read_sitemap(
        urlset("/1", "2", "file:///etc/passwd", "javascript:x", "", "//b.example/"), URL
    )
    assert found.entries == [
        "https://a.example/1",
        "https://a.example/maps/2",
        "https://b.example/",
    ]


def test_entities_are_never_resolved(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("SECRET")
    laughs = "".join(
        f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(12)
    )
    for doctype in (
        f'<!DOCTYPE u [<!ENTITY a "ha">{laughs}]>',
        f'<!DOCTYPE u [<!ENTITY m SYSTEM "{secret.as_uri()}">]>',
        '<!DOCTYPE u [<!ENTITY % p SYSTEM "http://127.0.0.1:1/x.dtd"> %p;]>',
    ):
        entries = "<urlset><url><loc>https://a.example/&m;</loc></url></urlset>"
        for encoding in ("utf-8", "utf-16"):
            body = (doctype + entries).encode(encoding)
            assert_quick(lambda: read_sitemap(body, URL), 0.5)  # noqa: B023 (called at once)
            found = read_sitemap(body, URL)
            assert found.entries == []
            assert warning(found).startswith("it declares entities")


def test_external_dtd_is_not_loaded(tmp_path: Path) -> None:
    dtd = tmp_path / "x.dtd"
    dtd.write_text("<!ENTITY m 'https://a.example/resolved'>")
    doctype = f'<!DOCTYPE urlset SYSTEM "{dtd.as_uri()}">'.encode()
    body = doctype + b"<urlset><url><loc>&m;</loc></url></urlset>"
    assert read_sitemap(body, URL).entries == ["https://a.example/maps/&m;"]


@pytest.mark.parametrize(
    ("unit", "size"),
    [
        (b"<url></url>", 51 * 2**20),
        (b"<x/>", 51 * 2**20),
        (b"<![CDATA[", 51 * 2**20),
        (b"&", 51 * 2**20),
        (b"a\n", 51 * 2**20),
    ],
)
def test_bombs_are_cheap(unit: bytes, size: int) -> None:
    head = b"" if unit == b"a\n" else b"<urlset>"
    body = gzip.compress(head + unit * (size // len(unit)), 1)
    tracemalloc.start()
    started = time.thread_time()
    found = read_sitemap(body, URL)
    took = time.thread_time() - started
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert took < 10  # while every allocation is traced; 15 s for a tree without that
    assert peak < 8 * MAX_SITEMAP_BYTES
    assert "larger than 50 MiB" in warning(found)


def test_limits_of_entries_and_sitemaps() -> None:
    found = read_sitemap(numbered(MAX_ENTRIES + 1), URL)
    assert len(found.entries) == MAX_ENTRIES
    assert "more than 50000 entries" in warning(found)
    text = b"".join(b"https://a.example/%d\n" % n for n in range(MAX_ENTRIES + 1))
    assert len(read_sitemap(text, URL).entries) == MAX_ENTRIES
    index = b"".join(b"<sitemap><loc>/%d.xml</loc></sitemap>" % n for n in range(501))
    found = read_sitemap(b"<sitemapindex>" + index, URL)
    assert len(found.children) == MAX_SITEMAPS
    assert "more than 500 sitemaps" in warning(found)


@given(
    st.binary(max_size=300), st.sampled_from([b"", b"<urlset>", b"\x1f\x8b\x08", XML])
)
def test_any_bytes_are_read_without_error(body: bytes, head: bytes) -> None:
    found = read_sitemap(head + body, URL, body[:20].decode("latin-1"))
    listed = (*found.entries, *found.children)
    assert all(url.startswith(("http://", "https://")) for url in listed)


def test_sitemaps_of_robots_txt() -> None:
    listed = [
        "https://a.example/1.xml",
        "/2.xml",
        "https://A.example/1.xml#x",
        "ftp://a.example/3.xml",
        "",
        "https://b.example/4.xml",
    ]
    assert robots_sitemaps(listed, "https://a.example/robots.txt") == [
        "https://a.example/1.xml",
        "https://a.example/2.xml",
        "https://b.example/4.xml",
    ]
    many = [f"/{number}.xml" for number in range(600)]
    assert len(robots_sitemaps(many, "https://a.example/robots.txt")) == MAX_SITEMAPS
