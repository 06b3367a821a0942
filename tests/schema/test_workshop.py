"""Pages become templates, which vote on their types; a crawl that goes on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.schema import pages
from vultrcrawl.items import ClassifiedBy
from vultrcrawl.page.document import Document
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


# The types of pages.


@pytest.fixture
def workshop() -> Any:
    made = Workshop(None)
    yield made
    made.close()


def test_a_template_corrects_the_type_of_a_page(workshop: Workshop) -> None:
    rows = filled(workshop, [pages.old_shop(n) for n in range(6)])
    rows[2] |= {"page_type": PageType.ARTICLE, "confidence": 0.4}
    found, changed = workshop.settle(rows)
    assert [(one.name, len(one.group.urls)) for one in found] == [("product", 6)]
    assert changed == [rows[2]]
    assert rows[2]["page_type"] is PageType.PRODUCT
    assert rows[2]["page_group"] is group_of(PageType.PRODUCT)
    assert rows[2]["classified_by"] is ClassifiedBy.TEMPLATE
    assert rows[2]["confidence"] == pytest.approx(4.5 / 4.9, abs=0.001)


@pytest.mark.parametrize("who", [ClassifiedBy.RULE, ClassifiedBy.LLM])
def test_a_rule_and_a_model_that_read_the_page_stand(
    workshop: Workshop, who: ClassifiedBy
) -> None:
    rows = filled(workshop, [pages.old_shop(n) for n in range(6)])
    changes = {"page_type": PageType.ARTICLE, "confidence": 0.4, "classified_by": who}
    rows[2] |= changes
    _, changed = workshop.settle(rows)
    assert not changed
    assert rows[2].items() >= changes.items()


def test_three_pages_outvote_none(workshop: Workshop) -> None:
    rows = filled(workshop, [pages.old_shop(n) for n in range(3)])
    rows[2] |= {"page_type": PageType.ARTICLE, "confidence": 0.4}
    assert workshop.settle(rows)[1] == []
    assert rows[2]["page_type"] is PageType.ARTICLE


def test_pages_that_are_not_of_one_mind_keep_their_types(workshop: Workshop) -> None:
    rows = filled(workshop, [pages.old_shop(n) for n in range(8)])
    for one in rows[:4]:
        one |= {"page_type": PageType.ARTICLE}
    assert workshop.settle(rows)[1] == []
    assert [one["page_type"] for one in rows] == (
        [PageType.ARTICLE] * 4 + [PageType.PRODUCT] * 4
    )


def test_a_template_whose_type_changed_has_another_name(workshop: Workshop) -> None:
    documents = [pages.old_shop(n) for n in range(8)]
    rows = filled(workshop, documents[:1], PageType.ARTICLE)
    rows += filled(workshop, documents[1:])
    assert {one["template"] for one in rows} == {"article"}, "as the first one seemed"
    (template,), changed = workshop.settle(rows)
    assert template.name == "product"
    assert {one["template"] for one in rows} == {"product"}
    assert changed == rows


def test_pages_without_a_template_are_left_alone(workshop: Workshop) -> None:
    rows = filled(workshop, [pages.old_shop(n) for n in range(5)])
    failed = row("https://old.example/gone", None)
    before = dict(failed)
    found, changed = workshop.settle([failed, *rows])
    assert len(found) == 1
    assert not changed
    assert failed == before


def test_records_of_all_pages_are_counted(workshop: Workshop) -> None:
    documents = [pages.recipe_page(n, structured=n % 2 == 0) for n in range(30)]
    (template,), _ = workshop.settle(filled(workshop, documents, PageType.ARTICLE))
    sample = workshop.sample(template)
    assert len(sample) == 24
    schema = workshop.schema(template, sample)
    records = list(workshop.records(template, schema))
    assert len(records) == 30
    entry = workshop.describe(template, schema, sample)
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
    assert [one.name for one in expected] == ["article", "article-2", "product"]
    assert len(list(after.documents(one.url for one in shop))) == 10
    after.close()


def test_rows_without_a_page_on_the_shelf_are_no_trouble(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)
    workshop.restore([row("https://a.example/", "product"), row("https://b/", None)])
    assert workshop.settle([row("https://a.example/", "product")]) == ([], [])
    workshop.close()
