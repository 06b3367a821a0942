"""Layout signature of a page: a sketch of its element paths, without texts.

Pages made by one template have nearly the same signature; a listing and the items it
lists don't, though they share header and footer, which are left out.
"""

from __future__ import annotations

import re
from itertools import islice
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import urlsplit
from zlib import crc32

from vultrcrawl.items import Region
from vultrcrawl.urls.short_cache import short_cache

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.html import HtmlElement

    from vultrcrawl.page.document import Document

Signature: TypeAlias = tuple[int, ...]
#: The step that an element is, by the step around it, its tag, and its classes.
_Steps: TypeAlias = dict[tuple[str, str, str], str]

#: Numbers kept of a page: the smallest ones, so that two pages keep the same ones of
#: what they share (a bottom-k sketch, https://doi.org/10.1145/1281100.1281133).
SIZE = 160
#: With fewer elements in its main region than this, the whole page counts.
_FEW = 4
#: What authors use inside a text says nothing of the template, unless it has a class.
_TEXT = frozenset((
    "a", "abbr", "b", "bdi", "bdo", "big", "blockquote", "br", "cite", "code", "dd",
    "del", "dfn", "dl", "dt", "em", "figcaption", "figure", "font", "hr", "i", "img",
    "ins", "kbd", "li", "mark", "ol", "p", "picture", "pre", "q", "s", "samp", "small",
    "source", "span", "strong", "sub", "sup", "time", "tt", "u", "ul", "var", "wbr",
    "center", "tbody", "colgroup", "col", "h3", "h4", "h5", "h6",
))  # fmt: skip
#: Nor does what they mark words with, whatever its class (`language-rust`).
_WORDS = frozenset((
    "abbr", "b", "bdi", "bdo", "cite", "code", "del", "dfn", "em", "i", "ins", "kbd",
    "mark", "q", "s", "samp", "strong", "sub", "sup", "tt", "u", "var",
))  # fmt: skip
_LISTS = frozenset(("ul", "ol", "dl"))
_OF_LINKS = " of links"  # which is no class: it has a space before it
_UNREAD = frozenset((
    "head", "iframe", "link", "math", "meta", "noscript", "script", "style", "svg",
    "template",
))  # fmt: skip
_SKIPPED = frozenset(Region) - {Region.MAIN, Region.BREADCRUMB, Region.PAGINATION}
# `post-1234`, `css-1x2y3z`, `sc-bdVaJa`, `Card_title__3kQ2b`, `jsx-3421`.
_GENERATED = re.compile(
    r"(?:css|sc|jsx|emotion|svelte|astro)-?[A-Za-z0-9]{4,}|.*[0-9].*|.*__[A-Za-z0-9_-]{5}"
    r"|.{41,}|(?=.*[a-z][A-Z])(?=.*[A-Z]{2})[A-Za-z]{5,8}"
)


@short_cache(16_384)
def stable_classes(value: str) -> tuple[str, ...]:
    """Return the class names in *value* that a person seems to have given, sorted.

    Names with digits in them mark one page, one width of a column or one build.
    """
    return tuple(
        sorted({name for name in value.split() if not _GENERATED.fullmatch(name)})
    )


def _step(tag: str, classes: str) -> str:
    names = stable_classes(classes) if classes and tag not in _WORDS else ()
    if not names:
        return "" if tag in _TEXT else tag
    return ".".join((tag, *names[:3]))


def _lists_links(element: HtmlElement) -> bool:
    """Whether three items of a list begin with a link."""
    links = (
        len(item) and item[0].tag == "a" and not (item.text or "").strip()
        for item in element
    )
    return sum(islice(filter(None, links), 3)) == 3


def _kinds(body: HtmlElement, url: str) -> set[str]:
    """Return the classes of *body*, which many sites give by the kind of a page.

    Not those that hold the page's own name, as MediaWiki's ``page-Main_Page``.
    """
    name = PurePosixPath(urlsplit(url).path).stem
    classes = stable_classes(body.get("class", ""))
    return {f"body.{one}" for one in classes if not (name and name in one)}


def signature(document: Document) -> Signature:
    """Return the layout of *document*: at most `SIZE` numbers, sorted; may be empty."""
    kinds: set[str] = set()
    inner: _Steps = {}
    outer: _Steps = {}
    scopes = document.layout.scopes
    stack = [(document.root, "", document.layout.outermost)]
    while stack:
        element, parent, scope = stack.pop()
        tag = element.tag
        if not isinstance(tag, str) or tag in _UNREAD:
            continue
        scope = scopes.get(element, scope)
        steps = outer if scope.region in _SKIPPED else inner
        if tag == "body":
            kinds |= _kinds(element, document.url)
        elif tag != "html":
            # Most elements of a page stand like one before them.
            alike = parent, tag, element.get("class") or ""
            if (step := steps.get(alike)) is None:
                step = steps[alike] = _step(*alike[1:])
            parent = step or parent
        if tag in _LISTS and _lists_links(element):
            steps[parent, tag, _OF_LINKS] = f"{tag}{_OF_LINKS}"
        for child in element:
            # Most elements of a page are plain text, and add nothing.
            if child.tag in _TEXT and not len(child) and not child.keys():
                continue
            stack.append((child, parent, scope))
    tokens = _tokens(inner)
    if len(tokens) < _FEW:
        tokens |= _tokens(outer)
    return tuple(sorted({crc32(token.encode()) for token in kinds | tokens})[:SIZE])


def _tokens(steps: _Steps) -> set[str]:
    return {f"{parent}>{step}" for (parent, _, _), step in steps.items() if step}


def similarity(one: Sequence[int], other: Sequence[int]) -> float:
    """Return the Jaccard similarity of two signatures, 0 to 1; two empty ones are 1."""
    if not one and not other:
        return 1.0
    first, second = set(one), set(other)
    union = first | second
    if len(one) >= SIZE or len(other) >= SIZE:
        union = set(sorted(union)[:SIZE])
    return len(union & first & second) / len(union)
