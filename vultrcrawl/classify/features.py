"""Numbers that describe the shape of a page: its text, links and markup."""

from __future__ import annotations

import math
import re
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from vultrcrawl.classify import words as w
from vultrcrawl.classify.words import BODY, URL_WORDS
from vultrcrawl.items import Region

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from vultrcrawl.classify.reading import PageReading

FeaturePair = tuple[str, float]

_TAGS = (
    "p", "li", "ul", "ol", "dl", "dt", "table", "tr", "td", "th", "pre", "code", "img",
    "picture", "video", "iframe", "time", "article", "section", "main", "nav", "aside",
    "button", "form", "input", "select", "option", "textarea", "svg", "blockquote",
    "hr", "figure", "figcaption", "details", "h1", "h2", "h3", "h4", "a", "div", "span",
    "br",
    "strong", "em", "font", "header", "footer", "label", "noscript", "script",
)  # fmt: skip
_SCHEMA = (
    "Product", "Offer", "AggregateOffer", "ProductGroup", "AggregateRating", "Review",
    "Article", "NewsArticle", "BlogPosting", "TechArticle", "Comment", "Question",
    "Answer", "FAQPage", "QAPage", "DiscussionForumPosting", "ItemList", "ListItem",
    "CollectionPage", "Service", "LocalBusiness", "Person", "WebPage", "Recipe",
    "VideoObject", "SoftwareApplication", "Brand", "Blog",
)  # fmt: skip
_META = (
    "author", "article:published_time", "article:modified_time", "article:author",
    "article:section", "product:price:amount", "og:price:amount", "twitter:label1",
    "twitter:data1", "datepublished", "date", "parsely-type", "keywords", "description",
    "og:description", "price", "sku", "availability", "twitter:creator",
)  # fmt: skip
_UPPER = re.compile(r"[A-Z]")
#: Main text that patterns are counted in, in characters.
_MOST_TEXT = 5_000
#: Characters of a line that is a paragraph.
_LONG = 140


def _log(count: float) -> float:
    return math.log1p(count)


def _median(numbers: Sequence[int]) -> float:
    ordered = sorted(numbers)
    half = len(ordered) // 2
    return (ordered[half] + ordered[~half]) / 2


def _url(reading: PageReading) -> Iterator[FeaturePair]:
    address = reading.address
    segments = address.content_segments
    yield "url.depth", len(segments)
    yield "url.root", address.is_root or address.is_locale_root
    yield "url.length", len(address.path)
    yield "url.last.length", len(address.last)
    yield "url.last.hyphens", address.last.count("-") + address.last.count("_")
    digits = sum(map(str.isdigit, address.last))
    yield "url.last.digits", digits
    yield "url.digits", sum(map(str.isdigit, address.path))
    yield "url.date", address.has_date
    yield "url.params", len(address.query)
    yield "url.slash", address.path.endswith("/")
    yield "url.html", address.extension in ("html", "htm", "shtml")
    yield "url.dynamic", address.extension in ("php", "aspx", "asp", "jsp", "cgi", "pl")
    kinds = address.host_kinds
    for kind in ("docs", "forum", "blog", "shop", "help"):
        yield f"host.{kind}", kind in kinds
    present = set(address.words)
    first = {word for segment in segments[:1] for word in segment.split("-")}
    for name, pattern in URL_WORDS.items():
        yield f"url.word.{name}", sum(1 for word in present if pattern.fullmatch(word))
        yield f"url.first.{name}", any(pattern.fullmatch(word) for word in first)
        yield f"url.segment.{name}", any(pattern.fullmatch(part) for part in segments)


