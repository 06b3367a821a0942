"""How many pages a template has in all: those fetched, and what waits like them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

from vultrcrawl.urls.shapes import shape

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_FETCHED = "every URL found was fetched"
_MORE = "pages fetched, and URLs of the same shape that were found and not fetched"


def estimate(
    templates: Sequence[dict[str, Any]],
    pages: Iterable[tuple[str, str | None]],
    waiting: Mapping[str, int],
) -> Counter[str]:
    """Say of each of *templates*, entries of site.json, how many pages it may have.

    *pages* are the URLs fetched with their templates, *waiting* counts by shape those
    that were not. A URL counts for the template whose pages have its shape, else for
    the one whose pattern it matches; for several in the ratio of their pages. Returns
    the shapes that are like no page fetched.
    """
    kinds: dict[str, Counter[str]] = defaultdict(Counter)
    fetched = set()
    for url, template in pages:
        one = shape(url)
        fetched.add(one)
        if template:
            kinds[one][template] += 1
    patterns = [
        (re.compile(pattern), entry["name"], entry["pages"]["seen"])
        for entry in templates
        for pattern in entry["match"]["url_patterns"]
        if entry["pages"]["seen"]
    ]
    more: dict[str, float] = defaultdict(float)
    unlike: Counter[str] = Counter()
    for one, count in waiting.items():
        like = kinds.get(one) or Counter(
            {name: seen for pattern, name, seen in patterns if pattern.search(one)}
        )
        for name, seen in like.items():
            more[name] += count * seen / like.total()
        if not like and one not in fetched:
            unlike[one] += count
    for entry in templates:
        told, share = entry["pages"], more[entry["name"]]
        # A small share of what waits is a page at least: not all was fetched.
        further = max(1, round(share)) if share else 0
        told["estimated_total"] = told["seen"] + further
        told["estimate_basis"] = _MORE if further else _FETCHED
    return unlike
