"""The words and links of a page that are kept for the end of the crawl."""

from __future__ import annotations

import json
import re
import zlib
from dataclasses import dataclass
from dataclasses import fields as dataclass_fields
from functools import lru_cache, partial
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple
from zlib import crc32

from vultrcrawl.items import Region
from vultrcrawl.urls.routes import without_anchor

if TYPE_CHECKING:
    from vultrcrawl.page.document import Document

#: Of a page are kept so many lines of its main text, headings and links, at most.
_LINES, _HEADINGS, _LINKS = 400, 60, 1_000
#: Characters kept of a line, of a heading, of an anchor, of all buttons.
_LINE, _HEADING, _ANCHOR, _BUTTONS = 200, 100, 80, 600
#: Longest label, in characters, and how many lines are looked at.
_LABEL, _LABELLED = 40, 200
_DIGITS = re.compile(r"\d+")
#: Seconds until a page leads elsewhere that leave no time to read it.
_SOON = 10


class Line(NamedTuple):
    """A block of the main text."""

    text: str
    """Its beginning."""
    length: int
    """Characters of the whole."""


class SiteLink(NamedTuple):
    """A link to another page."""

    href: str
    """As it stands, without an anchor; absolute on pages that state a base."""
    region: str
    place: int
    """Number of the place in the layout: links that stand alike have the same one."""
    anchor: str


# What `_make` does, without a call in Python for each.
_line = partial(tuple.__new__, Line)
_link = partial(tuple.__new__, SiteLink)


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """What one page says, in as much as it tells of its type."""

    url: str
    language: str | None
    title: str
    headings: tuple[str, ...]
    trail: tuple[str, ...]
    """Anchors of its breadcrumbs."""
    buttons: tuple[str, ...]
    lines: tuple[Line, ...]
    links: tuple[SiteLink, ...]
    moves: bool
    """Whether it leads elsewhere by itself, at once."""


def read_digest(document: Document, url: str) -> Digest:
    """Return what is to be kept of the page at *url*: about half a millisecond."""
    links = list(islice(document.links, _LINKS))
    moved = document.base_url != document.url
    numbers: dict[str, int] = {}
    places = [
        numbers.setdefault(place, len(numbers))
        for place in document.link_places[:_LINKS]
    ]
    refresh = document.meta_refresh
    return Digest(
        url=url,
        language=document.language,
        title=document.title[:_LINE],
        headings=tuple(h.text[:_HEADING] for h in document.headings[:_HEADINGS]),
        trail=tuple(
            link.text[:_ANCHOR] for link in links if link.region is Region.BREADCRUMB
        )[:8],
        buttons=tuple(document.buttons[:_BUTTONS].split("\n")),
        lines=tuple(
            _line((line[:_LINE], len(line)))
            for line in islice(document.main_text.split("\n"), _LINES)
        ),
        links=tuple(
            _link(
                (
                    without_anchor(link.url if moved else link.href),
                    link.region,
                    place,
                    link.text[:_ANCHOR],
                )
            )
            for link, place in zip(links, places, strict=True)
        ),
        moves=refresh is not None and refresh[0] <= _SOON,
    )


@lru_cache(maxsize=65_536)
def line_number(text: str) -> int:
    """Return the number of a line; case, digits and what is beyond 120 don't count."""
    return crc32(_DIGITS.sub("0", text.casefold())[:120].encode("utf-8", "replace"))


def labels(digest: Digest) -> tuple[int, ...]:
    """Return numbers of the page's headings and other short lines, sorted.

    What stands before a colon is one, too. Digits don't count.
    """
    texts = list(digest.headings)
    for line in digest.lines[:_LABELLED]:
        head, colon, _ = line.text[: _LABEL + 1].partition(":")
        if line.length <= _LABEL:
            texts.append(line.text)
        if colon:
            texts.append(f"{head}:")
    return tuple(sorted({line_number(text) for text in texts if len(text) <= _LABEL}))


def pack_digest(digest: Digest) -> bytes:
    """Return *digest* as bytes: two or three kilobytes."""
    fields = {one.name: getattr(digest, one.name) for one in dataclass_fields(digest)}
    # By columns, and all lines as one text: that takes a third of the time.
    lengths = [line.length for line in digest.lines]
    fields["lines"] = ["\n".join(line.text for line in digest.lines), lengths]
    fields["links"] = list(zip(*digest.links, strict=True))
    text = json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(text.encode("utf-8", "replace"), 1)


def unpack_digest(packed: bytes) -> Digest:
    """Return the digest in *packed*; ValueError if that is something else."""
    try:
        data: dict[str, Any] = json.loads(zlib.decompress(packed))
        text, lengths = data.pop("lines")
        texts = text.split("\n") if lengths else []
        columns = data.pop("links")
        if columns and len(columns) != len(SiteLink._fields):
            raise ValueError("a digest is damaged: its links have other parts")
        lines = tuple(map(_line, zip(texts, map(int, lengths), strict=True)))
        links = tuple(map(_link, zip(*columns, strict=True)))
        for name in ("headings", "trail", "buttons"):
            data[name] = tuple(data[name])
        return Digest(**data, lines=lines, links=links)
    except (AttributeError, KeyError, TypeError, zlib.error) as error:
        raise ValueError(f"a digest is damaged: {error}") from error
