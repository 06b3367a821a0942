"""When a template answers for its pages, and when it stops to."""

from __future__ import annotations

import pytest

from vultrcrawl.classify.cascade import classify_document
from vultrcrawl.classify.classification import Classification
from vultrcrawl.classify.memory import ENOUGH, MEMORY_RECHECK, TemplateMemory
from vultrcrawl.items import ClassifiedBy
from vultrcrawl.page.document import Document
from vultrcrawl.taxonomy import PageType


def answer(
    page_type: PageType = PageType.ARTICLE, confidence: float = 0.9
) -> Classification:
    return Classification(
        page_type=page_type,
        confidence=confidence,
        classified_by=ClassifiedBy.LOCAL,
        evidence=("words",),
    )


def filled(pages: int = ENOUGH, template: str = "t1") -> TemplateMemory:
    memory = TemplateMemory()
    for _ in range(pages):
        memory.note(template, answer())
    return memory


def test_eight_pages_that_agree_answer_for_the_rest() -> None:
    memory = TemplateMemory()
    for number in range(8):
        assert memory.recall("t1") is None
        memory.note("t1", answer(confidence=0.6 + 0.05 * number))
    found = memory.recall("t1")
    assert found is not None
    assert found.page_type is PageType.ARTICLE
    assert found.classified_by is ClassifiedBy.TEMPLATE
    assert found.confidence == pytest.approx(0.775), "the mean of the eight"
    assert found.evidence != ("words",)


def test_templates_do_not_answer_for_each_other() -> None:
    assert filled().recall("t2") is None


def test_seven_pages_are_too_few() -> None:
    assert filled(7).recall("t1") is None


def test_one_page_in_sixteen_is_looked_at_all_the_same() -> None:
    memory = filled()
    recalled = [memory.recall("t1") is not None for _ in range(3 * MEMORY_RECHECK)]
    assert recalled == ([True] * (MEMORY_RECHECK - 1) + [False]) * 3
    assert MEMORY_RECHECK == 16


def test_a_page_that_disagrees_starts_the_template_anew() -> None:
    memory = filled()
    memory.note("t1", answer(PageType.PRODUCT))
    for _ in range(7):
        assert memory.recall("t1") is None
        memory.note("t1", answer(PageType.PRODUCT))
    found = memory.recall("t1")
    assert found is not None
    assert found.page_type is PageType.PRODUCT
    assert found.confidence == pytest.approx(0.9), "of its own eight pages alone"


def test_pages_that_never_agree_are_never_answered_for() -> None:
    memory = TemplateMemory()
    for _ in range(50):
        memory.note("t1", answer(PageType.ARTICLE))
        memory.note("t1", answer(PageType.PRODUCT))
        assert memory.recall("t1") is None


def test_the_classifier_asks_the_memory_and_feeds_it() -> None:
    memory = TemplateMemory()
    text = "Rivers and harbors change with the tide of the season. " * 12

    def look(number: int) -> Classification:
        url = f"https://paper.example/texts/{number}"
        html = f"<title>Tides {number}</title><h1>Tides {number}</h1><p>{text}</p>"
        return classify_document(Document(html, url), url, template="t1", memory=memory)

    answers = [look(number) for number in range(ENOUGH + 1)]
    who = [one.classified_by for one in answers]
    assert ClassifiedBy.RULE not in who, "pages that no rule knows"
    assert who == [ClassifiedBy.LOCAL] * ENOUGH + [ClassifiedBy.TEMPLATE]
    assert len({one.page_type for one in answers}) == 1
    sure = [one.confidence for one in answers[:ENOUGH]]
    assert answers[-1].confidence == pytest.approx(sum(sure) / ENOUGH)
