"""Item pipeline: types each visited page and completes its lease."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from vultrcrawl.classify.cascade import classify_document
from vultrcrawl.crawl.results import COLUMNS
from vultrcrawl.items import Rendering, Row
from vultrcrawl.page.visit import Visit
from vultrcrawl.spiders.apart import apart_if_large
from vultrcrawl.spiders.explore import exploring
from vultrcrawl.taxonomy import PageType

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler

    from vultrcrawl.classify.classification import Classification
    from vultrcrawl.items import Page
    from vultrcrawl.page.document import Document
    from vultrcrawl.schema.builder import SchemaBuilder
    from vultrcrawl.spiders.explore import ExploreSpider


class ClassifyPipeline:
    """Turns a Visit into its Page row.

    Stats: `vultrcrawl/pages/<page type>`, `vultrcrawl/classified/<who>`,
    `vultrcrawl/failed/<cause>`.
    """

    def __init__(self, crawler: Crawler, spider: ExploreSpider) -> None:
        self._crawler = crawler
        self._spider = spider

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the pipeline of *crawler*; other spiders than `explore` need none."""
        return cls(crawler, exploring(crawler))

    async def process_item(self, item: object) -> object:
        """Return the Page of a Visit; anything else goes through as it is."""
        if not isinstance(item, Visit):
            return item
        spider = self._spider
        if item.document is None:
            page = spider.frontier.complete(item.number, item.page, item.links)
        else:
            page = await self._typed(item, item.document, spider.schemas)
            text = item.document.main_text
            page = spider.frontier.complete(item.number, page, item.links, text)
            if spider.counsel is not None:
                spider.counsel.seen(self._rows)
        self._count(page)
        return page

    async def _typed(
        self, visit: Visit, document: Document, schemas: SchemaBuilder
    ) -> Page:
        """Return the row of *visit* with its type and the name of its template."""
        page = visit.page
        url = page.final_url or page.url
        classify = partial(classify_document, document, url, page.status or 200)
        answer = await apart_if_large(len(document.html), classify)
        if page.rendering is Rendering.SHELL and answer.subtype == "empty":
            answer = _unread(answer)
        schemas.judge(url, answer.scores)
        return replace(
            page,
            page_type=answer.page_type,
            page_group=answer.page_group,
            item_type=answer.item_type,
            confidence=round(answer.confidence, 3),
            classified_by=answer.classified_by,
            template=schemas.name(visit.template, answer.page_type),
        )

    def _rows(self) -> list[Row]:
        rows = self._spider.store.pages(*COLUMNS)
        return [row for _, row in rows if row["page_type"]]

    def _count(self, page: Page) -> None:
        stats = self._crawler.stats
        if page.error is not None:
            stats.inc_value(f"vultrcrawl/failed/{page.error.partition(':')[0]}")
        elif page.page_type is None:
            stats.inc_value("vultrcrawl/pages/resource")
        else:
            stats.inc_value(f"vultrcrawl/pages/{page.page_type}")
            stats.inc_value(f"vultrcrawl/classified/{page.classified_by}")


def _unread(answer: Classification) -> Classification:
    """Return the type of a page whose content nobody has seen: it is no error."""
    return replace(
        answer,
        page_type=PageType.OTHER,
        confidence=0.2,
        evidence=("its content appears only by script",),
        subtype=None,
    )
