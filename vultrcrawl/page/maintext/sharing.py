"""Links that share a page elsewhere: ``Pin it``, ``Tweet``. No text of any page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from vultrcrawl.page.html.text import text_of
from vultrcrawl.tables import json_table

if TYPE_CHECKING:
    from lxml.html import HtmlElement

#: Longest text of buttons for sharing, in characters.
SHORT = 60
_SHARES = re.compile("|".join(json_table(__package__, "sharing.json")), re.IGNORECASE)


def only_shares(element: HtmlElement) -> bool:
    """Whether the text of *element* is short, and all of it links that share a page."""
    if (
        element.find(".//a") is None
        or len(text := text_of(element, enough=SHORT)) > SHORT
    ):
        return False
    links = list(element.iter("a"))
    named = [one for one in links if text_of(one)]
    return (
        bool(named)
        and all(_SHARES.search(one.get("href") or "") for one in named)
        and "".join(map(text_of, named)).replace(" ", "") == text.replace(" ", "")
    )
