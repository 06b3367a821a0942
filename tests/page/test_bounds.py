"""What pages of a few kB could ask of their reader: time and memory stay in bounds."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import pytest

from tests.support.effort import Work, assert_grows, assert_quick
from vultrcrawl.page.bounds import MAX_ATTRIBUTES, bounded
from vultrcrawl.page.document import Document
from vultrcrawl.page.links import MAX_LINKS

URL = "https://example.com/"


def attributes(count: int, pattern: str = "a{}=1", joint: str = " ") -> str:
    return (
        f"<p {joint.join(pattern.format(n) for n in range(count))}>text</p><b>end</b>"
    )


def named(count: int, opening: str) -> str:
    names = " ".join(f"i{n}" for n in range(count))
    parts = "".join(opening.format(n) for n in range(count))
    return f"<div itemscope itemref='{names}'></div>{parts}"


HOSTILE: dict[str, tuple[int, Callable[[int], str]]] = {
    "attributes": (20_000, attributes),
    "bare attributes": (20_000, lambda n: attributes(n, "a{}")),
    "quoted brackets": (20_000, lambda n: attributes(n, 'a{}="<>"')),
    "no blanks between": (20_000, lambda n: attributes(n, 'a{}=">"', "")),
    "slashes between": (20_000, lambda n: attributes(n, "a{}", "/")),
    "behind a script": (
        20_000,
        lambda n: f"<script>x<y a=\"</script>{attributes(n, 'a{}')}",
    ),
    "in a comment's quotes": (20_000, lambda n: f"<!-- <p a=\" -->{attributes(n)}"),
    "open quotes": (20_000, lambda n: '<p a="' * n),
    "odd quotes": (20_000, lambda n: '<p a="' + "<p a=" + "'x\"" * n),
    "open scripts": (20_000, lambda n: "<script>" * n),
    "open comments": (20_000, lambda n: "<!--" * n),
    "names that all have": (
        2_000,
        lambda n: "<div id=all>" + "<i itemprop=x>v</i>" * n + "</div>"
        + "<div itemscope itemref=all></div>" * n,
    ),
    "chains of references": (
        2_000,
        lambda n: "".join(
            f"<div id=i{k} itemscope itemprop=p itemref='i{k + 1} i{k + 2}'></div>"
            for k in range(n)
        ),
    ),
    # As large as the bound of what is read of one item's properties allows.
    "named in each other": (1_450, lambda n: named(n, "<b id=i{} itemprop=y>")),
    "named one by one": (2_000, lambda n: named(n, "<b id=i{}><i itemprop=y>v</b>")),
    "links": (20_000, lambda n: "".join(f"<a href=/p/{k}>l</a> " for k in range(n))),
}  # fmt: skip


def read(html: str) -> None:
    page = Document(html, URL)
    _ = page.title, page.text, page.links, page.structured, page.forms


@pytest.mark.parametrize("kind", HOSTILE)
def test_twice_the_page_takes_about_twice_the_time(kind: str) -> None:
    size, make = HOSTILE[kind]

    def prepared(count: int) -> Work:
        html = make(count)
        return lambda: read(html)

    assert_grows(prepared, size, by=2, most=3.2, noise=0.05)
    assert_quick(prepared(2 * size), 5)


@pytest.mark.parametrize("pattern", ["a{}=1", "a{}", 'a{}=">"', "a{}='x y'"])
def test_a_tag_keeps_its_first_attributes(pattern: str) -> None:
    page = Document("<i>before</i>" + attributes(20_000, pattern), URL)
    assert not page.cut
    assert page.text.split() == ["before", "text", "end"]
    tag = next(page.root.iter("p"))
    assert list(tag.attrib) == [f"a{n}" for n in range(MAX_ATTRIBUTES)]


def test_ordinary_pages_stay_as_they_are() -> None:
    html = "<!doctype html><title>a < b</title><script>if (a<b && c>'d') x</script>" + (
        '<div class="a > b" data-x=\'{"a": "<p>"}\' hidden><p id=x>text</div><!-- c -->'
        * 1_000
    )
    assert bounded(html) == (html, False)
    assert Document(html, URL).html is html or Document(html, URL).html == html


@pytest.mark.parametrize("unit", ["<b>", "<br>", "<i>a</i>", "<p a b c d>", "<!-- -->"])
def test_a_page_of_too_many_tags_is_cut(
    unit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vultrcrawl.page.bounds.MAX_TAGS", 10_000)
    html, cut = bounded("<p>first" + unit * 10_010)
    assert cut
    assert html.startswith("<p>first")
    assert html.count("<") <= 2 * 10_000


def test_of_many_links_the_first_are_read() -> None:
    page = Document("".join(f"<a href=/{n}>{n}</a>" for n in range(MAX_LINKS + 9)), URL)
    assert [link.text for link in page.links] == [str(n) for n in range(MAX_LINKS)]
    assert page.links_cut
    assert not Document("<a href=/x>x</a>", URL).links_cut


def test_references_are_still_followed() -> None:
    html = (
        "<div id=a><i itemprop=x>1</i><div itemscope><i itemprop=x>no</i></div></div>"
        "<i itemprop=y id=b>2</i>"
        "<div itemscope itemref='b a c'><i itemprop=z>3</i></div>"
        "<div itemprop=lone itemscope><i itemprop=w>4</i></div>"
    )
    items = Document(html, URL).structured.microdata
    assert [item["properties"] for item in items] == [
        {"x": "no"}, {"x": "1", "y": "2", "z": "3"}, {"w": "4"},
    ]  # fmt: skip


MEASURE = """
import resource, sys
from vultrcrawl.page.document import Document
def peak(): return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
Document("<p>warm</p>", "https://a.example/").structured
before = peak()
for unit in sys.argv[1:]:
    page = Document(unit * (10 * 2**20 // len(unit)), "https://a.example/")
    page.title, page.text, page.links, page.structured, page.forms
    del page
    print(peak() - before)
"""


def test_no_page_takes_over_300_mb() -> None:
    units = ("<p><td>x", "<p a b c d e f g h>", "<a href=/>l</a>")
    words = [sys.executable, "-c", MEASURE, *units]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    most = [float(line) for line in done.stdout.split()]
    assert len(most) == len(units)
    assert max(most) < 300, most
