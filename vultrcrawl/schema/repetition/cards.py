"""Fields of cards: which place has the name, the link, the price ..., by a model."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from statistics import fmean
from typing import TYPE_CHECKING

import numpy as np

from vultrcrawl.schema.model import Example, Field, Locator, Transform, merged
from vultrcrawl.schema.repetition.column_features import column_features, common_start
from vultrcrawl.schema.repetition.forest import load
from vultrcrawl.schema.repetition.heads import column_name, label_of
from vultrcrawl.schema.repetition.places import columns
from vultrcrawl.schema.transforms import context_of, convert
from vultrcrawl.schema.value_types import for_role, settled, type_of
from vultrcrawl.schema.values import folded, kind_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from numpy.typing import NDArray

    from vultrcrawl.schema.model import JsonType, Stability
    from vultrcrawl.schema.repetition.places import Card, Column

ROLES = (
    "none", "name", "itemUrl", "image", "price", "regularPrice", "datePublished",
    "author", "description",
)  # fmt: skip
"""Classes of the model, in its order."""
#: How much more a text counts for a name in the item's own link.
_LINKED = 2.0
#: Links that may be the item's own and are tried with all names.
_LIKELY = 6
#: A name may stand in so many cards of a page without counting less.
_REPEATED = 3
#: Probabilities from which on a place has a role. A card without a name is none, so the
#: best place has it; a wrong link is worse than none.
_LEAST = {"name": 0.01, "itemUrl": 0.03, "image": 0.25, "price": 0.35}
_LEAST_OTHER = 0.5
#: Other places that say the same are further locators: of this share of the cards.
_AGREEING, _LOCATORS = 0.8, 3
#: Share of the cards that is a kind of its own at least.
_OTHERS = 0.05
#: Longest value shown in an example, in characters, and the number of examples.
_EXAMPLE, _EXAMPLES = 200, 3
_URLS = ("itemUrl", "image")


def card_fields(cards: Sequence[Card], words: AbstractSet[str]) -> list[Field]:
    """Return the fields of *cards*, name and itemUrl first; none without a name.

    Cards of one container may be of two kinds: those that the best place of a name is
    not in have fields of their own.
    """
    fields, named = _fields_of(cards, words)
    others = [card for number, card in enumerate(cards) if number not in named]
    if named and len(others) >= max(2.0, _OTHERS * len(cards)):
        fields = merged(fields, _fields_of(others, words)[0])
    return fields


def _fields_of(
    cards: Sequence[Card], words: AbstractSet[str]
) -> tuple[list[Field], set[int]]:
    """Return the fields of *cards*, and the numbers of those that have a name."""
    found = columns(cards, words) if cards else []
    if not found:
        return [], set()
    url = cards[0].outline.view.document.url
    scores = load("columns").probabilities(column_features(found, len(cards), url))
    chosen = _assign(found, scores, cards)
    if "name" not in chosen:
        return [], set()
    fields = []
    named: set[int] = set()
    for role in ROLES[1:]:
        if role in chosen:
            alike = _alike(found, scores, chosen[role], role)
            fields += _fields(role, alike, cards)
            if role == "name":
                named = {number for column in alike for number in column.values}
    taken = {field.name for field in fields} | {"url"}
    fields += _headed(found, cards, set(chosen.values()), taken)
    return fields, named


def _assign(
    found: Sequence[Column], scores: NDArray[np.float64], cards: Sequence[Card]
) -> dict[str, int]:
    """Return the column of each role that is told, by its number."""
    chosen: dict[str, int] = {}
    links = np.array([column.place.attribute == "href" for column in found])
    pictures = np.array([_is_source(column) for column in found])
    texts = ~links & ~pictures
    names = np.where(texts, scores[:, 1] * _telling(found, cards), -1)
    likely = np.argsort(-np.where(links, scores[:, 2], -1), kind="stable")
    # The name and the item's link are chosen together: one stands in the other.
    best = 0.0
    for at in map(int, likely[:_LIKELY]):
        if not links[at] or scores[at, 2] < _LEAST["itemUrl"]:
            break
        own = found[at].first()
        linked = np.array([_share_in(column, own) for column in found])
        both = names * (1 + _LINKED * linked) * scores[at, 2]
        if both.max() > best:
            best = float(both.max())
            chosen = {"itemUrl": at, "name": int(np.argmax(both))}
    if not chosen and names.max() > 0:
        chosen["name"] = int(np.argmax(names))
    if chosen and names[chosen["name"]] < _LEAST["name"]:
        del chosen["name"]
    taken = set(chosen.values())
    for number, role in enumerate(ROLES):
        if role in ("none", "name", "itemUrl"):
            continue
        usable = pictures if role == "image" else texts
        free = np.array([n not in taken for n in range(len(found))])
        at = int(np.argmax(np.where(usable & free, scores[:, number], -1)))
        if (
            usable[at]
            and free[at]
            and scores[at, number] >= _LEAST.get(role, _LEAST_OTHER)
        ):
            chosen[role] = at
            taken.add(at)
    return chosen


def _telling(found: Sequence[Column], cards: Sequence[Card]) -> NDArray[np.float64]:
    """Return how much the texts of columns tell the cards of a page apart, 0 to 1.

    What all texts of a page start with, such as ``Read more about``, does not, and a
    text that many cards have does not.
    """
    return np.array([_apart(column, cards) for column in found])


def _apart(column: Column, cards: Sequence[Card]) -> float:
    by_page: dict[int, list[str]] = defaultdict(list)
    for number, text in column.first().items():
        by_page[id(cards[number].outline)].append(text)
    several = [texts for texts in by_page.values() if len(texts) > 1]
    if not several:
        return 1.0
    shares = [
        (1 - common_start(texts)) * min(1.0, _REPEATED * len(set(texts)) / len(texts))
        for texts in several
    ]
    return fmean(shares)


def _is_source(column: Column) -> bool:
    attribute = column.place.attribute
    return attribute == "src" or attribute.startswith("data-")


def _share_in(column: Column, links: dict[int, str]) -> float:
    """Return the share of the cards whose value stands in the item's own link."""
    inside = sum(
        values[0].href == links.get(number) for number, values in column.values.items()
    )
    return inside / len(links)


