"""Candidates from places in the tree: what they are called, and what they are worth."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from typing import TYPE_CHECKING

from vultrcrawl.schema.amounts import minutes
from vultrcrawl.schema.bylines import date_in
from vultrcrawl.schema.candidate import Candidate
from vultrcrawl.schema.markup import BARE, hint, is_noise, markup, markup_name
from vultrcrawl.schema.values import kind_of
from vultrcrawl.schema.view import HEADINGS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from vultrcrawl.schema.paths import Place, Places

#: Length of a paragraph that is more than a remark, in characters.
_PARAGRAPH = 200
#: Longest date with a time, a zone and a word before it, in characters.
_DATE = 40


def least_pages(total: int) -> int:
    """Return on how many of *total* pages a place in the tree must have a value."""
    return 1 if total < 2 else max(2, math.ceil(0.15 * total))


def dom(pages: Sequence[Places], *, cards: bool = False) -> list[Candidate]:
    """Return candidates of places that enough of *pages* (or cards) have."""
    by_place: dict[Place, dict[int, list[str]]] = defaultdict(dict)
    for number, page in enumerate(pages):
        for place, values in page.items():
            by_place[place][number] = values
    least = least_pages(len(pages))
    return [
        _placed(place, values, len(pages), cards=cards)
        for place, values in _without_states(by_place).items()
        if len(values) >= least and not is_noise(place.css)
    ]


def _without_states(
    by_place: dict[Place, dict[int, list[str]]],
) -> dict[Place, dict[int, list[str]]]:
    """Return *by_place* with places as one that differ in a class, never on one page.

    ``p.stock.in`` and ``p.stock.out`` are ``p.stock`` in two states: a selector that
    asks for one misses what is in another.
    """
    alike: dict[Place, list[Place]] = defaultdict(list)
    for place in by_place:
        for css in {place.css, *_wider(place.css)}:
            alike[place._replace(css=css)].append(place)
    found = dict(by_place)
    for wide in sorted(alike, key=lambda one: (-len(alike[one]), -len(one.css), one)):
        states = [place for place in alike[wide] if place in found]
        pages = [number for place in states for number in found[place]]
        if len(states) > 1 and len(set(pages)) == len(pages) and _said_alike(states):
            joined = [found.pop(place) for place in states]
            found[wide] = {number: one[number] for one in joined for number in one}
    return found


def _wider(css: str) -> Iterator[str]:
    """Yield *css* without one of the two classes that a step has."""
    steps = css.split(" > ")
    for index, step in enumerate(steps):
        tag, *classes = step.split(".")
        if len(classes) == 2 and " " not in step:
            for one in classes:
                yield " > ".join([*steps[:index], f"{tag}.{one}", *steps[index + 1 :]])


def _said_alike(places: Sequence[Place]) -> bool:
    """Whether the classes of *places* don't stand for different standard names."""
    hints = filter(None, (hint(place.css.split(" > ")) for place in places))
    return len({name for name, _ in hints}) < 2


def _placed(
    place: Place, values: dict[int, list[str]], total: int, *, cards: bool
) -> Candidate:
    steps = place.css.split(" > ")
    last = steps[-1].split(" ")[-1]
    tag = re.split(r"[.#\[]", last, maxsplit=1)[0]
    several = any(len(set(texts)) > 1 for texts in values.values())
    name, score = markup_name(steps, tag, place.attribute, several=several)
    if score == BARE and (kind := _kind(values)):
        name, score = f"{kind}s" if several else kind, 0.45
    if cards and (place.attribute == "href" or tag in (*HEADINGS, "a")):
        name, score = _linked(place, tag, name, score)
    elif tag == "h1" and not several:
        score = 0.9
    elif place.attribute in ("datetime", "content"):
        score = max(score, 0.75)
    elif place.css.endswith(" p") and " > p" not in place.css[-4:]:
        score, name = 0.85, "articleBody"
    elif tag == "p" and _longest(values) > _PARAGRAPH:
        score = max(score, 0.55)
    elif "#" not in place.css and "." not in place.css:
        score -= 0.1
    if name == "author" and _dated(values):
        score -= 0.15  # with a date, or more, beside it
    if place.attribute == "own" and tag not in HEADINGS:
        score -= 0.03  # what is left of a text without the links in it
    return Candidate(
        "css", place.css, place.attribute, values, name,
        score=score * (0.5 + len(values) / total / 2),
        markup=markup(steps),
    )  # fmt: skip


def _linked(place: Place, tag: str, name: str, score: float) -> tuple[str, float]:
    """Return name and worth of a heading or a link of a card, better than by markup."""
    if place.attribute == "href":
        return "itemUrl", 0.8
    if place.attribute == "title":
        return "name", 0.86  # as a heading, but never cut
    if tag in HEADINGS:
        return "name", 0.85
    return ("name", 0.7) if score < 0.6 else (name, score)


def _longest(values: dict[int, list[str]]) -> int:
    return max(len(text) for texts in values.values() for text in texts)


def _kind(values: dict[int, list[str]]) -> str:
    """Return what all of *values* are, by how they are written; "" if nothing known.

    A date may have a time beside it.
    """
    texts = [text for found in values.values() for text in found]
    if all(len(text) <= _DATE and date_in(text) for text in texts):
        return "date"
    if all(len(text) <= _DATE and minutes(text) for text in texts):
        return "duration"
    if kind_of(texts) == "price":
        return "price"
    return ""


def _dated(values: dict[int, list[str]]) -> bool:
    """Whether most of *values* have digits."""
    texts = [text for found in values.values() for text in found]
    return sum(any(map(str.isdigit, text)) for text in texts) > 0.5 * len(texts)
