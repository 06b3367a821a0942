"""Item pipeline: types each visited page and completes its lease."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from scrapy.exceptions import NotConfigured

from vultrcrawl.classify.cascade import classify_document
from vultrcrawl.classify.memory import TemplateMemory
from vultrcrawl.items import Rendering, Row
from vultrcrawl.page.visit import Visit
from vultrcrawl.pipelines.schema import COLUMNS
from vultrcrawl.spiders.explore import ExploreSpider
from vultrcrawl.taxonomy import PageType

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler

    from vultrcrawl.classify.classification import Classification
    from vultrcrawl.items import Page

#: Characters of a page from which it is classified in a thread.
_LARGE = 300_000


class ClassifyPipeline:
    """Turns a Visit into its Page row.

    Stats: `vultrcrawl/pages/<page type>`, `vultrcrawl/classified/<who>`,
    `vultrcrawl/failed/<cause>`.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._memory = TemplateMemory()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the pipeline of *crawler*; other spiders than `explore` need none."""
        if not isinstance(crawler.spider, ExploreSpider):
            raise NotConfigured
        return cls(crawler)

    async def process_item(self, item: object) -> object:
        """Return the Page of a Visit; anything else goes through as it is."""
        if not isinstance(item, Visit):
            return item
        page, document = item.page, item.document
        spider: ExploreSpider = self._crawler.spider  # type: ignore[assignment] # ours
        if document is None:
            spider.frontier.complete(item.number, page, item.links)
        else:
            url = page.final_url or page.url
            classify = partial(
                classify_document,
                document,
                url,
                page.status or 200,
                template=item.template,
                memory=self._memory,
            )
            if len(document.html) < _LARGE:
                local = classify()
            else:
                local = await asyncio.to_thread(classify)
            shell = page.rendering is Rendering.SHELL
            if shell and local.subtype == "empty":
                local = _unread(local)
            _note(page, local)
            spider.schemas.judge(url, local.scores)
            page.template = spider.schemas.name(item.template, local.page_type)
            text = document.main_text
            spider.frontier.complete(item.number, page, item.links, text)
            if spider.counsel is not None:
                spider.counsel.seen(self._rows)
        self._count(page)
        return page

    def _rows(self) -> list[Row]:
        spider: ExploreSpider = self._crawler.spider  # type: ignore[assignment] # ours
        return [row for _, row in spider.store.pages(*COLUMNS) if row["page_type"]]

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


def _note(page: Page, answer: Classification) -> None:
    page.page_type = answer.page_type
    page.page_group = answer.page_group
    page.item_type = answer.item_type
    page.confidence = round(answer.confidence, 3)
    page.classified_by = answer.classified_by
