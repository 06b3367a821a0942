"""Reads the URLs of sitemaps and feeds, whatever they are served as.

Reads the protocol of https://www.sitemaps.org/protocol.html (index, urlset, text), RSS
and Atom, each gzipped or not. Sites get much of it wrong (namespaces, content types,
text before the XML, a page of HTML in its place), so nothing is required but URLs, and
what can't be read becomes a warning. Entities are never resolved.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field
from io import StringIO
from itertools import islice
from typing import TYPE_CHECKING

from vultrcrawl.frontier.sitemaps.gunzip import gunzip
from vultrcrawl.frontier.sitemaps.xml import ROOTS, is_xml, read_xml
from vultrcrawl.urls.normal_form import normalize

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_SITEMAP_BYTES = 50 * 2**20
"""Most bytes read of one sitemap, after decompression; the protocol's own limit."""
MAX_ENTRIES = 50_000
"""Most entries read of one sitemap; the protocol's own limit."""
MAX_INDEX_DEPTH = 3
"""Sitemaps that one may go through from robots.txt or /sitemap.xml, itself included."""
MAX_SITEMAPS = 500
"""Most sitemaps that are asked for in one crawl."""

# Atomic, so that a page of comments takes no longer than another.
_HTML = re.compile(
    rb"(?:(?>\s*<!--.*?-->))*+\s*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
# A line of text that says where on the site: no sentence begins so.
_RELATIVE = re.compile(
    r"\.{0,2}/\S*|\?\S+|[\w%~/-]+\.(?:html?|php|aspx?|jsp)(?:[?#]\S*)?"
)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


@dataclass(slots=True)
class Sitemap:
    """What was read of one sitemap."""

    entries: list[str] = field(default_factory=list)
    """URLs of pages in normal form, each once, in order; at most `MAX_ENTRIES`."""
    children: list[str] = field(default_factory=list)
    """Further sitemaps in normal form, each once, in order; at most `MAX_SITEMAPS`.
    Their hosts are the site's claim: ask for none that is out of scope."""
    warnings: list[str] = field(default_factory=list)
    """What is wrong with it, one sentence each."""


def read_sitemap(body: bytes, url: str, content_type: str = "") -> Sitemap:
    """Read the sitemap or feed *body* that was found at *url*. Never raises.

    *content_type* matters for its charset alone, and that for text alone. Takes 0.5 s
    for 50,000 entries: run it in a thread where that would hold others up.
    """
    reader = _Reader(url)
    body, problems = gunzip(body, MAX_SITEMAP_BYTES)
    for problem in problems:
        reader.warn(problem)
    if not body.strip():
        reader.warn("it is empty")
    elif _HTML.match(body[:4096]):
        reader.warn("it is an HTML page")
    elif (text := _as_text(body, content_type)) is not None:
        reader.read_text(text)
    else:
        reader.read_xml(body)
    return reader.result


def robots_sitemaps(listed: Iterable[str], robots_url: str) -> list[str]:
    """Return the sitemaps that robots.txt at *robots_url* lists, in normal form.

    *listed* are the values of its ``Sitemap`` lines. RFC 9309 asks for absolute URLs;
    relative ones are met, and resolved. Each once, in order, at most `MAX_SITEMAPS`.
    """
    found = dict.fromkeys(normalize(value, robots_url) for value in listed if value)
    return [url for url in found if url is not None][:MAX_SITEMAPS]


class _Reader:
    """Gathers a `Sitemap`."""

    def __init__(self, url: str) -> None:
        self.result = Sitemap()
        self._url = url
        self._seen: set[str] = set()
        self._count = 0

    def warn(self, what: str) -> None:
        self.result.warnings.append(f"sitemap {self._url}: {what}")

    def read_text(self, text: str) -> None:
        """Read one URL a line; not a sitemap if fewer than half of them are.

        The protocol asks for absolute URLs; paths from the root on are met, too.
        """
        read = islice(StringIO(text, newline=None), 2 * MAX_ENTRIES)
        lines = [line for line in map(str.strip, read) if line]
        wrong = {
            line
            for line in lines
            if normalize(line) is None and not _RELATIVE.fullmatch(line)
        }
        if not lines or 2 * sum(line in wrong for line in lines) > len(lines):
            self.warn("it is neither XML nor a list of URLs")
            return
        if wrong:
            self.warn(f"{len(wrong)} of its lines are no http(s) URL")
        for line in lines:
            if line not in wrong and not self._add(line):
                break

    def read_xml(self, body: bytes) -> None:
        """Read index, urlset, RSS or Atom."""
        root, problems = read_xml(body, self._found)
        for problem in problems:
            self.warn(problem)
        listed = self.result.entries or self.result.children
        if root not in ROOTS and not listed and not problems:
            self.warn("it is XML, but neither a sitemap nor a feed")

    def _found(self, name: str, written: str) -> bool:
        if name != "sitemap":
            return self._add(written)
        children = self.result.children
        if len(children) < MAX_SITEMAPS:
            children += self._new(written)
            return True
        self.warn(f"it lists more than {MAX_SITEMAPS} sitemaps; others are left out")
        return False

    def _add(self, written: str) -> bool:
        """Add an entry; False if there is room for no more."""
        if self._count >= MAX_ENTRIES:
            self.warn(f"it has more than {MAX_ENTRIES} entries; the rest was not read")
            return False
        self._count += 1
        self.result.entries += self._new(written)
        return True

    def _new(self, written: str) -> list[str]:
        """Return the URL in normal form, if it is one that was not met before."""
        url = normalize(written, self._url) if written else None
        if url is None or url in self._seen:
            return []
        self._seen.add(url)
        return [url]


def _as_text(body: bytes, content_type: str) -> str | None:
    """Return *body* decoded if it isn't XML."""
    if is_xml(body):
        return None
    for bom, encoding in _BOMS:
        if body.startswith(bom):
            text = body[len(bom) :].decode(encoding, "replace")
            break
    else:
        named = _CHARSET.search(content_type)
        try:
            text = body.decode(named[1] if named else "utf-8", "replace")
        except LookupError:
            text = body.decode("utf-8", "replace")
    return None if text.lstrip().startswith("<") else text
