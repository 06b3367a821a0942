"""Streaming XML reader of sitemaps and feeds, bounded in memory and time.

A tree of 50 MiB of empty elements takes 1 GB and 15 s; read as events and stopped after
`MAX_ELEMENTS` it takes half a second. Entities are never resolved, nothing is loaded.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from lxml import etree

MAX_ELEMENTS = 1_000_000
"""Most elements read of one document: 20 for each of 50,000 entries."""

# Name of an element, and its address; the result says whether to go on.
OnEntry = Callable[[str, str], bool]

_STEP = 65_536
_LONGEST = 4_096  # characters of one text that are kept
ROOTS = ("urlset", "sitemapindex", "rss", "RDF", "feed")
_ENTRIES = {"rss": {"item"}, "RDF": {"item"}, "feed": {"entry"}}
_SITEMAP_ENTRIES = {"url", "sitemap"}
# Where the root is looked for: behind comments, or what a broken script says first.
_HEAD = 65_536
_ROOT = re.compile(rb"<(?:\?xml\s|(?:[\w.-]+:)?(?:%s)\b)" % "|".join(ROOTS).encode())
# Atomic, so that a page of comments takes no longer than another.
_PROLOGUE = re.compile(
    rb"(?>\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^<>\[]*>)*", re.IGNORECASE | re.DOTALL
)
_BLANK = b"\xef\xbb\xbf \t\r\n"
_ENTITY = b"<!ENTITY"
_ENTITIES = (_ENTITY, _ENTITY.decode().encode("utf-16-le"))
# An & that starts no reference; the parser would drop it with what follows.
_STRAY = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos|#[0-9]+|#x[0-9A-Fa-f]+);)")


def is_xml(body: bytes) -> bool:
    """Tell whether *body* has the marks of XML, or of a sitemap, near its start."""
    return _ROOT.search(body[:_HEAD]) is not None or body.lstrip(_BLANK)[:1] == b"<"


def read_xml(body: bytes, found: OnEntry) -> tuple[str | None, list[str]]:
    """Give each entry of *body* to *found*; return the root's name and problems.

    Elements are known by their local names. A name other than those of sitemaps and
    feeds is read as a sitemap, too.
    """
    if any(mark in body for mark in _ENTITIES):
        return None, ["it declares entities, which are not resolved; it was not read"]
    problems: list[str] = []
    start = _ROOT.search(body[:_HEAD])
    if start is not None:
        before = body[: start.start()].lstrip(_BLANK)
        if not _PROLOGUE.fullmatch(before):
            problems.append("there is text before its XML")
            before = b""
        body = before + body[start.start() :]
    if b"\0" not in body[:64]:
        body = _mend(body)
    target = _Target(found)
    parser = etree.XMLParser(
        target=target,  # type: ignore[arg-type]  # lxml asks for less than its stubs
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        for offset in range(0, len(body), _STEP):
            parser.feed(body[offset : offset + _STEP])
        parser.close()
    except _Enough as reason:
        problems.extend(reason.args)
    except etree.XMLSyntaxError as error:
        problems.append(f"it is not well-formed XML: {error.msg}")
    else:
        errors = parser.feed_error_log.filter_from_errors()
        if errors:
            problems.append(f"it is not well-formed XML: {errors[0].message.strip()}")
    return target.root, problems


def _mend(body: bytes) -> bytes:
    """Write stray ampersands as references, except in CDATA, where they may stand."""
    if body.count(b"&") + body.count(b"<![") > MAX_ELEMENTS:
        return body  # nobody's mistake, and it would take gigabytes
    first, *sections = body.split(b"<![CDATA[")
    parts = [_STRAY.sub(b"&amp;", first)]
    for section in sections:
        inside, end, after = section.partition(b"]]>")
        parts += b"<![CDATA[", inside, end, _STRAY.sub(b"&amp;", after)
    return b"".join(parts)


class _Enough(Exception):
    """What is wanted of the sitemap has been read."""


@dataclass(slots=True)
class _Target:
    """What lxml's parser tells of elements."""

    found: OnEntry
    root: str | None = None
    count: int = 0
    path: list[str] = field(default_factory=list)
    depth: int = 0
    """Length of the path to the entry being read; 0 outside of entries."""
    texts: dict[str, str] = field(default_factory=dict)
    parts: list[str] = field(default_factory=list)
    length: int = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.count += 1
        if self.count > MAX_ELEMENTS:
            raise _Enough(f"it has over {MAX_ELEMENTS} elements; the rest was not read")
        name = tag.rpartition("}")[2]
        self.root = self.root or name
        self.path.append(name)
        if not self.depth:
            if name in _ENTRIES.get(self.root, _SITEMAP_ENTRIES):
                self.depth = len(self.path)
                self.texts.clear()
        elif len(self.path) == self.depth + 1:
            self._keep(self.path[-2])
            if name == "link" and attributes.get("rel", "alternate") == "alternate":
                # To targets, lxml hands attributes with their references.
                address = html.unescape(attributes.get("href", ""))
                self.texts["link"] = self.texts.get("link") or address
            elif name == "guid" and attributes.get("isPermaLink", "true") != "true":
                self.path[-1] = "id"
        self.parts.clear()
        self.length = 0

    def data(self, data: str) -> None:
        if self.depth and self.length < _LONGEST:
            self.parts.append(data)
            self.length += len(data)

    def end(self, _tag: str) -> None:
        name = self.path.pop() if self.path else ""
        if not self.depth:
            return
        if len(self.path) == self.depth:
            self._keep(name)
        elif len(self.path) < self.depth:
            self._keep(name)
            self.depth = 0
            self._hand_over(name)
        self.parts.clear()
        self.length = 0

    def close(self) -> None:
        """Do nothing; lxml calls it at the end."""

    def _keep(self, name: str) -> None:
        """Keep the text read so far as that of *name*, of which the first counts."""
        if not self.texts.get(name):
            self.texts[name] = "".join(self.parts)[:_LONGEST].strip()

    def _hand_over(self, name: str) -> None:
        texts = self.texts
        # Some write the address straight into <url> or <sitemap>.
        names = ("link", "guid") if name in {"item", "entry"} else ("loc", name)
        link = next((texts[key] for key in names if texts.get(key)), "")
        if not self.found(name, link):
            raise _Enough
