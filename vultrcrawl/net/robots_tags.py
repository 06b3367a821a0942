"""Robots meta tags and X-Robots-Tag: whether the links of a page may be followed.

As Google documents them ("Robots meta tag, data-nosnippet, and X-Robots-Tag
specifications"), there being no standard: rules of several tags add up.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

# `unavailable_after` and the max-* rules have a colon too, but name no crawler.
_WITH_VALUE = ("unavailable_after", "max-snippet", "max-image-preview")
_FOLLOW_NOT = frozenset({"nofollow", "none"})


def nofollow(
    meta: Iterable[tuple[str, str]], headers_values: Iterable[str], user_agent: str
) -> bool:
    """Tell whether a page asks *user_agent* (a product token) not to follow its links.

    *meta* are names and contents of the page's meta tags; *headers_values* the values
    of its X-Robots-Tag headers, each of which may begin with the crawler it is meant
    for, `otherbot: noindex, nofollow`. The strictest of them counts.
    """
    agent = user_agent.lower()
    names = {"robots", agent}
    if any(name in names and _rules(rules) & _FOLLOW_NOT for name, rules in meta):
        return True
    for value in headers_values:
        addressee = "*"
        for part in value.lower().split(","):
            name, colon, rest = part.strip().partition(":")
            # A crawler's name holds for the rules behind it, up to the next name.
            if (
                colon
                and name.strip() not in _WITH_VALUE
                and re.fullmatch(r"[\w*-]+", name.strip())
            ):
                addressee, part = name.strip(), rest  # noqa: PLW2901 (meant)
            if addressee in {"*", agent} and part.strip() in _FOLLOW_NOT:
                return True
    return False


def _rules(content: str) -> frozenset[str]:
    return frozenset(re.split(r"[\s,]+", content.lower()))
