"""Which template of a site document a page is of."""

from __future__ import annotations

from typing import Any

import pytest

from tests.site.documents import document
from vultrcrawl.page.document import Document
from vultrcrawl.site.document import SiteDocument, read_site

RECIPE = "<h1>Pad Thai</h1><p class=time>20 min</p><ul class=steps><li>Boil.</ul>"
ARTICLE = "<h1>On noodles</h1><p>They are long.</p>"


def _field(name: str, css: str, filled: float = 1.0) -> dict[str, Any]:
    locators = [{"kind": "css", "expr": css}]
    return {"name": name, "type": "string", "filled": filled, "locators": locators}


def _site(
    *templates: tuple[str, list[str], list[str], list[dict[str, Any]]],
) -> SiteDocument:
    """Return a site with *templates*: name, URL shapes, must-have selectors, fields."""
    data = document()
    (model,) = data["templates"]
    data["templates"] = [
        {
            **model,
            "name": name,
            "match": {"url_shapes": shapes, "must_have": must_have},
            "item": {"cardinality": "one", "fields": fields},
        }
        for name, shapes, must_have, fields in templates
    ]
    return read_site(data)


def _recognised(site: SiteDocument, html: str, path: str) -> str | None:
    found = site.recognise(Document(f"<main>{html}</main>", f"https://a.example{path}"))
    return found.name if found else None


def test_of_templates_that_fit_the_one_whose_urls_are_closest_counts() -> None:
    title = _field("name", "h1")
    site = _site(
        ("article", ["/{*}/{path}"], ["h1"], [title]),
        ("recipe", ["/recipes/{slug}/"], ["h1"], [title]),
    )
    assert _recognised(site, RECIPE, "/recipes/some-pad-thai/") == "recipe"
    assert _recognised(site, ARTICLE, "/notes/some-noodles/") == "article"


@pytest.mark.parametrize(("html", "name"), [(RECIPE, "recipe"), (ARTICLE, "article")])
def test_of_templates_with_the_same_urls_the_one_whose_fields_are_there_counts(
    html: str, name: str
) -> None:
    title, time = _field("name", "h1"), _field("totalTime", "p.time")
    site = _site(
        ("recipe", ["/{slug}/"], ["h1"], [title, time]),
        ("article", ["/{slug}/"], ["h1"], [title, _field("price", "b.price", 0.1)]),
    )
    assert _recognised(site, html, "/a-page-of-it/") == name


def test_a_page_without_what_its_template_must_have_is_of_none() -> None:
    site = _site(("article", ["/{slug}/"], ["h1"], [_field("name", "h1")]))
    assert _recognised(site, "<p>Not found</p>", "/a-page-of-it/") is None


def test_any_query_is_one_of_a_shape_with_any() -> None:
    site = _site(("list", ["/knives.html?{query}"], ["h1"], [_field("name", "h1")]))
    assert _recognised(site, ARTICLE, "/knives.html?dir=desc&p=2") == "list"
    assert _recognised(site, "<p>Knives</p>", "/knives.html") is None
