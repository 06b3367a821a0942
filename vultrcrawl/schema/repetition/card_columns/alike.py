"""Places of cards that say the same as the best one: further locators of a field."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from vultrcrawl.schema.repetition.card_columns.roles import ROLES, is_source
from vultrcrawl.schema.values import folded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from vultrcrawl.schema.repetition.card_columns.places import Column

#: Other places that say the same are further locators: of this share of the cards.
_AGREEING, _LOCATORS = 0.8, 3


def alike_to(
    found: Sequence[Column], scores: NDArray[np.float64], best: int, role: str
) -> list[Column]:
    """Return the best column, and others of its kind that say the same.

    One that finds nothing besides comes before the best if they differ on no card.
    """
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
        if is_source(column) != is_source(found[best]):
            continue
        other = {n: folded(text) for n, text in column.first().items()}
        both = first.keys() & other.keys()
        same = sum(first[n] == other[n] for n in both)
        if not both or same < _AGREEING * len(both):
            continue
        if same == len(first) and _finds_more(alike[0]) and _finds_one(column):
            alike.insert(0, column)
        else:
            alike.append(column)
    return alike


def with_links_of_names(
    found: Sequence[Column], links: list[Column], name: Column
) -> list[Column]:
    """Return *links*, columns of the items' own, after one that is right where not all.

    Where the name stands in a link, that leads to the item: on some pages of a template
    another link, with a picture, comes before it.
    """
    own = {number: values[0].href for number, values in name.values.items()}
    first = links[0].first()
    wrong = {n for n, link in own.items() if link and first.get(n, link) != link}
    right: list[tuple[int, Column]] = []
    for column in found if wrong else ():
        values = column.first()
        agrees = all(own.get(n) == link for n, link in values.items())
        if column.place.attribute == "href" and agrees:
            right.append((len(wrong & values.keys()), column))
    most, best = max(right, key=lambda one: one[0], default=(0, links[0]))
    return [best, *links] if most else links


def _finds_more(column: Column) -> bool:
    """Whether *column* has several values on most cards: the buttons beside a name."""
    several = sum(len({one.text for one in v}) > 1 for v in column.values.values())
    return 2 * several > len(column.values)


def _finds_one(column: Column) -> bool:
    """Whether *column* finds a value by what it is, and not by its number."""
    return not _finds_more(column) and ":nth-" not in column.place.css
