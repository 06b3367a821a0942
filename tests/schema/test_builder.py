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
from vultrcrawl.schema.builder import SchemaBuilder, Template
from vultrcrawl.schema.tally import RecordTally
from vultrcrawl.schema.templates import page_types
from vultrcrawl.schema.templates.page_types import Opinions
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
    builder: SchemaBuilder,
    documents: list[Document],
    kind: PageType = PageType.PRODUCT,
) -> list[Row]:
    """Return the rows of *documents*, which *builder* takes."""
    return [
        row(one.url, builder.name(builder.take(one.url, one), kind), kind)
        for one in documents
    ]


def surely(
    builder: SchemaBuilder, documents: list[Document], kind: PageType
) -> list[Row]:
    """Return the rows of *documents*, which a classifier is sure are of one *kind*."""
    rows = filled(builder, documents, kind)
    for one in rows:
        judge_surely(builder, one["url"], kind)
    return rows


def judge_surely(builder: SchemaBuilder, url: str, kind: PageType) -> None:
    """Have a classifier be sure that the page at *url* is of one *kind*."""
    builder.judge(url, [0.98 if other is kind else 0.001 for other in MODEL_TYPES])


# The types of pages.


@pytest.fixture
def builder() -> Any:
    made = SchemaBuilder(None)
    yield made
    made.close()


def test_the_site_corrects_the_type_of_a_page(builder: SchemaBuilder) -> None:
    rows = filled(builder, [pages.old_shop(n) for n in range(6)])
    rows[2] |= {"page_type": PageType.ARTICLE, "confidence": 0.4}
    found, changed = builder.settle(rows)
    assert [(one.name, len(one.group.urls)) for one in found] == [("product", 6)]
    assert rows[2] in changed
    assert rows[2]["page_type"] is PageType.PRODUCT
    assert rows[2]["page_group"] is group_of(PageType.PRODUCT)
    assert rows[2]["classified_by"] is ClassifiedBy.SITE
    assert rows[1]["classified_by"] is ClassifiedBy.LOCAL, "who was right is kept"
    assert all(0 < one["confidence"] <= 1 for one in rows)


def test_a_model_of_an_earlier_run_has_no_say(builder: SchemaBuilder) -> None:
    rows = filled(builder, [pages.old_shop(n) for n in range(6)])
    rows[2] |= {"page_type": PageType.MEDIA, "classified_by": ClassifiedBy.LLM}
    rows[3]["classified_by"] = ClassifiedBy.LLM
    builder.settle(rows)
    assert {one["page_type"] for one in rows} == {PageType.PRODUCT}
    assert {one["classified_by"] for one in rows[2:4]} == {ClassifiedBy.SITE}


def test_a_row_tells_that_a_model_decided(builder: SchemaBuilder) -> None:
    documents = [
        Document(f"<title>{n}</title><p>One {n}", f"https://x.example/a/{n}")
        for n in range(4)
    ]
    rows = filled(builder, documents, PageType.OTHER)
    for one in rows:
        one["confidence"] = 0.3
    found = builder.verdicts(rows)
    assert all(one.confidence < 0.9 for one in found.values())
    opinions = Opinions({url: Opinion(PageType.EVENT, 0.9) for url in found})
    for known in (PageType.ARTICLE, PageType.ABOUT, PageType.PRODUCT):
        opinions.trust.note(known, known)
    builder.settle(rows, opinions=opinions)
    assert {one["page_type"] for one in rows} == {PageType.EVENT}
    assert {one["classified_by"] for one in rows} == {ClassifiedBy.LLM}


def test_pages_unlike_each_other_are_chosen_first(builder: SchemaBuilder) -> None:
    documents = [pages.old_shop(n) for n in range(6)]
    other = Document("<ul><li>a<li>b</ul><table><tr><td>c", "https://x.example/z")
    filled(builder, [*documents, other])
    urls = [one.url for one in (*documents, other)]
    assert other.url in builder.unlike(urls, 2)
    assert len(set(builder.unlike(urls, 3))) == 3
    assert builder.unlike(urls[:1], 3) == urls[:1]


def test_what_all_of_the_site_says_is_no_fact(builder: SchemaBuilder) -> None:
    def footed(document: Document) -> Document:
        box = "<div><b>Opening hours</b> 9 to 5</div><div><b>Shelf</b> {}</div>"
        shelf = document.url.rpartition("/")[2]
        html = document.html.replace("</body>", f"{box.format(shelf)}</body>")
        return Document(html, document.url)

    books = [footed(pages.old_shop(n)) for n in range(4)]
    posts = [footed(pages.post(n)) for n in range(4)]
    rows = surely(builder, books, PageType.PRODUCT)
    rows += surely(builder, posts, PageType.ARTICLE)
    for template in builder.settle(rows)[0]:
        schema = builder.schema(template, builder.sample(template))
        assert "shelf" in {one.name for one in schema.fields}
        reasons = {one.name: one.reason for one in schema.dropped}
        reason = "boilerplate: pages of other templates say the same"
        assert reasons["opening_hours"] == reason


