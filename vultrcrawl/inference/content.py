"""Features of a page's own text, without the boilerplate of its site.

Menus and advertisements of old sites stand in no element that says so; what stands on
many pages says nothing of one.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from vultrcrawl.classify import words
from vultrcrawl.inference.digest import Line, line_number
from vultrcrawl.inference.words import TYPES, hits, short_hits
from vultrcrawl.urls.parsed import ParsedUrl

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from vultrcrawl.inference.digest import Digest

    Floats = NDArray[np.float32]

#: A line is a page's own if fewer than four pages have it, or less than this share; it
#: is a label of its template below the second share, and the site's above. So with
#: headings; what a button says counts unless all pages have it.
_OWN, _LABEL, _FEW = 0.3, 0.9, 4
#: Sites of fewer pages don't tell what is theirs.
_PAGES = 5
#: Places where words are looked for.
PLACES = ("last", "folders", "head", "headings", "text", "labels", "trail")
#: Names of the measures of a page's own text, in the order of `Content.measures`.
CONTENT_MEASURES = (
    "size", "lines", "long", "long.share", "median", "prices", "dates", "sentences",
    "links.share", "links.text", "price.early", "date.early", "longest", "questions",
    "prices.different", "short", "chrome", "labels", "colons", "labels.size",
    "english", "unspaced",
)  # fmt: skip
_DIGITS = re.compile(r"\d+")
_TOKEN = re.compile(r"\w+")
_STOP = re.compile(r"\b(?:the|and|of|to|is|for|with|in|a|that)\b", re.IGNORECASE)
_NOT_LATIN = re.compile("[^\0-\u024f]")


@dataclass(frozen=True, slots=True)
class Content:
    """Measures of pages, a row each."""

    measures: Floats
    """Shape (pages, measures)."""
    words: Floats
    """Different words of each type by place, shape (pages, places, types)."""
    heads: list[frozenset[str]]
    """Words of each page's own heading, in lower case."""


def _shared(rows: Iterable[Iterable[object]]) -> Counter[object]:
    """Return in how many rows each thing stands."""
    return Counter(thing for row in rows for thing in set(row))


def content_tokens(text: str) -> list[str]:
    """Return the words of *text* in lower case."""
    return _TOKEN.findall(text.lower())


def read_content(pages: Sequence[Digest]) -> Content:
    """Return what each of *pages*, those of one site, has of its own."""
    count = len(pages)
    tell = count >= _PAGES
    keys = [[line_number(line.text) for line in page.lines] for page in pages]
    headings = [
        [_DIGITS.sub("0", text.casefold()) for text in page.headings] for page in pages
    ]
    lines_on, headings_on = _shared(keys), _shared(headings)
    titles_on = _shared(content_tokens(page.title) for page in pages)
    buttons_on = _shared(page.buttons for page in pages)
    measures = np.zeros((count, len(CONTENT_MEASURES)), np.float32)
    found = np.zeros((count, len(PLACES), len(TYPES)), np.float32)
    heads = []
    for at, page in enumerate(pages):
        own: list[Line] = []
        labels: list[Line] = []
        chrome = 0
        for line, key in zip(page.lines, keys[at], strict=True):
            on = lines_on[key] if tell else 0
            if on < _FEW or on < _OWN * count:
                own.append(line)
            elif on < _LABEL * count:
                labels.append(line)
            else:
                chrome += line.length
        measures[at] = _measures(page, own, labels, chrome)
        own_headings = [
            text
            for text, key in zip(page.headings, headings[at], strict=True)
            if not tell or headings_on[key] < max(_OWN * count, _FEW - 1)
        ]
        title = " ".join(
            word
            for word in content_tokens(page.title)[:20]
            if not tell or titles_on[word] < 0.5 * count
        )
        said = [
            text
            for text in page.buttons
            if not tell or buttons_on[text] < _LABEL * count
        ]
        found[at] = _words(page, title, own_headings, own, [*labels, *_lines(said)])
        heads.append(frozenset(content_tokens((own_headings or [page.title])[0])))
    return Content(measures, found, heads)


def _lines(texts: Iterable[str]) -> list[Line]:
    return [Line(text, len(text)) for text in texts]


def _measures(
    page: Digest, own: list[Line], labels: list[Line], chrome: int
) -> list[float]:
    lengths = np.array([line.length for line in own] or [0])
    total = max(int(lengths.sum()), 1)
    text = "\n".join(line.text for line in own[:60])[:2500]
    both = [line.text for line in (*own, *labels)]
    all_text, early = "\n".join(both[:80])[:4000], "\n".join(both[:10])[:1000]
    prices = [match[0] for match in words.PRICE.finditer(all_text)]
    anchors = {link.anchor for link in page.links}
    linked = [line.length for line in own if line.text[:80] in anchors]
    long = lengths[lengths >= 140]
    return [
        np.log1p(total),
        np.log1p(len(own)),
        np.log1p(len(long)),
        float(long.sum()) / total,
        float(np.median(lengths)),
        np.log1p(len(prices)),
        np.log1p(len(words.dates(all_text))),
        np.log1p(len(words.SENTENCE.findall(text))),
        len(linked) / max(len(own), 1),
        sum(linked) / total,
        bool(words.PRICE.search(early)),
        bool(words.dates(early)),
        np.log1p(float(lengths.max())),
        np.log1p(sum(line.text.endswith(("?", "\uff1f")) for line in own)),
        np.log1p(len(set(prices))),
        float((lengths < 25).mean()),
        chrome / max(chrome + total, 1),
        np.log1p(len(labels)),
        np.log1p(sum(line.text.endswith(":") for line in own)),
        np.log1p(sum(line.length for line in labels)),
        len(_STOP.findall(text)) / max(len(text.split()), 10),
        len(_NOT_LATIN.findall(text)) / max(len(text), 30),
    ]


def _words(
    page: Digest,
    title: str,
    headings: list[str],
    own: list[Line],
    labels: list[Line],
) -> Floats:
    """Return the words of each type by place, shape (places, types)."""
    language = page.language
    address = ParsedUrl(page.url)
    segments = address.content_segments
    last = " ".join((address.last, *(f"{name} {text}" for name, text in address.query)))
    text = "\n".join(line.text for line in own[:60])[:1000]
    head = np.maximum(
        hits(title, language), hits(headings[0] if headings else "", language)
    )
    labelled = np.zeros(len(TYPES), np.float32)
    for line in labels[:60]:
        labelled += short_hits(line.text[:60], language)
    return np.stack(
        [
            hits(last, language),
            short_hits(" | ".join(segments[:-1]), language),
            head,
            hits(" | ".join(headings[1:25])[:900], language),
            hits(text, language),
            np.minimum(labelled, 6),
            short_hits(" | ".join(page.trail[:-1]), language),
        ]
    )
