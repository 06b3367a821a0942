"""Fragments of links: places on the page, or routes that scripts show.

Two kinds of applications say it otherwise than by `#/` and `#!`, and are told by what
their pages hold. Generated documentation (docsify) names headings as a parameter of the
route, `#/guide?id=install`: then the page at that route has an element of that id. A
notebook in one file (TiddlyWiki) opens `#Name`: then no element has that id, and nearly
all that the page links to is so.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.html import HtmlElement

    from vultrcrawl.items import Region

#: Names that lead nowhere on the page, from which on they are taken for routes.
_FEWEST = 3
#: Longest name of a route.
_LONGEST = 200
_HEADING = re.compile(r"#!?(/[^?#]*)\?id=([^&#]+)", re.DOTALL)
_ID = re.compile(r"(\?)id=[^&#]*&?|&id=[^&#]*")
_PLAIN = re.compile(r"#(?![/!])(.+)", re.DOTALL)
_HOST = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?//([^/?#]*)", re.IGNORECASE)
#: Leads to another document by itself: neither a fragment nor a script.
_DOCUMENT = re.compile(r"(?!#)(?!\s*[a-z][a-z0-9+.-]*:(?!//))", re.IGNORECASE)


class Anchors:
    """What fragments mean on one page.

    *links* are elements that lead elsewhere, with what they say, *url* the page's own
    address. Looked at only where a link asks for it.
    """

    def __init__(
        self,
        root: HtmlElement,
        links: Sequence[tuple[HtmlElement, str, Region]],
        url: str,
    ) -> None:
        self._root = root
        self._links = links
        host = _HOST.match(url)
        self._host = host[1] if host is not None else ""
        #: A page that is such a route itself needs no more evidence.
        self._is_named = _PLAIN.search(url) is not None
        route = url.partition("#")[2].removeprefix("!").partition("?")[0]
        self._route, self._is_start = route or "/", not route

    def is_route(self, href: str) -> bool:
        """Tell whether *href*, `#` and a name, leads to another page of scripts."""
        name = unquote(href[1:])
        return (
            0 < len(name) <= _LONGEST
            and name not in self._names
            and name.lower() != "top"
            and self._named_routes
        )

    def without_heading(self, href: str) -> str:
        """Return *href*, a route, without the heading that it names on its page."""
        if not self._headings or not _HEADING.search(href):
            return href
        page, mark, route = href.partition("#")
        bare = _ID.sub(lambda match: match[1] or "", route, count=1)
        return page + mark + bare.removesuffix("?").removesuffix("&")

    @cached_property
    def _names(self) -> frozenset[str]:
        """What a fragment can mean on the page (HTML, section 7.4.2.3)."""
        found = {value for element in self._root.iter() if (value := element.get("id"))}
        found.update(filter(None, (a.get("name") for a in self._root.iter("a"))))
        return frozenset(found)

    @cached_property
    def _named_routes(self) -> bool:
        """Whether names that are not on the page are most of what it links to."""
        lost: set[str] = set()
        others: set[str] = set()
        for _, raw, _ in self._links:
            href = raw.strip()
            match = _PLAIN.fullmatch(href)
            if match is not None:
                name = unquote(match[1])
                (others if name in self._names else lost).add(name)
            elif _DOCUMENT.match(href) and self._is_here(href):
                others.add(href)
        fewest = 1 if self._is_named else _FEWEST
        return len(lost) >= fewest and len(lost) > len(others)

    def _is_here(self, href: str) -> bool:
        """Tell whether *href* leads to the page's own host."""
        host = _HOST.match(href)
        return host is None or host[1] == self._host

    @cached_property
    def _headings(self) -> bool:
        """Whether `?id=` of the page's own route names elements of it.

        At an address without a route any may be shown: the one of which several are.
        """
        seen: dict[str, set[str]] = defaultdict(set)
        for _, raw, _ in self._links:
            if (match := _HEADING.fullmatch(raw.strip())) is not None:
                seen[match[1]].add(unquote(match[2]))
        own = seen.pop(self._route, None)
        if own is not None:
            return own <= self._names
        several = (ids for ids in seen.values() if len(ids) > 1)
        return self._is_start and any(ids <= self._names for ids in several)
