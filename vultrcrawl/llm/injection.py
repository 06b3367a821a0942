"""Detects text that addresses a language model (prompt injection).

It warns; it is no defence. The defence is that answers come from closed lists and are
never run, so the worst that such text can do is a wrong label on its own page.
"""

from __future__ import annotations

import base64
import binascii
import re
from itertools import islice
from typing import TYPE_CHECKING, Any

from lxml import etree

from vultrcrawl.llm.invisible import tagged_text, visible_only
from vultrcrawl.tables import json_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from vultrcrawl.page.document import Document

#: Characters looked at in one place; a 5 MB page needn't be read to its end.
_MAX_CHARS = 300_000
_ATTRIBUTES = ("alt", "title", "aria-label", "placeholder", "content", "value")

_TABLE: dict[str, list[dict[str, Any]]] = json_table(
    "vultrcrawl.llm", "data/orders.json"
)
#: Expressions for what speaks to a model, each with words of which one must occur, in
#: lower case: finding that none does is a hundred times faster than the expression.
_SPEAKS: list[tuple[list[str], re.Pattern[str]]] = [
    (one["words"], re.compile(one["pattern"], re.IGNORECASE))
    for group in _TABLE.values()
    for one in group
]
_BASE64 = re.compile(r"[A-Za-z0-9+/]{24,4000}={0,2}")
_MAX_BASE64 = 20


def detect_injection(document: Document) -> str | None:
    """Return a sentence on the first text of the page that instructs a model, or None.

    Looks at the visible and hidden text, comments, attributes that hold text, Unicode
    tag characters, and text in base64. A page *about* such text is found as well.
    """
    for where, text in _places(document):
        if (quote := order_in(text)) is not None:
            return f"prompt_injection: {where} speaks to a language model: {quote!r}"
    return None


def order_in(text: str) -> str | None:
    """Return what in *text* speaks to a model, at most 80 characters of it."""
    if not text:
        return None
    seen = visible_only(text)
    lower = seen.lower()
    for words, pattern in _SPEAKS:
        if any(word in lower for word in words) and (match := pattern.search(seen)):
            return " ".join(match[0].split())[:80]
    return None


def _places(document: Document) -> Iterator[tuple[str, str]]:
    text = document.text[:_MAX_CHARS]
    hidden = document.hidden_text[:_MAX_CHARS]
    yield "title", document.title[:_MAX_CHARS]
    yield "text", text
    yield "hidden text", hidden
    yield "invisible text", tagged_text(text + hidden)
    yield "comment", _joined(c.text or "" for c in document.root.iter(etree.Comment))
    yield "attribute", _joined(_attributes(document))
    yield "base64 text", _joined(_decoded(text))


def _joined(texts: Iterable[str]) -> str:
    return "\n".join(text[:2000] for text in islice(texts, 1000))[:_MAX_CHARS]


def _attributes(document: Document) -> Iterator[str]:
    for name in _ATTRIBUTES:
        for value in document.root.xpath(f"//@{name}"):
            if len(value) > 20:
                yield value


def _decoded(text: str) -> Iterator[str]:
    for match in list(_BASE64.finditer(text))[:_MAX_BASE64]:
        raw = match[0].rstrip("=")
        try:
            yield base64.b64decode(raw + "=" * (-len(raw) % 4)).decode()
        except (binascii.Error, UnicodeDecodeError):
            continue
