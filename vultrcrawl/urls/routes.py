"""Fragments that scripts of a page take for a path: ``#/item/7``, ``#!item/7``.

They are pages of their own, where scripts run. In normal form they come by
`vultrcrawl.urls.normal_form.normalize_routed`.
"""

from __future__ import annotations

import re

_ROUTE = re.compile(r"#(?:/|!.)", re.DOTALL)
_EMPTY_ROUTE = re.compile(r"#!?/?\s*")


def is_route(fragment: str) -> bool:
    """Tell whether *fragment*, with its ``#``, looks like a route; it may be empty."""
    return _ROUTE.match(fragment) is not None


def without_anchor(url: str) -> str:
    """Return *url* without its fragment, unless that is a route: `#/item/7`."""
    if "#" not in url:
        return url
    page, mark, fragment = url.partition("#")
    route = mark + fragment.partition("#")[0]
    if not is_route(route) or _EMPTY_ROUTE.fullmatch(route):
        return page
    return page + route