def _text(reading: PageReading) -> Iterator[FeaturePair]:
    document, main = reading.document, reading.main
    lengths = [len(line) for line in reading.lines]
    count, size, total = len(lengths), max(len(main), 1), sum(lengths)
    long = [length for length in lengths if length >= _LONG]
    yield "text.all", _log(len(document.text))
    yield "text.main", _log(len(main))
    yield "text.main.share", len(main) / max(len(document.text), 1)
    yield "text.hidden", _log(len(document.hidden_text))
    yield "text.lines", _log(count)
    yield "text.line.mean", total / count
    yield "text.line.median", _median(lengths)
    yield "text.line.max", _log(max(lengths))
    yield "text.line.short", sum(length < 25 for length in lengths) / count
    yield "text.long", _log(len(long))
    yield "text.long.share", sum(long) / size
    yield "text.long.mean", sum(long) / len(long) if long else 0.0
    # How far down the first paragraph stands, and how much of the end is short lines.
    at = [place for place, length in enumerate(lengths) if length >= _LONG]
    yield "text.long.first", sum(lengths[: at[0]]) / size if at else 1.0
    yield "text.long.last", sum(lengths[: at[-1] + 1]) / size if at else 0.0
    # The longest run of text without many short lines between its paragraphs.
    gaps = [after - before for before, after in pairwise(at)] or [0]
    yield "text.long.gap", _median(gaps)
    yield "text.long.near", sum(gap <= 3 for gap in gaps)
    head = main[:_MOST_TEXT]
    per = 1000 / max(len(head), 200)
    lower = f" {head.lower()} "
    for name, (found, start) in w.all_occurrences(lower).items():
        yield f"word.{name}", _log(found)
        yield f"word.{name}.rate", found * per
        if name in ("buy", "stock", "reply", "credit"):
            yield f"word.{name}.first", 12.0 if start is None else _log(start)
    prices = [(m.start(), m[0]) for m in w.PRICE.finditer(head)]
    found_at = {
        "price": [start for start, _ in prices],
        "date": w.dates(head),
    }
    for name, starts in found_at.items():
        yield f"word.{name}", _log(len(starts))
        yield f"word.{name}.rate", len(starts) * per
        yield f"word.{name}.first", _log(starts[0]) if starts else 12.0
    yield "word.price.different", _log(len({price for _, price in prices}))
    yield "word.sentence.rate", len(w.SENTENCE.findall(head)) * per
    yield "text.digits", sum(map(head.count, "0123456789")) * per
    yield "text.upper", len(_UPPER.findall(head)) * per
    yield "text.braces", sum(map(head.count, "{}()[]=;<>")) * per
    buttons = reading.document.buttons.lower()
    yield "buttons", _log(buttons.count("\n") + bool(buttons))
    for name in ("buy", "action", "reply", "sort"):
        yield f"buttons.{name}", _log(w.occurrences(name, buttons)[0])


def _headings(reading: PageReading) -> Iterator[FeaturePair]:
    document = reading.document
    main = [h for h in document.headings if h.region is Region.MAIN]
    h1, title = reading.h1.lower(), document.title.lower()
    yield "h1.words", len(h1.split())
    yield "h1.count", sum(h.level == 1 for h in document.headings)
    yield "title.words", len(title.split())
    yield "title.holds.h1", bool(h1) and h1 in title
    yield "title.starts.h1", bool(h1) and title.startswith(h1)
    words = set(h1.split())
    yield "title.overlap", len(words & set(title.split())) / max(len(words), 1)
    for level in (2, 3, 4):
        yield f"h{level}.main", sum(h.level == level for h in main)
    lengths = [len(h.text) for h in main] or [0]
    yield "headings.length", sum(lengths) / len(lengths)
    yield "headings.per.text", 1000 * len(main) / max(len(reading.main), 200)
    yield "headings.question", sum(h.text.endswith("?") for h in main)
    yield "headings.numbered", sum(h.text[:1].isdigit() for h in main)
    path = set(reading.address.last.replace("_", "-").split("-"))
    yield "url.in.h1", len(path & words) / max(len(path), 1)


