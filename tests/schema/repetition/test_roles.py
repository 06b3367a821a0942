from __future__ import annotations

import numpy as np
import pytest

from vultrcrawl.schema.repetition.card_columns.places import Column, Value
from vultrcrawl.schema.repetition.card_columns.roles import ROLES, alike_to
from vultrcrawl.schema.sources.paths import Place

NAMES = ("Red lamp", "Blue sofa", "Green chair")


def column(css: str, *texts: tuple[str, ...]) -> Column:
    """Return a column with the values *texts* of one card each."""
    values = {
        number: [
            Value(one, number, n, titled=False, href="", struck=False)
            for n, one in enumerate(several)
        ]
        for number, several in enumerate(texts)
    }
    return Column(Place(css, "text"), values)


@pytest.mark.parametrize(
    ("own", "order"),
    [
        (NAMES, ["h3 > a", "a", "h3"]),
        (NAMES[:2], ["a", "h3 > a", "h3"]),  # not on all cards
    ],
)
def test_what_finds_nothing_besides_comes_first(
    own: tuple[str, ...], order: list[str]
) -> None:
    links = column("a", *((name, "Learn more", "Add to wishlist") for name in NAMES))
    name = column("h3 > a", *((one,) for one in own))
    around = column("h3", *((one,) for one in own))
    scores = np.zeros((3, len(ROLES)))
    scores[:, ROLES.index("name")] = 0.9, 0.6, 0.5
    found = alike_to([links, name, around], scores, 0, "name")
    assert [one.place.css for one in found] == order
