"""Reads which scripts of a page may bring content: names, services, inline code."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vultrcrawl.tables import json_table

if TYPE_CHECKING:
    from lxml.html import HtmlElement

#: Characters of inline scripts that are read: of one, and of a page.
_MOST_OF_ONE, _MOST_READ = 10_000, 30_000
#: Names of elements that are kept of one script.
_MOST_NAMES = 20

_CODE = frozenset((
    "", "module", "text/javascript", "application/javascript", "text/babel",
    "application/x-javascript", "text/ecmascript", "application/ecmascript",
))  # fmt: skip
# Scripts that bring no content: analytics, advertising, consent, chat, social buttons,
# what guards forms and mail addresses, and libraries that do nothing by themselves.
_SERVICES = json_table("vultrcrawl.page", "services.json")
_SERVICE = re.compile("|".join(_SERVICES), re.IGNORECASE)
# What an inline script does that brings content.
_BRINGS = re.compile(
    r"\bfetch\s*\(|\bXMLHttpRequest\b|\baxios\b|\$\.(?:get|getJSON|ajax|post|load)\s*\("
    r"|\bnew\s+(?:WebSocket|EventSource|Vue)\b|\.innerHTML\s*\+?=|\.insertAdjacentHTML\b"
    r"|\.replaceChildren\b|\bcustomElements\.define\b|\bcreateRoot\b|\bReactDOM\b"
    r"|\.createElement\(\s*['\"`](?!script|iframe|img|link|style|noscript)"
    r"|\bcreateApp\b|\bangular\.module\b|^\s*import\s|\bimport\s*\(",
    re.MULTILINE,
)
_INLINE_SERVICE = re.compile(
    r"gtm\.start|dataLayer|GoogleAnalyticsObject|_gaq|\bfbq\b|\b_hj|NREUM|\b_paq\b|gtag\("
    r"|googletag|adsbygoogle|__cf|OneTrust|Cookiebot|_linkedin|clarity\.ms|Intercom\("
)
_NAMED = re.compile(
    r"(?:getElementById\(\s*['\"`]|(?:querySelector|\$)\(\s*['\"`]#)([\w-]{1,60})['\"`]"
)


@dataclass(frozen=True, slots=True)
class Scripts:
    """What a page's scripts are."""

    own: bool = False
    """Whether one of them may bring content."""
    data: int = 0
    """Characters of JSON for scripts."""
    named: frozenset[str] = frozenset()
    """Ids of elements that inline scripts ask for."""


def read_scripts(root: HtmlElement) -> Scripts:
    """Look at the scripts under *root*; of code only the beginning is read."""
    own = False
    data = 0
    left = _MOST_READ
    named: set[str] = set()
    for element in root.iter("script"):
        kind = (element.get("type") or "").partition(";")[0].strip().lower()
        text: str = element.text or ""
        if kind not in _CODE:
            data += len(text) if kind == "application/json" else 0
            continue
        if source := element.get("src"):
            own = own or not _SERVICE.search(source[:300])
            continue
        code = text[: min(_MOST_OF_ONE, left)]
        left -= len(code)
        brings = len(text) > _MOST_OF_ONE or _BRINGS.search(code)
        if brings and not _INLINE_SERVICE.search(code):
            own = True
            named.update(_NAMED.findall(code)[:_MOST_NAMES])
    return Scripts(own, data, frozenset(named))
