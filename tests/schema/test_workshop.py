"""Pages become templates, which vote on their types; a crawl that goes on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.schema import pages
from vultrcrawl.classify.model import MODEL_TYPES
from vultrcrawl.inference.advice import Opinion
from vultrcrawl.items import ClassifiedBy
from vultrcrawl.page.document import Document
from vultrcrawl.schema.tally import RecordTally
from vultrcrawl.schema.templates import page_types
from vultrcrawl.schema.templates.page_types import Opinions
from vultrcrawl.schema.workshop import Template, Workshop
from vultrcrawl.taxonomy import PageType, group_of

Row = dict[str, Any]


def row(
    url: str,
    template: str | None,
    page_type: PageType = PageType.PRODUCT,
    *,
    confidence: float = 0.9,
    who: ClassifiedBy = ClassifiedBy.LOCAL,
) -> Row:
    return {
        "url": url,
        "final_url": url,
        "template": template,
        "page_type": page_type,
        "page_group": None,
        "confidence": confidence,
        "classified_by": who,
    }


def filled(
    workshop: Workshop, documents: list[Document], kind: PageType = PageType.PRODUCT
) -> list[Row]:
    """Return the rows of *documents*, which *workshop* takes."""
    return [
        row(one.url, workshop.name(workshop.take(one.url, one), kind), kind)
        for one in documents
    ]


def surely(workshop: Workshop, documents: list[Document], kind: PageType) -> list[Row]:
    """Return the rows of *documents*, which a classifier is sure are of one *kind*."""
    rows = filled(workshop, documents, kind)
    for one in rows:
        judge_surely(workshop, one["url"], kind)
    return rows


def judge_surely(workshop: Workshop, url: str, kind: PageType) -> None:
    """Have a classifier be sure that the page at *url* is of one *kind*."""
    workshop.judge(url, [0.98 if other is kind else 0.001 for other in MODEL_TYPES])


# The types of pages.


@pytest.fixture
def workshop() -> Any:
    made = Workshop(None)
    yield made
    made.close()


def test_the_site_corrects_the_type_of_a_page(workshop: Workshop) -> None:
    rows = filled(workshop, [pages.old_shop(n) for n in range(6)])
    rows[2] |= {"page_type": PageType.ARTICLE, "confidence": 0.4}
    found, changed = workshop.settle(rows)
    assert [(one.name, len(one.group.urls)) for one in found] == [("product", 6)]
    assert rows[2] in changed
    assert rows[2]["page_type"] is PageType.PRODUCT
    assert rows[2]["page_group"] is group_of(PageType.PRODUCT)
    assert rows[2]["classified_by"] is ClassifiedBy.SITE
    assert rows[1]["classified_by"] is ClassifiedBy.LOCAL, "who was right is kept"
    assert all(0 < one["confidence"] <= 1 for one in rows)


def test_a_model_of_an_earlier_run_has_no_say(workshop: Workshop) -> None:
    rows = filled(workshop, [pages.old_shop(n) for n in range(6)])
    rows[2] |= {"page_type": PageType.MEDIA, "classified_by": ClassifiedBy.LLM}
    rows[3]["classified_by"] = ClassifiedBy.LLM
    workshop.settle(rows)
    assert {one["page_type"] for one in rows} == {PageType.PRODUCT}
    assert {one["classified_by"] for one in rows[2:4]} == {ClassifiedBy.SITE}


def test_a_row_tells_that_a_model_decided(workshop: Workshop) -> None:
    documents = [
        Document(f"<title>{n}</title><p>One {n}", f"https://x.example/a/{n}")
        for n in range(4)
    ]
    rows = filled(workshop, documents, PageType.OTHER)
    for one in rows:
        one["confidence"] = 0.3
    found = workshop.verdicts(rows)
    assert all(one.confidence < 0.9 for one in found.values())
    opinions = Opinions({url: Opinion(PageType.EVENT, 0.9) for url in found})
    for known in (PageType.ARTICLE, PageType.ABOUT, PageType.PRODUCT):
        opinions.trust.note(known, known)
    workshop.settle(rows, opinions=opinions)
    assert {one["page_type"] for one in rows} == {PageType.EVENT}
    assert {one["classified_by"] for one in rows} == {ClassifiedBy.LLM}


def test_pages_unlike_each_other_are_chosen_first(workshop: Workshop) -> None:
    documents = [pages.old_shop(n) for n in range(6)]
    other = Document("<ul><li>a<li>b</ul><table><tr><td>c", "https://x.example/z")
    filled(workshop, [*documents, other])
    urls = [one.url for one in (*documents, other)]
    assert other.url in workshop.unlike(urls, 2)
    assert len(set(workshop.unlike(urls, 3))) == 3
    assert workshop.unlike(urls[:1], 3) == urls[:1]


def test_scores_of_a_classifier_are_evidence() -> None:
    documents = [pages.old_shop(n) for n in range(6)]
    sure = []
    for scores in ((0.0,) * 7, (0.01, 0.01, 0.01, 0.01, 0.01, 0.94, 0.01)):
        workshop = Workshop(None)
        rows = filled(workshop, documents)
        for one in documents:
            workshop.judge(one.url, scores)
        workshop.settle(rows)
        sure.append(rows[0]["confidence"])
        workshop.close()
    assert sure[0] != sure[1]


def test_pages_beyond_those_looked_at_follow_their_template(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_types, "AT_ONCE", 6)
    rows = filled(workshop, [pages.old_shop(n) for n in range(9)], PageType.ARTICLE)
    workshop.settle(rows)
    assert {one["page_type"] for one in rows} == {PageType.PRODUCT}
    who = [one["classified_by"] for one in rows]
    assert who.count(ClassifiedBy.TEMPLATE) == 3
    assert who.count(ClassifiedBy.SITE) == 6


def test_a_template_whose_type_changed_has_another_name(workshop: Workshop) -> None:
    documents = [pages.old_shop(n) for n in range(8)]
    rows = filled(workshop, documents[:1], PageType.ARTICLE)
    rows += filled(workshop, documents[1:])
    assert {one["template"] for one in rows} == {"article"}, "as the first one seemed"
    (template,), changed = workshop.settle(rows)
    assert template.name == "product"
    assert {one["template"] for one in rows} == {"product"}
    assert changed == rows


def test_a_name_of_an_earlier_crawl_is_kept(workshop: Workshop) -> None:
    rows = filled(workshop, [pages.old_shop(n) for n in range(6)])
    earlier = {rows[0]["final_url"]: "product-books"}
    (template,), _ = workshop.settle(rows, earlier=earlier)
    assert template.name == "product-books"


def test_pages_without_a_template_are_left_alone(workshop: Workshop) -> None:
    rows = filled(workshop, [pages.old_shop(n) for n in range(5)])
    failed = row("https://old.example/gone", None)
    before = dict(failed)
    found, changed = workshop.settle([failed, *rows])
    assert len(found) == 1
    assert failed not in changed
    assert failed == before


def test_records_of_all_pages_are_counted(workshop: Workshop) -> None:
    documents = [pages.recipe_page(n, structured=n % 2 == 0) for n in range(30)]
    (template,), _ = workshop.settle(filled(workshop, documents, PageType.ARTICLE))
    sample = workshop.sample(template)
    assert len(sample) == 24
    schema = workshop.schema(template, sample)
    tally = RecordTally()
    records = list(tally.counting(workshop.records(template, schema)))
    assert len(records) == 30
    entry = workshop.describe(template, schema, sample, tally)
    assert entry["name"] == template.name
    for field in entry["item"]["fields"]:
        share = sum(field["name"] in record for record in records) / 30
        assert field["filled"] == pytest.approx(share, abs=1e-4)


# After a restart.


def settled(workshop: Workshop, rows: list[Row]) -> list[Template]:
    return sorted(workshop.settle(rows)[0], key=lambda one: one.name)


def test_a_resumed_crawl_gives_the_names_of_one_that_never_stopped(
    tmp_path: Path,
) -> None:
    shop = [pages.old_shop(n) for n in range(10)]
    blog = [pages.post(n) for n in range(10)]
    food = [pages.recipe_page(n, structured=True) for n in range(10)]

    def first(workshop: Workshop) -> list[Row]:
        return [
            *filled(workshop, shop[:5]),
            *filled(workshop, blog[:5], PageType.ARTICLE),
            *filled(workshop, food[:5], PageType.ARTICLE),
        ]

    def second(workshop: Workshop) -> list[Row]:
        return [
            *filled(workshop, food[5:], PageType.ARTICLE),
            *filled(workshop, blog[5:], PageType.ARTICLE),
            *filled(workshop, shop[5:]),
        ]

    whole = Workshop(None)
    expected_rows = first(whole) + second(whole)
    given_names = {one["url"]: one["template"] for one in expected_rows}
    expected = settled(whole, expected_rows)
    whole.close()

    before = Workshop(tmp_path)
    rows = first(before)
    before.close()
    after = Workshop(tmp_path)
    after.restore(rows)
    rows += second(after)
    assert {one["url"]: one["template"] for one in rows} == given_names
    assert settled(after, rows) == expected
    assert len({one.name for one in expected}) == 3
    assert len(list(after.documents(one.url for one in shop))) == 10
    after.close()


def test_rows_without_a_page_on_the_shelf_are_no_trouble(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    workshop.restore([row("https://a.example/", "product"), row("https://b/", None)])
    assert workshop.settle([row("https://a.example/", "product")]) == ([], [])
    workshop.close()
