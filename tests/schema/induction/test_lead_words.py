from __future__ import annotations

import pytest

from tests.schema.repetition import sites
from vultrcrawl.page.document import Document
from vultrcrawl.schema.extraction import Extractor
from vultrcrawl.schema.induction import SiteContext, induce
from vultrcrawl.taxonomy import PageType


def member(number: int, heading: str, *, alone: bool) -> Document:
    """Return a page about somebody, whom a text on it calls by name alone, or not."""
    name = f"{sites.words(number, 1)}{number}"
    told = f"<p><b>{name}</b> is a member.</p>" if alone else ""
    body = f"<h1>{heading.format(name)}</h1>{told}<p>Joined: 200{number % 10}</p>"
    url = f"https://forum.example/u/{number}"
    return sites.page(body, url, heading.format(name))


def names(heading: str, *, alone: bool, linked: str | None = None) -> list[str]:
    """Return the names of two pages, called *linked* by links that lead to them."""
    pages = [member(n, heading, alone=alone) for n in range(12)]
    texts = {
        f"https://forum.example/u/{n}": [linked.format(f"{sites.words(n, 1)}{n}")]
        for n in range(12)
        if linked
    }
    schema = induce(
        pages, page_type=PageType.PROFILE, context=SiteContext(anchors=texts)
    )
    found = Extractor(schema)
    return [found.apply(member(n, heading, alone=alone))[0]["name"] for n in (20, 21)]


PLAIN = [f"{sites.words(n, 1)}{n}" for n in (20, 21)]


@pytest.mark.parametrize("heading", ["Profile of {}", "Profil de {}", "{} Member Page"])
def test_words_at_all_names_are_none_of_a_name_that_stands_alone(heading: str) -> None:
    assert names(heading, alone=True) == PLAIN
    assert names(heading, alone=False, linked="{}") == PLAIN


def test_words_at_all_names_stay_where_nothing_says_the_name_without() -> None:
    whole = [f"Hotel {name}" for name in PLAIN]
    assert names("Hotel {}", alone=False) == whole
    assert names("Hotel {}", alone=True, linked="Hotel {}") == whole
