"""A page's own text, without what the site puts on all its pages."""

from __future__ import annotations

import numpy as np

from tests.inference.sites import digest
from vultrcrawl.inference.content import CONTENT_MEASURES, PLACES, read_content
from vultrcrawl.inference.words import TYPES
from vultrcrawl.taxonomy import PageType

_ADS = "<p>Buy now! Cheap windows, only $99, in the shop of our partner.</p>"


def _page(number: int) -> str:
    text = f"Story of village {number * 7}, told by its people. " * 4
    return (
        f"<title>Village {number} | Old Town News</title>{_ADS}<h1>Old Town News</h1>"
        f"<h2>Privacy of village {'abcdefghijkl'[number]}</h2><p>{text}</p>"
    )


def _words(pages: int, at: int, place: str, page_type: PageType) -> float:
    content = read_content([digest(f"/v{n}.html", _page(n)) for n in range(pages)])
    return float(content.words[at, PLACES.index(place), TYPES.index(page_type)])


def _measure(pages: int, name: str) -> float:
    content = read_content([digest(f"/v{n}.html", _page(n)) for n in range(pages)])
    return float(content.measures[0, CONTENT_MEASURES.index(name)])


def test_advertisements_on_all_pages_are_no_page_s_own() -> None:
    assert _words(12, 3, "text", PageType.PRODUCT) == 0
    assert _measure(12, "prices") == 0
    assert _measure(12, "chrome") > 0


def test_a_few_pages_do_not_tell_what_is_theirs() -> None:
    assert _words(2, 1, "text", PageType.PRODUCT) > 0
    assert _measure(2, "prices") > 0
    assert _measure(2, "chrome") == 0


def test_the_head_is_the_first_heading_that_is_the_page_s_own() -> None:
    assert _words(12, 3, "head", PageType.LEGAL) > 0
    assert _words(12, 3, "head", PageType.ARTICLE) == 0, "News is in all titles"


def test_measures_are_numbers_for_any_page() -> None:
    for html in ("", "<p>", "<title></title><h1></h1><p>\ud800</p>"):
        content = read_content([digest("/", html)])
        assert np.isfinite(content.measures).all()
        assert np.isfinite(content.words).all()
