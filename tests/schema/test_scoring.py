"""How well locators do is told by the values that records would have of them."""

from __future__ import annotations

from vultrcrawl.page.document import Document
from vultrcrawl.schema import scoring
from vultrcrawl.schema.model import Field, Locator
from vultrcrawl.schema.sources.reading import Reading

NAMES = ("Red lamp", "Blue sofa", "Green chair")


def units() -> list[scoring.Unit]:
    """Return cards with three links each, of which the first has the name."""
    page = "".join(
        f'<li><h3 class="n"><a href="/{n}">{name}</a></h3>'
        '<a href="/more">Learn more</a> <a href="/wish">Add to wishlist</a></li>'
        for n, name in enumerate(NAMES)
    )
    document = Document(f"<ul>{page}</ul>", "https://shop.test/")
    return [scoring.Unit(Reading(document), one) for one in document.root.iter("li")]


def scores(*, multiple: bool = False) -> list[tuple[float | None, float | None]]:
    locators = (Locator(kind="css", expr="a"), Locator(kind="css", expr="h3.n > a"))
    field = Field(name="name", multiple=multiple, locators=locators)
    found = scoring.tested(field, units(), in_turn=False)
    assert found is not None
    return [(one.coverage, one.agreement) for one in found.locators]


def test_locators_that_give_the_same_first_value_agree() -> None:
    assert scores() == [(1.0, 1.0), (1.0, 1.0)]


def test_locators_of_lists_agree_if_all_their_values_do() -> None:
    assert scores(multiple=True) == [(1.0, 1.0), (1.0, 0.0)]
