"""The local model on pages of the seven kinds it was trained for."""

from __future__ import annotations

import time

import numpy as np
import pytest

from tests.classify import pages
from vultrcrawl import classify_page
from vultrcrawl.classify import features, model
from vultrcrawl.classify.reading import PageReading
from vultrcrawl.classify.tokens import BUCKETS, FIELDS, tokenise
from vultrcrawl.items import ClassifiedBy
from vultrcrawl.page.document import Document
from vultrcrawl.taxonomy import PageType


@pytest.mark.parametrize(
    ("html", "path", "page_type", "item_type"),
    [
        (pages.article(), "/news/2024/03/bridge-stays", "article", "NewsArticle"),
        (pages.product(), "/products/blue-mug", "product", "Product"),
        (pages.product_listing(), "/collections/mugs", "product_listing", None),
        (pages.content_listing(), "/blog/", "content_listing", None),
        (pages.documentation(), "/docs/3.1/library/reader.html", "documentation", None),
        (
            pages.forum_thread(),
            "/threads/squeaking-chain.4711/",
            "forum_thread",
            "DiscussionForumPosting",
        ),
        (pages.service(), "/services/bridge-inspection/", "service_landing", None),
    ],
)
def test_type_of_a_plain_example(
    html: str, path: str, page_type: str, item_type: str | None
) -> None:
    answer = classify_page(html, f"https://acme.example{path}")
    assert answer.page_type == page_type
    assert answer.classified_by is ClassifiedBy.LOCAL
    assert answer.item_type == item_type
    assert 0.5 < answer.confidence <= 1
    assert answer.evidence


def test_the_host_does_not_matter() -> None:
    html = pages.article()
    answers = {
        classify_page(html, f"https://{host}/news/2024/03/bridge").confidence
        for host in ("acme.example", "zeitung.example.de", "10.0.0.1")
    }
    assert len(answers) == 1


def test_any_page_has_as_many_features() -> None:
    described = [
        len(features.vector(PageReading(Document(html, url), url)))
        for html, url in (
            (pages.product(), "https://acme.example/products/blue-mug?page=2"),
            ("", ""),
            ("<p>x", "http://[broken"),
        )
    ]
    assert described[0] == described[1] == described[2]


def test_weights_fit_the_features() -> None:
    weights = model.load()
    count = len(features.vector(PageReading(Document("", ""), "")))
    # The word scores stand behind the features.
    scores = len(model.MODEL_TYPES) * (1 + len(FIELDS))
    assert weights.forest.feature.max() < count + scores
    assert weights.forest.feature.max() >= count
    assert weights.words.shape == (len(FIELDS), BUCKETS, len(model.MODEL_TYPES))
    assert (np.diff(weights.calibration[1]) >= -1e-6).all()


def test_tokens_are_buckets_in_order() -> None:
    for row in tokenise(PageReading(Document(pages.product(), ""), "")):
        assert (np.diff(row) > 0).all()
        assert len(row) == 0 or (row.min() >= 0 and row.max() < BUCKETS)


def test_confidence_follows_the_calibration() -> None:
    weights = model.load()
    assert weights.confidence(0.3) < weights.confidence(0.6) < weights.confidence(0.99)
    assert weights.confidence(1.0) < 1


def test_a_page_of_twenty_kilobytes_takes_milliseconds() -> None:
    document = Document(pages.product_listing(60), "https://acme.example/c/mugs")
    assert document.links
    weights = model.load()
    best = min(_seconds(document, weights) for _ in range(5))
    # Measured: 2 ms. The bound leaves room for a machine that others use too.
    assert best < 0.01


def _seconds(document: Document, weights: model.PageTypeModel) -> float:
    started = time.thread_time()
    weights.probabilities(PageReading(document, document.url))
    return time.thread_time() - started


def test_every_label_is_a_page_type() -> None:
    assert set(model.MODEL_TYPES) <= set(PageType)
    assert len(set(model.MODEL_TYPES)) == len(model.LABELS)
