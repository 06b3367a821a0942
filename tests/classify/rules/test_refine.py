"""Finer types: what turns the model's answer, and what leaves it."""

from __future__ import annotations

import pytest

from tests.classify import pages
from vultrcrawl.classify.cascade import classify_document
from vultrcrawl.classify.reading import PageReading
from vultrcrawl.classify.rules.refine import refine
from vultrcrawl.items import ClassifiedBy
from vultrcrawl.page.document import Document
from vultrcrawl.taxonomy import PageType

HUB = pages.page(
    "Kitchen | Acme shop",
    "<ul class=tiles>"
    + "".join(
        f'<li><a href="/c/kitchen/{name}/"><img src="/{name}.jpg"><h3>{name}</h3></a>'
        for name in ("mugs", "plates", "bowls", "pans", "knives", "spoons")
    )
    + "</ul>",
)
_ROWS = "".join(
    f"<tr><td>{n}</td><td>{n * 3}.5</td><td>Bo</td></tr>" for n in range(40)
)
TABLE = pages.page("Tides", f"<h1>Tides</h1><table>{_ROWS}</table>")
LINKED = pages.page(
    "Tides",
    "<table>"
    + _ROWS.replace("<td>Bo</td>", '<td><a href="/tide">Bo</a></td>')
    + "</table>",
)


def refined(html: str, url: str, page_type: PageType) -> PageType | None:
    finding = refine(PageReading(Document(html, url), url), page_type)
    return finding.page_type if finding else None


@pytest.mark.parametrize(
    ("html", "url", "said", "expected"),
    [
        (
            pages.documentation(),
            "https://a.example/2024/03/12/x",
            "documentation",
            "article",
        ),
        (
            pages.documentation(),
            "https://docs.a.example/2024/03/x",
            "documentation",
            None,
        ),
        (pages.documentation(), "https://a.example/docs/x", "documentation", None),
        (
            pages.documentation(),
            "https://help.a.example/x",
            "documentation",
            "faq_support",
        ),
        (pages.article(), "https://a.example/hc/en/12", "article", "faq_support"),
        (pages.article(), "https://a.example/news/help", "article", None),
        (HUB, "https://a.example/c/kitchen/", "product_listing", "section_hub"),
        (HUB, "https://a.example/c/kitchen/", "content_listing", None),
        (pages.product_listing(), "https://a.example/c/mugs", "product_listing", None),
        (pages.service(), "https://a.example/2024/03/x", "service_landing", "article"),
        (TABLE, "https://a.example/tides", "article", "data_table"),
        (LINKED, "https://a.example/tides", "content_listing", None),
        (pages.content_listing(), "https://a.example/blog/", "content_listing", None),
    ],
)
def test_refine(html: str, url: str, said: str, expected: str | None) -> None:
    assert refined(html, url, PageType(said)) == expected


def test_both_reasons_are_given() -> None:
    url = "https://acme.example/2024/03/12/reading-files"
    answer = classify_document(Document(pages.documentation(), url), url)
    assert answer.page_type is PageType.ARTICLE
    assert answer.classified_by is ClassifiedBy.RULE
    assert answer.evidence[0] == "a date in the URL"
    assert answer.evidence[1].startswith("local model: documentation")
