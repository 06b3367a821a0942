"""The name of a site: as it states it, else as its titles have it."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from vultrcrawl.page.data.structured import type_names
from vultrcrawl.page.html.text import collapse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vultrcrawl.page.document import Document

_SEPARATOR = re.compile(r"\s+[|\u2013\u2014\u2022:\u00b7\u00bb-]+\s+")
#: Share of the titles that have the site's name at one end, also where there is no
#: homepage, and how many do at least.
_MOST, _NEARLY_ALL, _FEW = 0.5, 0.8, 3
#: Longest name, in characters.
_LONGEST = 100


def site_name(home: Document | None, titles: Sequence[str]) -> str:
    """Return the name of a site by its homepage and the *titles* of its pages, or "".

    Of several names that the homepage states it is the one that most titles have: some
    state a slogan. Without any it is what most titles begin or end with, if that is in
    the title of the homepage, too: else it is the name of a large section. Else it is
    that title.
    """
    stated = _stated(home) if home is not None else []
    if stated:
        lower = [title.casefold() for title in titles]
        return max(stated, key=lambda one: sum(one.casefold() in of for of in lower))
    ends: Counter[str] = Counter()
    for title in titles:
        parts = _SEPARATOR.split(title.strip())
        ends.update({parts[0], parts[-1]} if len(parts) > 1 else ())
    least = _MOST if home is not None else _NEARLY_ALL
    for name, count in ends.most_common(1):
        often = count >= max(_FEW, least * len(titles))
        if name and often and (home is None or name in home.title):
            return name[:_LONGEST]
    return home.title[:_LONGEST] if home is not None else ""


def _stated(home: Document) -> list[str]:
    """Return the names that a homepage gives its site, the likeliest first."""
    structured = home.structured
    found: list[object] = [
        home.meta.get("og:site_name"),
        home.meta.get("application-name"),
        *(
            item.get("name")
            for item in structured.jsonld
            if "WebSite" in type_names(item)
        ),
    ]
    names = [collapse(one) for one in found if isinstance(one, str)]
    return [name for name in dict.fromkeys(names) if 0 < len(name) <= _LONGEST]