def _alike(
    found: Sequence[Column], scores: NDArray[np.float64], best: int, role: str
) -> list[Column]:
    """Return the best column, and others of its kind that say the same."""
    number = ROLES.index(role)
    first = {n: folded(text) for n, text in found[best].first().items()}
    alike = [found[best]]
    for at in np.argsort(-scores[:, number], kind="stable"):
        column = found[at]
        if at == best or len(alike) == _LOCATORS:
            continue
        if (column.place.attribute == "href") != (
            found[best].place.attribute == "href"
        ):
            continue
        if _is_source(column) != _is_source(found[best]):
            continue
        other = {n: folded(text) for n, text in column.first().items()}
        both = first.keys() & other.keys()
        if both and sum(first[n] == other[n] for n in both) >= _AGREEING * len(both):
            alike.append(column)
    return alike


def _fields(role: str, alike: Sequence[Column], cards: Sequence[Card]) -> list[Field]:
    """Return the field of a *role*, with the sign for one of prices."""
    if role in _URLS:
        return [_field(role, alike, cards, format_="uri")]
    found = _field(role, alike, cards)
    if role != "price" or not found.transforms:
        return [] if role == "datePublished" and not found.transforms else [found]
    paid = found.transforms[0]
    signs = [
        _field(name, alike, cards, replace(paid, name=name))
        for name in ("currency", "currencyRaw")
    ]
    return [found, *(one for one in signs if one.examples)]


def _field(
    name: str,
    alike: Sequence[Column],
    cards: Sequence[Card],
    transform: Transform | None = None,
    *,
    format_: str | None = None,
    label: str | None = None,
) -> Field:
    """Return the field *name* of columns; its transform is by default its role's."""
    first = alike[0].first()
    texts = [text for column in alike for text in column.first().values()]
    language, url = context_of(cards[0].outline.view.document)
    one = transform or for_role(name, texts, language=language, url=url)
    transforms = () if one is None else (one,)
    having = {number for column in alike for number in column.values}
    examples: list[Example] = []
    for number, text in first.items():
        document = cards[number].outline.view.document
        value = convert(text, transforms, context_of(document))
        if value is not None and len(examples) < _EXAMPLES:
            shown = value[:_EXAMPLE] if isinstance(value, str) else value
            example = Example(url=document.url, raw=text[:_EXAMPLE], value=shown)
            examples.append(example)
    type_: JsonType = "string"
    if one is not None:
        type_, format_ = type_of(one.name, [example.value for example in examples])
    return Field(
        name=name,
        label=label,
        type=type_,
        format=format_,
        nullable=len(having) < len(cards),
        distinct_ratio=round(len(set(first.values())) / len(first), 3),
        locators=tuple(_locator(column) for column in alike),
        transforms=transforms,
        examples=tuple(examples),
    )


def _locator(column: Column) -> Locator:
    css, attribute = column.place
    stability: Stability = "medium" if "." in css and ":nth" not in css else "low"
    return Locator(kind="css", expr=css, attribute=attribute, stability=stability)


def _headed(
    found: Sequence[Column],
    cards: Sequence[Card],
    used: AbstractSet[int],
    taken: set[str],
) -> list[Field]:
    """Return the fields of a table's columns that its head, or a cell, gives names."""
    fields = []
    names = set(taken)
    said = [found[at].first() for at in used]
    for at, column in enumerate(found):
        if at in used or column.place.attribute not in ("text", "own"):
            continue
        labels = Counter(
            label
            for number, values in list(column.values.items())[:20]
            if (label := label_of(cards[number], values[0].number))
        )
        if not labels:
            continue
        label = labels.most_common(1)[0][0]
        first = column.first()
        kind = kind_of(list(first.values()))
        name = column_name(label, kind)
        if not name or name in names or any(_same(first, one) for one in said):
            continue
        names.add(name)
        texts = list(first.values())
        kind = kind_of(texts)
        made: Transform | None = None
        if kind == "price":
            made = settled("price", texts)
        elif kind in ("integer", "decimal"):
            made = Transform(name="integer" if kind == "integer" else "number")
        fields.append(_field(name, [column], cards, made, label=label))
    return fields


def _same(one: Mapping[int, str], other: Mapping[int, str]) -> bool:
    """Whether most values of *one* are those that the same cards have in *other*."""
    return 2 * sum(other.get(card) == text for card, text in one.items()) > len(one)
