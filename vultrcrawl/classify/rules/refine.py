"""Finer types than the model's seven, where the page shows them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from vultrcrawl.classify.rules.finding import Finding
from vultrcrawl.classify.words import PRICE, SIGNS
from vultrcrawl.taxonomy import PageType
from vultrcrawl.urls.parsed import ParsedUrl

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from vultrcrawl.classify.reading import PageReading

_NUMBER = re.compile(r"[-+]?[\d.,:%$€£/ ]*\d[\d.,:%$€£/ ]*")
#: A table of fewer rows is part of something else.
_ROWS = 20


def help_article(reading: PageReading) -> Finding | None:
    """Look for a text in a help centre: by the host's name or the first folders."""
    address = reading.address
    folders = address.segments[:-1][:3]
    if "help" in address.host_kinds or any(
        SIGNS["help_folder"].fullmatch(part) for part in folders
    ):
        return Finding(PageType.FAQ_SUPPORT, 0.8, "in a help centre by its URL")
    return None


def dated(reading: PageReading) -> Finding | None:
    """Look for a date in the path: posts with code in them look like documentation."""
    if reading.address.has_date and "docs" not in reading.address.host_kinds:
        return Finding(PageType.ARTICLE, 0.85, "a date in the URL")
    return None


def hub(reading: PageReading) -> Finding | None:
    """Look for cards that lead to categories, and no price anywhere."""
    groups = reading.groups
    if not groups or PRICE.search(reading.main):
        return None
    hrefs = [ParsedUrl(href).path + "/" for href in groups[0].hrefs]
    here = reading.address.path.rstrip("/") + "/"
    categories = sum(
        href != here
        and not SIGNS["product_path"].search(href)
        and (
            bool(SIGNS["category_path"].search(href))
            or (here != "/" and href.startswith(here))
        )
        for href in hrefs
    )
    if categories >= max(3, 0.7 * len(hrefs)):
        return Finding(PageType.SECTION_HUB, 0.7, "cards lead to categories; no price")
    return None


def _cells(table: HtmlElement) -> tuple[int, int, int, int]:
    """Return rows, cells with text, cells that are a number, and links of *table*."""
    rows = cells = numbers = 0
    for row in table.iter("tr"):
        inside = [cell for cell in row if cell.tag == "td"]
        rows += len(inside) >= 3
        for cell in inside[:20]:
            if text := "".join(cell.itertext()).strip():
                cells += 1
                numbers += bool(_NUMBER.fullmatch(text))
    return rows, cells, numbers, sum(1 for _ in table.iter("a"))


def table_rule(reading: PageReading) -> Finding | None:
    """Look for one large table of numbers whose rows lead nowhere."""
    document = reading.document
    if document.tags["tr"] < _ROWS or document.tags["td"] < 3 * _ROWS:
        return None
    for element in document.root.iter("table"):
        if element.find(".//table") is not None:
            continue  # a table that lays out a page
        rows, cells, numbers, links = _cells(element)
        if rows < _ROWS or numbers < 0.4 * cells or links > 0.3 * rows:
            continue
        size = sum(len(text.strip()) for text in element.itertext())
        if size >= 0.5 * len(reading.main):
            return Finding(PageType.DATA_TABLE, 0.75, f"a table of {rows} rows")
    return None


#: What a type of the model's may turn out to be.
_FINER = {
    PageType.DOCUMENTATION: (dated, table_rule, help_article),
    PageType.ARTICLE: (table_rule, help_article),
    PageType.SERVICE_LANDING: (dated, table_rule),
    PageType.CONTENT_LISTING: (table_rule,),
    PageType.PRODUCT_LISTING: (hub,),
}


def refine(reading: PageReading, page_type: PageType) -> Finding | None:
    """Return a finer answer than the model's *page_type*; None if it stands."""
    for rule in _FINER.get(page_type, ()):
        if finding := rule(reading):
            return finding
    return None
