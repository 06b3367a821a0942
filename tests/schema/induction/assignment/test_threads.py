"""When a thread began, and who began it."""

from __future__ import annotations

import pytest

from vultrcrawl.page.document import Document
from vultrcrawl.schema.induction.assignment.threads import is_earlier, of_first_post
from vultrcrawl.schema.model import Field, Locator
from vultrcrawl.schema.sources.reading import Reading


def _dated(css: str) -> Field:
    locator = Locator(kind="css", expr=css, attribute="datetime")
    return Field(name="datePublished", locators=(locator,))


@pytest.mark.parametrize(
    ("first", "above", "earlier"),
    [
        ("2013-05-03T13:42:00", "2013-05-04T10:00:00", True),
        ("2013-05-03", "2013-05-04T10:00:00", True),
        ("2013-05-03", "2013-05-03T10:00:00", False),  # it lacks the time
        ("2013-05-03T13:42:00", "2013-05-03T13:42:00", False),
        ("2013-05-05", "2013-05-04", False),
    ],
)
def test_a_date_is_earlier_as_far_as_both_say(
    first: str, above: str, *, earlier: bool
) -> None:
    html = (
        f"<time class=above datetime={above}></time><time class=first datetime={first}>"
    )
    reading = Reading(Document(f"<main>{html}</main>", "https://a.example/"))
    found = is_earlier(_dated("time.first"), _dated("time.above"), [reading])
    assert found is earlier


@pytest.mark.parametrize(
    ("spread", "expr", "found"),
    [
        (False, "a.name", "ul > li.head a.name"),
        (True, "a.name", "ul a.name"),  # it may stand beside the head
        (True, "li.head > b", "ul > li.head > b"),
    ],
)
def test_a_post_that_goes_on_beside_its_head_has_its_author_there(
    expr: str, found: str, *, spread: bool
) -> None:
    author = Field(name="author", locators=(Locator(kind="css", expr=expr),))
    posts = Field(
        name="posts", type="array", container="ul > li.head", spread=spread,
        items=(author,),
    )  # fmt: skip
    [one] = of_first_post(posts)
    assert [at.expr for at in one.locators] == [found]
