"""What is known of cards for training: annotated, or by the selectors of platforms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

import numpy as np

from vultrcrawl.page.css import select
from vultrcrawl.page.html.text import text_of
from vultrcrawl.schema.repetition.card_columns.features import column_features
from vultrcrawl.schema.repetition.card_columns.places import Card, columns
from vultrcrawl.schema.repetition.card_columns.roles import ROLES
from vultrcrawl.schema.values import folded, price
from vultrcrawl.trees.training import page_path
from vultrcrawl.values.dates import date_in
from vultrcrawl.values.images import SOURCES
from vultrcrawl.values.numbers import read as number

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from lxml.html import HtmlElement
    from numpy.typing import NDArray

    from vultrcrawl.schema.repetition.outline import Outline
    from vultrcrawl.schema.repetition.runs import Run

Known = dict[int, dict[str, str]]
"""Values by role, by number of the member of a run."""
#: Members of a run that are read.
_MEMBERS = 30
#: Share of the members with a known value that a column must agree with.
_AGREEING = 0.6
_ITEM = ("url", "image", "price", "regularPrice", "datePublished", "author")


def of_item(item: Mapping[str, Any]) -> dict[str, str]:
    """Return what an annotated *item* says of its card."""
    name = item.get("name") or next(iter(item.values()), "")
    found = {"name": str(name)}
    for key in (*_ITEM, "description"):
        value = item.get(key)
        if isinstance(value, list):
            value = value[0] if len(value) == 1 else None
        if value:
            found["itemUrl" if key == "url" else key] = str(value)
    return found


def by_selector(
    outline: Outline, run: Run, known: Mapping[str, Sequence[str]]
) -> Known:
    """Return what a platform's selectors find in the members of *run*."""
    numbers = outline.numbers
    root, url = outline.document.root, outline.document.url
    found: Known = {}
    for role in ROLES[1:]:
        for css in known.get(f"card.{role}", ()):
            placed = [
                (numbers[one], one) for one in select(root, css) if one in numbers
            ]
            for at, (start, end) in enumerate(run.spans[:_MEMBERS]):
                inside = (one for place, one in placed if start <= place < end)
                element = next(inside, None)
                if element is None or role in found.get(at, {}):
                    continue
                if value := _value(role, element, url):
                    found.setdefault(at, {})[role] = value
    return found


def _value(role: str, element: HtmlElement, url: str) -> str:
    if role == "itemUrl":
        return urljoin(url, element.get("href") or "") if element.get("href") else ""
    if role == "image":
        sources = (element.get(one) or "" for one in reversed(SOURCES))
        source = next((one for one in sources if one and one[:5] != "data:"), "")
        return urljoin(url, source) if source else ""
    if role in ("price", "regularPrice"):
        paid = price(text_of(element))
        return str(paid[0]) if paid is not None else ""
    if role == "datePublished":
        return date_in(element.get("datetime") or text_of(element)) or ""
    return text_of(element)


def column_samples(
    outline: Outline, run: Run, known: Known, words: AbstractSet[str]
) -> tuple[NDArray[np.float32], NDArray[np.int64]] | None:
    """Return features and roles of the columns of cards; None if there are none."""
    kept = sorted({*list(known)[:_MEMBERS], *range(min(len(run.spans), _MEMBERS))})
    spans = [run.spans[at] for at in kept]
    cards = [Card(outline, start, end, run.container) for start, end in spans]
    found = columns(cards, words)
    if not found:
        return None
    place = {at: order for order, at in enumerate(kept)}
    roles = np.zeros(len(found), np.int64)
    for order, column in enumerate(found):
        attribute = column.place.attribute
        first = column.first()
        for role, name in enumerate(ROLES[1:], 1):
            is_source = attribute == "src" or attribute.startswith("data-")
            if (name == "itemUrl") != (attribute == "href"):
                continue
            if (name == "image") != is_source:
                continue
            wanted = {at: known[at][name] for at in known if name in known[at]}
            hits = sum(
                _same(name, first.get(place[at], ""), value)
                for at, value in wanted.items()
                if at in place
            )
            if wanted and hits >= max(1, _AGREEING * len(wanted)):
                roles[order] = role
                break
    url = outline.document.url
    return column_features(found, len(cards), url), roles


def _same(role: str, ours: str, known: str) -> bool:
    if not ours:
        return False
    if role in ("itemUrl", "image"):
        return ours.startswith("http") and page_path(ours) == page_path(known)
    if role in ("price", "regularPrice"):
        paid = price(ours)
        amount = paid[0] if paid is not None else number(ours)
        wanted = number(known)
        return amount is not None and wanted is not None and abs(amount - wanted) < 0.01
    if role == "datePublished":
        return known[:10] in (ours[:10], (date_in(ours) or "")[:10])
    if role == "description":
        one, other = folded(ours).split(), folded(known).split()
        return len(one) > 3 and one[:4] == other[:4]
    return bool(folded(ours)) and folded(ours) == folded(known)