def _links(reading: PageReading) -> Iterator[FeaturePair]:
    links = reading.document.links
    by_region = dict.fromkeys(Region, 0)
    for link in links:
        by_region[link.region] += 1
    for region, count in by_region.items():
        yield f"links.{region}", _log(count)
    main = [link for link in links if link.region is Region.MAIN]
    lengths = [len(link.text) for link in main]
    size = max(len(reading.main), 1)
    yield "links.main.text.share", min(sum(lengths) / size, 1.5)
    yield "links.main.long", _log(sum(length >= 35 for length in lengths))
    yield "links.main.long.share", sum(n >= 35 for n in lengths) / max(len(main), 1)
    yield "links.main.per.text", 1000 * len(main) / max(size, 200)
    yield "links.main.mean", sum(lengths) / max(len(main), 1)
    hrefs = [link.href for link in main]
    yield "links.main.different", len(set(hrefs)) / max(len(hrefs), 1)
    here = reading.address.path.rstrip("/") or "\0"
    yield "links.below", _log(sum(here + "/" in href for href in hrefs))
    yield "links.rel.next", any("next" in link.rel for link in links)
    yield "links.nofollow", _log(sum(link.nofollow for link in main))
    yield "links.paged", _log(sum("page" in h and h[-1].isdigit() for h in hrefs))
    product = sum(
        "/product" in href or "/p/" in href or "/dp/" in href for href in hrefs
    )
    yield "links.product", _log(product)
    yield (
        "links.user",
        _log(
            sum(
                "/user" in h or "/member" in h or "/profile" in h or "/u/" in h
                for h in hrefs
            )
        ),
    )
    yield (
        "links.tag",
        _log(sum("/tag" in h or "/categor" in h or "/topic" in h for h in hrefs)),
    )


def _groups(reading: PageReading) -> Iterator[FeaturePair]:
    groups = reading.groups
    links = max(sum(link.region is Region.MAIN for link in reading.document.links), 1)
    for at in range(2):
        group = groups[at] if at < len(groups) else None
        name = f"group{at}"
        yield f"{name}.count", _log(group.count if group else 0)
        yield f"{name}.share", group.count / links if group else 0.0
        yield f"{name}.anchor", group.anchor_length if group else 0.0
        yield f"{name}.card", _log(group.card_length if group else 0)
        yield f"{name}.text", _log(group.count * group.card_length if group else 0)
        for part in ("image", "price", "date", "buy", "heading"):
            yield f"{name}.{part}", getattr(group, part) if group else 0.0
    yield "groups.price", sum(g.count for g in groups if g.price >= 0.5)
    yield "groups.date", sum(g.count for g in groups if g.date >= 0.5)
    yield "groups.image", sum(g.count for g in groups if g.image >= 0.5)
    size = max(len(reading.main), 1)
    yield "groups.share", min(sum(g.count * g.card_length for g in groups) / size, 3.0)


def _markup(reading: PageReading) -> Iterator[FeaturePair]:
    document = reading.document
    tags = document.tags
    total = max(sum(tags.values()), 1)
    yield "elements", _log(total)
    for tag in _TAGS:
        yield f"tag.{tag}", _log(tags[tag])
    for tag in ("p", "li", "img", "a", "code", "td", "br"):
        yield f"tag.{tag}.rate", 100 * tags[tag] / total
    for name, pattern in BODY.items():
        yield f"body.{name}", bool(pattern.search(reading.body))
    for kind in _SCHEMA:
        yield f"schema.{kind}", _log(reading.schema[kind])
    yield "schema.kinds", len(reading.schema)
    meta = document.meta
    for name in _META:
        yield f"meta.{name}", bool(meta.get(name))
    og = reading.og_type
    yield "og.article", og == "article" or og.endswith("news")
    yield "og.website", og == "website"
    yield "og.product", "product" in og or og.endswith(":item")
    yield "og.none", not og
    for kind in ("password", "email", "radio", "checkbox", "number", "hidden", "tel"):
        yield f"input.{kind}", _log(reading.inputs[kind])


_PARTS = (_url, _text, _headings, _links, _groups, _markup)


def vector(reading: PageReading) -> NDArray[np.float64]:
    """Return the features as a vector of shape (number of features,)."""
    return np.array(
        [value for part in _PARTS for _, value in part(reading)], np.float64
    )
