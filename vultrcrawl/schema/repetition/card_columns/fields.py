"""Fields of cards, made of the places that have their name, link, price ..."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from vultrcrawl.page.html.text import text_of
from vultrcrawl.schema.model import Example, Field, Locator, Transform, merged
from vultrcrawl.schema.names import of_label
from vultrcrawl.schema.properties.registry import PROPERTIES, by_class
from vultrcrawl.schema.repetition.card_columns.alike import (
    alike_to,
    with_links_of_names,
)
from vultrcrawl.schema.repetition.card_columns.features import column_features
from vultrcrawl.schema.repetition.card_columns.places import columns
from vultrcrawl.schema.repetition.card_columns.roles import ROLES, roles_of
from vultrcrawl.schema.repetition.forest import load
from vultrcrawl.schema.transforms import convert, locale_of
from vultrcrawl.schema.value_types import for_role, settled, type_of
from vultrcrawl.schema.values import kind_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from vultrcrawl.schema.model import JsonType, Stability
    from vultrcrawl.schema.repetition.card_columns.places import Card, Column

#: Share of the cards that is a kind of its own at least.
_OTHERS = 0.05
#: Longest value shown in an example, in characters, and the number of examples.
_EXAMPLE, _EXAMPLES = 200, 3
_URLS = ("itemUrl", "image")


def card_fields(
    cards: Sequence[Card],
    words: AbstractSet[str],
    pages: AbstractSet[str] = frozenset(),
    currency: str | None = None,
) -> list[Field]:
    """Return the fields of *cards*, name and itemUrl first; none without a name.

    *pages* are URLs of pages of the site, as far as they are known: an item's link
    leads to one more likely than a file does that is attached to it. *currency* is the
    code that the site states. Cards of one container may be of two kinds: those that
    the best place of a name is not in have fields of their own.
    """
    fields, named = _fields_of(cards, words, pages, currency)
    others = [card for number, card in enumerate(cards) if number not in named]
    if named and len(others) >= max(2.0, _OTHERS * len(cards)):
        fields = merged(fields, _fields_of(others, words, pages, currency)[0])
    return fields


def _fields_of(
    cards: Sequence[Card],
    words: AbstractSet[str],
    pages: AbstractSet[str],
    currency: str | None,
) -> tuple[list[Field], set[int]]:
    """Return the fields of *cards*, and the numbers of those that have a name."""
    found = columns(cards, words) if cards else []
    if not found:
        return [], set()
    url = cards[0].outline.document.url
    scores = load("columns").probabilities(column_features(found, len(cards), url))
    chosen = roles_of(found, scores, cards, pages)
    if "name" not in chosen:
        return [], set()
    fields = []
    named: set[int] = set()
    for role in ROLES[1:]:
        if role in chosen:
            alike = alike_to(found, scores, chosen[role], role)
            if role == "itemUrl":
                alike = with_links_of_names(found, alike, found[chosen["name"]])
            fields += _fields(role, alike, cards, currency)
            if role == "name":
                named = {number for column in alike for number in column.values}
    taken = {field.name for field in fields} | {"url"}
    fields += _headed(found, cards, set(chosen.values()), taken)
    return fields, named


def _fields(
    role: str, alike: Sequence[Column], cards: Sequence[Card], currency: str | None
) -> list[Field]:
    """Return the field of a *role*, with the sign for one of prices."""
    if role in _URLS:
        return [_field(role, alike, cards, format_="uri")]
    found = _field(role, alike, cards, currency=currency)
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
    currency: str | None = None,
) -> Field:
    """Return the field *name* of columns; its transform is by default its role's."""
    first = alike[0].first()
    texts = [text for column in alike for text in column.first().values()]
    locale = locale_of(cards[0].outline.document)
    one = transform or for_role(name, texts, locale, currency=currency)
    transforms = () if one is None else (one,)
    having = {number for column in alike for number in column.values}
    examples: list[Example] = []
    for number, text in first.items():
        document = cards[number].outline.document
        value = convert(text, transforms, locale_of(document))
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
            if (label := _head_of(cards[number], values[0].number))
        )
        if not labels:
            continue
        label = labels.most_common(1)[0][0]
        first = column.first()
        texts = list(first.values())
        kind = kind_of(texts)
        name = _name_of(label, kind)
        if not name or name in names or any(_same(first, one) for one in said):
            continue
        names.add(name)
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


def _name_of(label: str, kind: str) -> str:
    """Return the name of a column by its *label*: how many there are is no state."""
    standard = by_class(label)
    if standard is None or (
        kind in ("integer", "decimal")
        and PROPERTIES[standard].accepts not in ("price", "number")
    ):
        return of_label(label)
    return standard


def _head_of(card: Card, number: int) -> str:
    """Return what the head of its column says of a cell, or the cell itself; or ""."""
    element = card.outline.nodes[number].element
    if element.tag not in ("td", "th"):
        return ""
    if said := element.get("data-label") or element.get("data-title"):
        return str(said).strip()
    row = element.getparent()
    if row is None or row.tag != "tr":
        return ""
    table = next(row.iterancestors("table"), None)
    if table is None:
        return ""
    at = sum(1 for _ in element.itersiblings("td", "th", preceding=True))
    head = next((one for one in table.iter("tr")), None)
    if head is None or head is row or head.find("th") is None:
        return ""
    cells = [one for one in head if one.tag in ("td", "th")]
    return text_of(cells[at]) if at < len(cells) else ""
