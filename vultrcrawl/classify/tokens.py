"""Words of a page, hashed into buckets by field: URL, markup, headings, text."""

from __future__ import annotations

import re
import zlib
from itertools import islice, pairwise
from typing import TYPE_CHECKING

import numpy as np

from vultrcrawl.items import Region

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from vultrcrawl.classify.reading import PageReading

#: Buckets of a field. A page has 50 to 600 different tokens in one.
BUCKETS = 1 << 15
FIELDS = ("url", "markup", "head", "text")

_WORD = re.compile(r"[^\W\d_]{2,20}")
#: All that this finds in ASCII and lower case, in half the time; and words of markup.
_ASCII_WORD = re.compile(r"[a-z]{2,20}")
#: Words of the main text that are read: its type shows early.
_MOST_WORDS = 400
_MOST_CLASSES = 250


def _words(text: str) -> list[str]:
    text = text.lower()
    found: list[str] = (_ASCII_WORD if text.isascii() else _WORD).findall(text)
    return found


def _buckets(tokens: Iterable[str]) -> NDArray[np.int32]:
    last = BUCKETS - 1
    found = {zlib.crc32(word.encode("utf-8", "replace")) & last for word in set(tokens)}
    return np.array(sorted(found), np.int32)


def _url(reading: PageReading) -> Iterable[str]:
    address = reading.address
    yield from address.words
    yield from (f"kind:{kind}" for kind in address.host_kinds)
    yield f"ext:{address.extension}"
    yield f"depth:{len(address.content_segments)}"
    for segment in address.content_segments[:-1]:
        yield f"dir:{re.sub('[0-9]+', '0', segment)}"
    shape = re.sub(r"[a-z]+", "a", re.sub(r"\d+", "0", address.last))
    yield f"last:{shape[:12]}"
    yield f"hyphens:{min(address.last.count('-'), 8)}"
    yield from (f"param:{name}" for name, _ in address.query)
    if address.has_date:
        yield "date"


def _markup(reading: PageReading) -> Iterable[str]:
    names = " ".join((*islice(reading.classes, _MOST_CLASSES), *reading.ids[:100]))
    tokens = set(_ASCII_WORD.findall(names))
    tokens.update(
        [f"={name}" for name in set(names.split()) if "-" in name or "_" in name]
    )
    tokens.update([f"body:{word}" for word in _ASCII_WORD.findall(reading.body)])
    tokens.update([f"body={name}" for name in reading.body.split()])
    for kind, count in reading.schema.items():
        tokens.add(f"schema:{kind.lower()}")
        if count >= 3:
            tokens.add(f"schemas:{kind.lower()}")
    meta = reading.document.meta
    tokens.add(f"og:{reading.og_type}")
    tokens.update([f"meta:{name}" for name in meta])
    generator = _ASCII_WORD.findall(meta.get("generator", "").lower())
    tokens.update([f"generator:{word}" for word in generator[:3]])
    tokens.update([f"tag:{tag}" for tag in reading.document.tags])
    return tokens


def _head(reading: PageReading) -> Iterable[str]:
    document = reading.document
    tokens = {f"t:{word}" for word in _words(document.title)}
    tokens.update(_words((document.description or "").lower()[:400]))
    for heading in document.headings[:60]:
        if heading.region is Region.MAIN:
            words = _words(heading.text)[:12]
            tokens.update(words)
            tokens.update([f"h{heading.level}:{word}" for word in words])
    tokens.update([f"b:{word}" for word in _words(document.buttons)])
    return tokens


def _text(reading: PageReading) -> Iterable[str]:
    words = _words(reading.main[:4000])[:_MOST_WORDS]
    tokens = set(words)
    tokens.update([f"{one} {two}" for one, two in set(pairwise(words[:200]))])
    links = [link for link in reading.document.links if link.region is Region.MAIN]
    anchors: set[str] = set()
    for link in links[:80]:
        anchors.update(_words(link.text)[:4])
    tokens.update([f"a:{word}" for word in anchors])
    return tokens


_READ = {"url": _url, "markup": _markup, "head": _head, "text": _text}


def tokenise(reading: PageReading) -> list[NDArray[np.int32]]:
    """Return, for each of `FIELDS`, the different buckets its tokens fall in, sorted.

    Host names are left out: a model that knows hosts tells nothing of other sites.
    """
    return [_buckets(_READ[field](reading)) for field in FIELDS]