def test_scores_of_a_classifier_are_evidence() -> None:
    documents = [pages.old_shop(n) for n in range(6)]
    sure = []
    for scores in ((0.0,) * 7, (0.01, 0.01, 0.01, 0.01, 0.01, 0.94, 0.01)):
        builder = SchemaBuilder(None)
        rows = filled(builder, documents)
        for one in documents:
            builder.judge(one.url, scores)
        builder.settle(rows)
        sure.append(rows[0]["confidence"])
        builder.close()
    assert sure[0] != sure[1]


def test_pages_beyond_those_looked_at_follow_their_template(
    builder: SchemaBuilder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_types, "AT_ONCE", 6)
    rows = filled(builder, [pages.old_shop(n) for n in range(9)], PageType.ARTICLE)
    builder.settle(rows)
    assert {one["page_type"] for one in rows} == {PageType.PRODUCT}
    who = [one["classified_by"] for one in rows]
    assert who.count(ClassifiedBy.TEMPLATE) == 3
    assert who.count(ClassifiedBy.SITE) == 6


def test_a_template_whose_type_changed_has_another_name(
    builder: SchemaBuilder,
) -> None:
    documents = [pages.old_shop(n) for n in range(8)]
    rows = filled(builder, documents[:1], PageType.ARTICLE)
    rows += filled(builder, documents[1:])
    assert {one["template"] for one in rows} == {"article"}, "as the first one seemed"
    (template,), changed = builder.settle(rows)
    assert template.name == "product"
    assert {one["template"] for one in rows} == {"product"}
    assert changed == rows


def test_a_name_of_an_earlier_crawl_is_kept(builder: SchemaBuilder) -> None:
    rows = filled(builder, [pages.old_shop(n) for n in range(6)])
    earlier = {rows[0]["final_url"]: "product-books"}
    (template,), _ = builder.settle(rows, earlier=earlier)
    assert template.name == "product-books"


def test_pages_without_a_template_are_left_alone(builder: SchemaBuilder) -> None:
    rows = filled(builder, [pages.old_shop(n) for n in range(5)])
    failed = row("https://old.example/gone", None)
    before = dict(failed)
    found, changed = builder.settle([failed, *rows])
    assert len(found) == 1
    assert failed not in changed
    assert failed == before


def test_records_of_all_pages_are_counted(builder: SchemaBuilder) -> None:
    documents = [pages.recipe_page(n, structured=n % 2 == 0) for n in range(30)]
    (template,), _ = builder.settle(filled(builder, documents, PageType.ARTICLE))
    sample = builder.sample(template)
    assert len(sample) == 24
    schema = builder.schema(template, sample)
    tally = RecordTally()
    records = list(tally.counting(builder.records(template, schema)))
    assert len(records) == 30
    entry = builder.describe(template, schema, sample, tally)
    assert entry["name"] == template.name
    for field in entry["item"]["fields"]:
        share = sum(field["name"] in record for record in records) / 30
        assert field["filled"] == pytest.approx(share, abs=1e-4)


# After a restart.


def settled(builder: SchemaBuilder, rows: list[Row]) -> list[Template]:
    return sorted(builder.settle(rows)[0], key=lambda one: one.name)


def test_a_resumed_crawl_gives_the_names_of_one_that_never_stopped(
    tmp_path: Path,
) -> None:
    shop = [pages.old_shop(n) for n in range(10)]
    blog = [pages.post(n) for n in range(10)]
    food = [pages.recipe_page(n, structured=True) for n in range(10)]

    def first(builder: SchemaBuilder) -> list[Row]:
        return [
            *filled(builder, shop[:5]),
            *filled(builder, blog[:5], PageType.ARTICLE),
            *filled(builder, food[:5], PageType.ARTICLE),
        ]

    def second(builder: SchemaBuilder) -> list[Row]:
        return [
            *filled(builder, food[5:], PageType.ARTICLE),
            *filled(builder, blog[5:], PageType.ARTICLE),
            *filled(builder, shop[5:]),
        ]

    whole = SchemaBuilder(None)
    expected_rows = first(whole) + second(whole)
    given_names = {one["url"]: one["template"] for one in expected_rows}
    expected = settled(whole, expected_rows)
    whole.close()

    before = SchemaBuilder(tmp_path)
    rows = first(before)
    before.close()
    after = SchemaBuilder(tmp_path)
    after.restore(rows)
    rows += second(after)
    assert {one["url"]: one["template"] for one in rows} == given_names
    assert settled(after, rows) == expected
    assert len({one.name for one in expected}) == 3
    assert len(list(after.documents(one.url for one in shop))) == 10
    after.close()


def test_rows_without_a_page_on_the_shelf_are_no_trouble(tmp_path: Path) -> None:
    builder = SchemaBuilder(tmp_path)
    builder.restore([row("https://a.example/", "product"), row("https://b/", None)])
    assert builder.settle([row("https://a.example/", "product")]) == ([], [])
    builder.close()
