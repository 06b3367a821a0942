"""The name of a site, as llms.txt is headed."""

from __future__ import annotations

import pytest

from vultrcrawl.export.site_name import site_name
from vultrcrawl.page.document import Document

OG = '<meta property="og:site_name" content="Kettles since 1999">'
APP = '<meta name="application-name" content="Tea Shop">'
WEBSITE = (
    '<script type="application/ld+json">{"@graph": [{"@type": "WebSite", '
    '"name": "Tea  Shop"}]}</script>'
)
SHOP = ["Tea Shop - Pots", "Tea Shop - Cups", "Tea Shop - Leaves"]


@pytest.mark.parametrize(
    ("head", "titles", "name"),
    [
        (OG, SHOP[:0], "Kettles since 1999"),
        (WEBSITE, ["Pots"], "Tea Shop"),
        (OG + APP, SHOP, "Tea Shop"),
        (OG + WEBSITE, SHOP, "Tea Shop"),
        ("", SHOP, "Tea Shop"),
        ("", ["A | B | Tea", "C \u00b7 Tea", "D :: Tea", "About"], "Tea"),
        ("", ["A - Cups", "B - Cups", "C - Cups", "D"], "Welcome to Tea Shop"),
        ("", ["A - x", "B - y", "C", "D"], "Welcome to Tea Shop"),
        ("", SHOP[:2], "Welcome to Tea Shop"),
    ],
)
def test_a_stated_name_counts_before_that_of_titles(
    head: str, titles: list[str], name: str
) -> None:
    title = "Welcome to  Tea Shop"
    page = f"<html><head>{head}<title>{title}</title></head></html>"
    assert site_name(Document(page, "https://a.example/"), titles) == name


def test_a_site_without_a_homepage_has_the_name_of_its_titles() -> None:
    assert site_name(None, SHOP) == "Tea Shop"
    assert site_name(None, [*SHOP, "Pots", "Cups"]) == ""
