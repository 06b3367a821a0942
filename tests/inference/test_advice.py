"""What a language model's answers are worth beside the site's own evidence."""

from __future__ import annotations

import numpy as np
import pytest

from tests.inference.sites import ROOT, site
from tests.support.shop import shop
from vultrcrawl.inference.advice import Advice, Opinion, Trust, weighed, weight
from vultrcrawl.inference.words import TYPES
from vultrcrawl.taxonomy import PageType

_T = PageType
EVENT = Opinion(_T.EVENT, 0.9)


def trusted(*answers: tuple[PageType, PageType]) -> Trust:
    trust = Trust()
    for said, truth in answers:
        trust.note(said, truth)
    return trust


RIGHT = trusted(
    (_T.ARTICLE, _T.ARTICLE), (_T.PRODUCT, _T.PRODUCT), (_T.ABOUT, _T.ABOUT)
)
WRONG = trusted(*[(_T.EVENT, truth) for truth in (_T.ARTICLE, _T.PRODUCT, _T.ABOUT)])


def test_a_model_is_worth_what_it_has_earned() -> None:
    once = trusted((_T.ARTICLE, _T.ARTICLE))
    assert weight(EVENT, RIGHT) > weight(EVENT, once) > 0
    assert weight(EVENT, WRONG) == weight(EVENT, Trust()) == 0


def test_one_that_says_the_same_of_anything_is_not_believed_there() -> None:
    trust = trusted(
        (_T.ARTICLE, _T.ARTICLE), (_T.ARTICLE, _T.PRODUCT), (_T.ARTICLE, _T.ABOUT)
    )
    assert trust.of(_T.ARTICLE) < 0.4
    assert weight(Opinion(_T.ARTICLE, 1.0), trust) < weight(EVENT, RIGHT) / 4


def test_what_it_says_of_itself_counts_up_to_a_bound() -> None:
    assert weight(Opinion(_T.EVENT, 1.0), RIGHT) == weight(EVENT, RIGHT)
    assert weight(Opinion(_T.EVENT, 0.3), RIGHT) < weight(EVENT, RIGHT)


def _told(
    pages: list[tuple[PageType, float]],
    opinions: dict[int, Opinion],
    trust: Trust = RIGHT,
) -> list[PageType]:
    """Return the types of *pages* of one template: how sure each is of its own."""
    shares = np.full((len(pages), len(TYPES)), 1e-3, np.float32)
    for at, (kind, _) in enumerate(pages):
        shares[at, TYPES.index(kind)] = 0.98
    sure = np.array([share for _, share in pages], np.float32)
    together = np.zeros(len(shares), np.int64)
    found, _ = weighed(shares, sure, together, Advice(opinions, trust))
    return [TYPES[int(at)] for at in found.argmax(axis=1)]


def test_an_answer_is_for_all_unsure_pages_of_the_template() -> None:
    pages = [(_T.ARTICLE, 0.5)] * 5
    assert _told(pages, dict.fromkeys(range(3), EVENT)) == [_T.EVENT] * 5
    assert _told(pages, {0: EVENT}) == [_T.ARTICLE] * 5, "one page is not enough"
    assert _told(pages, dict.fromkeys(range(3), EVENT), WRONG) == [_T.ARTICLE] * 5


def test_that_listings_are_listings_says_nothing_of_articles_like_them() -> None:
    listing, article = Opinion(_T.CONTENT_LISTING, 0.9), Opinion(_T.ARTICLE, 0.9)
    pages = [(_T.CONTENT_LISTING, 0.93)] * 3 + [(_T.ARTICLE, 0.8)] * 4
    kept = [kind for kind, _ in pages]
    assert _told(pages, dict.fromkeys(range(3), listing)) == kept
    answers = dict.fromkeys(range(3), listing) | {3: article}
    assert _told(pages, answers) == kept
    moved = _told(pages, dict.fromkeys(range(3, 6), listing))
    assert moved == [_T.CONTENT_LISTING] * 7


def test_twenty_eight_sure_pages_outvote_it() -> None:
    unsure = [(_T.PRODUCT_LISTING, 0.5)] * 3
    pages = [(_T.PRODUCT_LISTING, 0.97)] * 28 + unsure
    wrong = Opinion(_T.ARTICLE, 1.0)
    kept = _told(pages, dict.fromkeys((28, 29, 30), wrong))
    assert kept == [_T.PRODUCT_LISTING] * 31
    assert _told(unsure, dict.fromkeys(range(3), wrong)) == [_T.ARTICLE] * 3


def test_a_sure_page_keeps_its_type_whatever_is_said_of_it() -> None:
    pages = [(_T.ARTICLE, 0.95), (_T.ARTICLE, 0.3)]
    assert _told(pages, {0: EVENT, 1: EVENT})[0] is _T.ARTICLE


@pytest.mark.parametrize("trust", [Trust(), WRONG, RIGHT])
def test_a_site_that_is_sure_is_not_moved(trust: Trust) -> None:
    made = site(shop())
    before = made.infer()
    sure = [path for path, one in before.items() if one.confidence >= 0.9]
    assert len(sure) > 10
    opinions = {made.urls.index(ROOT + path): Opinion(_T.PRICING, 1.0) for path in sure}
    after = made.infer(Advice(opinions, trust))
    assert all(after[path] == before[path] for path in sure)


def test_what_a_page_is_without_the_model_is_told() -> None:
    words = "<p>Grey, round, found near the river by a walker.</p>" * 6
    texts = {f"/x/{n}": f"<h1>Stone {n}</h1>{words}" for n in range(5)}
    links = "".join(f"<a href={path}>x</a>" for path in texts)
    made = site({"/": f"<h1>Stones</h1>{links}", **texts})
    before = made.infer()
    opinions = {made.urls.index(ROOT + path): EVENT for path in texts}
    after = made.infer(Advice(opinions, RIGHT))
    unsure = [path for path in texts if before[path].confidence < 0.9]
    assert unsure
    for path in unsure:
        assert after[path].page_type is _T.EVENT
        assert after[path].alone is before[path].page_type is not _T.EVENT
