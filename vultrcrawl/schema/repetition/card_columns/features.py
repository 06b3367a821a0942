"""What tells the name, the link and other values of cards: numbers without words."""

from __future__ import annotations

import math
import re
from collections import Counter
from itertools import takewhile
from statistics import fmean, pstdev
from typing import TYPE_CHECKING

import numpy as np

from vultrcrawl.schema.repetition.targets import address_of, likeness_to_slug
from vultrcrawl.schema.values import folded, price
from vultrcrawl.values.dates import date_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from vultrcrawl.schema.repetition.card_columns.places import Column

#: Cards whose values are read.
_SAMPLE = 40
_ATTRIBUTES = ("text", "own", "href", "title", "alt", "datetime", "content", "src")
_TAGS = ("a", "h", "td", "th", "span", "p", "div", "time", "img", "li", "b", "dt", "dd")
_NONE = float("nan")
_NUMBER = re.compile(r"\W*[\d.,'\s]+\W*")

NAMES = (
    "cards", "covered", "several", "distinct", "length", "length_spread", "words",
    "digits", "letters", "capital", "dates", "prices", "numbers", "order", "rank",
    "titled", "linked", "struck", "depth", "classed", "slug", "link_distinct",
    "link_internal", "link_here", "link_below", "link_shape", "link_query", "link_text",
    "link_others", "same_texts", "longest", "path_length", "number_of_type",
    *(f"is_{name}" for name in _ATTRIBUTES), *(f"tag_{tag}" for tag in _TAGS),
    "common_start",
)  # fmt: skip


def column_features(
    columns: Sequence[Column], cards: int, url: str
) -> NDArray[np.float32]:
    """Return what is known of each column, shape (columns, features).

    *cards* is how many cards there are, *url* the address of a page that has them.
    """
    firsts = [dict(list(column.first().items())[:_SAMPLE]) for column in columns]
    said = Counter(
        (number, folded(text)) for first in firsts for number, text in first.items()
    )
    longest = max((fmean(map(len, first.values())) for first in firsts), default=1.0)
    orders = [
        fmean(values[0].order for values in column.values.values())
        for column in columns
    ]
    ranks = {
        at: n
        for n, at in enumerate(sorted(range(len(columns)), key=lambda i: orders[i]))
    }
    text_at = [
        {v[0].number: v[0].text for v in column.values.values()}
        for column in columns
        if column.place.attribute in ("text", "own")
    ]
    texts = {number: text for found in text_at for number, text in found.items()}
    rows = []
    for at, column in enumerate(columns):
        first = firsts[at]
        rows.append([
            *_shape(column, first, cards),
            orders[at],
            ranks[at] / len(columns),
            *_standing(column),
            *_leads(column, first, url, texts),
            fmean(said[number, folded(text)] for number, text in first.items()),
            fmean(map(len, first.values())) / longest,
            *_kind(column),
            common_start(list(first.values())),
        ])  # fmt: skip
    return np.array(rows, np.float32).reshape(len(columns), len(NAMES))


def common_start(texts: Sequence[str]) -> float:
    """Return the share of the texts that all of them start with, 0 to 1."""
    if len(texts) < 2:
        return _NONE
    # What the first and the last in order share is what all share.
    pairs = zip(min(texts), max(texts), strict=False)
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    return same / max(1.0, fmean(map(len, texts)))


def _share(texts: Sequence[str], characters: str) -> float:
    return fmean(
        sum(getattr(letter, characters)() for letter in text) / max(1, len(text))
        for text in texts
    )


def _shape(column: Column, first: dict[int, str], cards: int) -> list[float]:
    texts = list(first.values())
    lengths = [len(text) for text in texts]
    several = sum(len({v.text for v in found}) > 1 for found in column.values.values())
    short = [text[:300] for text in texts]
    return [
        math.log(min(cards, 10)),
        len(column.values) / cards,
        several / len(column.values),
        len(set(texts)) / len(texts),
        math.log1p(fmean(lengths)),
        pstdev(lengths) / max(1.0, fmean(lengths)),
        fmean(len(text.split()) for text in short),
        _share(short, "isdigit"),
        _share(short, "isalpha"),
        fmean(text[:1].isupper() for text in texts),
        fmean(len(t) < 60 and date_in(t) is not None for t in texts),
        fmean(len(t) < 60 and price(t) is not None for t in texts),
        fmean(_NUMBER.fullmatch(t[:40]) is not None for t in texts),
    ]


def _standing(column: Column) -> list[float]:
    found = [values[0] for values in column.values.values()]
    css = column.place.css
    return [
        fmean(one.titled for one in found),
        fmean(bool(one.href) for one in found),
        fmean(one.struck for one in found),
        float(css.count(">")),
        float("." in css.rpartition(" ")[2]),
    ]


def _leads(
    column: Column, first: dict[int, str], url: str, texts: dict[int, str]
) -> list[float]:
    here = address_of(url, url)
    addresses = {
        number: address
        for number, values in list(column.values.items())[:_SAMPLE]
        if values[0].href and (address := address_of(values[0].href, url)) is not None
    }
    if not addresses or here is None:
        return [_NONE] * 9
    count = len(addresses)
    folder = here.path.rpartition("/")[0] + "/"
    shapes = Counter(one.shape for one in addresses.values())
    own = {
        number: texts.get(column.values[number][0].number, "")
        if column.place.attribute == "href"
        else first[number]
        for number in addresses
    }
    return [
        fmean(likeness_to_slug(own[n][:200], one) for n, one in addresses.items()),
        len(set(addresses.values())) / count,
        fmean(one.host == here.host for one in addresses.values()),
        fmean(one.path == here.path for one in addresses.values()),
        fmean(one.path.startswith(folder) for one in addresses.values()),
        shapes.most_common(1)[0][1] / count,
        fmean(bool(one.query) for one in addresses.values()),
        math.log1p(fmean(map(len, own.values()))),
        fmean(bool(text) for text in own.values()),
    ]


def _kind(column: Column) -> list[float]:
    css, attribute = column.place
    last = css.rpartition(" ")[2]
    tag = re.split(r"[.#\[:]", last, maxsplit=1)[0]
    tag = "h" if re.fullmatch(r"h[1-6]", tag) else "b" if tag == "strong" else tag
    if attribute.startswith("data-"):
        attribute = "src"
    numbered = re.search(r"\((\d+)\)$", last)
    return [
        float(min(len(css), 200)),
        float(numbered[1]) if numbered else 0.0,
        *(float(attribute == name) for name in _ATTRIBUTES),
        *(float(tag == name) for name in _TAGS),
    ]
