"""From a document to its page type: rules, then the local model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vultrcrawl.classify import model, rules
from vultrcrawl.classify.classification import Classification
from vultrcrawl.classify.reading import PageReading
from vultrcrawl.classify.rules.refine import refine
from vultrcrawl.classify.words import ITEM_TYPES
from vultrcrawl.items import ClassifiedBy
from vultrcrawl.page.document import Document
from vultrcrawl.taxonomy import PageType

if TYPE_CHECKING:
    from vultrcrawl.classify.rules.finding import Finding


_OPENGRAPH = {
    "article": (PageType.ARTICLE, "Article"),
    "product": (PageType.PRODUCT, "Product"),
    "og:product": (PageType.PRODUCT, "Product"),
    "profile": (PageType.PROFILE, "Person"),
    "book": (PageType.PRODUCT, "Book"),
    "video.other": (PageType.MEDIA, "VideoObject"),
}


def classify_document(
    document: Document, url: str, status: int = 200
) -> Classification:
    """Return what the page at *url* is; *status* is its HTTP status.

    *url* is the page's own address, after redirects; where it is empty, content alone
    decides. Uses no network, and answers for any input, each by itself: what a page is
    does not depend on which came before it.
    """
    reading = PageReading(document, url, status)
    if found := rules.apply(reading):
        return _by_rule(reading, found)
    return _by_model(reading)


def _by_rule(
    reading: PageReading,
    finding: Finding,
    *evidence: str,
    scores: tuple[float, ...] = (),
) -> Classification:
    return Classification(
        page_type=finding.page_type,
        confidence=finding.confidence,
        classified_by=ClassifiedBy.RULE,
        evidence=(finding.evidence, *evidence),
        item_type=_stated_item_type(reading, finding.page_type),
        subtype=finding.subtype,
        scores=scores,
    )


def _by_model(reading: PageReading) -> Classification:
    weights = model.load()
    probabilities = weights.probabilities(reading)
    second, first = (int(at) for at in probabilities.argsort()[-2:])
    page_type = model.MODEL_TYPES[first]
    scores = tuple(round(float(one), 4) for one in probabilities)
    answer = f"local model: {page_type} {probabilities[first]:.2f}"
    if finding := refine(reading, page_type):
        return _by_rule(reading, finding, answer, scores=scores)
    return Classification(
        page_type=page_type,
        confidence=weights.confidence(float(probabilities[first])),
        classified_by=ClassifiedBy.LOCAL,
        evidence=(
            answer,
            f"next: {model.MODEL_TYPES[second]} {probabilities[second]:.2f}",
        ),
        item_type=_stated_item_type(reading, page_type),
        scores=scores,
    )


def _stated_item_type(reading: PageReading, page_type: PageType) -> str | None:
    """Return the schema.org type that the page gives what it is about, or None.

    Only types that fit *page_type* count: every shop page names an Organization. Of a
    listing it is the type of its entries.
    """
    for kind in ITEM_TYPES.get(page_type, ()):
        if reading.schema[kind]:
            return kind
    stated = _OPENGRAPH.get(reading.og_type)
    return stated[1] if stated and stated[0] is page_type else None


def classify_page(html: str, url: str) -> Classification:
    """Return what the page with source *html* at *url* is: type, confidence, evidence.

    *url* is the page's own address, absolute; where it is empty, content alone decides.
    Uses no network, and no input makes it raise. The first call loads the model (0.3
    s); then a page takes some 10 ms.
    """
    return classify_document(Document(html, url), url)
