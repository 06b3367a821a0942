from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.effort import assert_quick
from vultrcrawl.net.mime import sniffed_type, stated_type

HTML = b"<!doctype html><title>x</title>"


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([], None),
        ([""], None),
        (["text/html; charset=utf-8"], "text/html"),
        (["TEXT/HTML"], "text/html"),
        (["text/html, text/html"], "text/html"),
        (["text/plain", "text/html; charset=x"], "text/html"),
        (["text/html", "*/*"], "text/html"),
        (["text/html", "nonsense"], "text/html"),
        (['text/html; x="a, text/plain"'], "text/html"),
        (["html"], None),
        (["text/html charset=utf-8"], None),
        (["text/html; name=\xb9\xab"], "text/html"),
    ],
)
def test_the_last_type_that_is_one_counts(
    values: list[str], expected: str | None
) -> None:
    assert stated_type(values) == expected


@pytest.mark.parametrize(
    ("stated", "body", "expected"),
    [
        ("text/html", HTML, "text/html"),
        ("text/html", b"%PDF-1.7 ...", "application/pdf"),
        ("text/html", b"\xff\xd8\xff\xe0\0\x10JFIF", "image/jpeg"),
        ("text/html", b"PK\x03\x04....", "application/zip"),
        ("application/xhtml+xml", b"GIF89a....", "image/gif"),
        (
            "text/html",
            b"<?xml version='1.0'?><rss version='2.0'>",
            "application/rss+xml",
        ),
        ("text/html", b"<!-- x --><feed xmlns='a'>", "application/atom+xml"),
        ("text/html", b"no markup at all", "text/html"),
        ("text/html", b"MZ\x90\0" + bytes(range(256)) * 4, "application/octet-stream"),
        ("text/html", "<p>\N{EURO SIGN} 1".encode("utf-16-le"), "text/html"),
        ("text/html", b"\0\1 <html>\0<p>x", "text/html"),
        ("text/html", b"a form feed's neighbour: \x0b" + b"." * 30, "text/html"),
        ("text/html", b' {"a": [1, 2]}\n', "application/json"),
        ("text/html", b"[1] a footnote", "text/html"),
        ("text/html", b"[" * 100_000 + b"1" + b"]" * 100_000, "text/html"),
        ("text/html", b"", "text/html"),
        ("text/plain", HTML, "text/plain"),
        ("text/plain", b"a\x01b", "application/octet-stream"),
        ("text/plain", b"\xff\xfea\0b\0", "text/plain"),
        ("application/octet-stream", HTML, "text/html"),
        ("application/octet-stream", b"\0\1\2", "application/octet-stream"),
        ("unknown/unknown", b"  <HTML>", "text/html"),
        (None, b"\xef\xbb\xbf<p >x", "text/html"),
        (None, b"<pre>", "text/plain"),
        (None, b"<?xml version='1.0'?><x/>", "text/xml"),
        (None, b"%PDF-1.7", "application/pdf"),
        (None, b"some words", "text/plain"),
        (None, b"\x00\x01\x02", "application/octet-stream"),
        (None, b"", None),
        (
            "text/xml",
            b"<?xml version='1.0'?>\n<html xmlns='x'>",
            "application/xhtml+xml",
        ),
        ("application/xml", b"<urlset>", "application/xml"),
        ("application/json", HTML, "application/json"),
        ("image/png", b"GIF89a", "image/png"),
    ],
)
def test_types_by_what_is_sent(
    stated: str | None, body: bytes, expected: str | None
) -> None:
    assert sniffed_type(stated, body) == expected


@given(st.one_of(st.none(), st.text(max_size=30)), st.binary(max_size=200))
def test_any_bytes_have_a_type(stated: str | None, body: bytes) -> None:
    media = sniffed_type(stated_type([stated] if stated else []), body)
    assert media is None or "/" in media


@pytest.mark.parametrize("unit", [b"<!--", b"<!-- -->", b" ", b"<?x?>", b"<!x>"])
def test_only_the_beginning_is_looked_at(unit: bytes) -> None:
    body = unit * (2_000_000 // len(unit))
    assert_quick(lambda: sniffed_type("text/html", body), 0.1)
    assert_quick(lambda: sniffed_type(None, body), 0.1)
