"""Gathers the facts of a crawl that has ended from the parts of Scrapy."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, Any

from vultrcrawl.crawl.facts import CrawlFacts, ModelFacts
from vultrcrawl.downloadermiddlewares.backoff import BackoffMiddleware
from vultrcrawl.extensions.llm import LanguageModelExtension

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from vultrcrawl.spiders.explore import ExploreSpider


def crawl_facts(crawler: Crawler, spider: ExploreSpider, reason: str) -> CrawlFacts:
    """Return the facts of the crawl of *spider*, which Scrapy closed for *reason*."""
    llm = crawler.get_extension(LanguageModelExtension)
    renderer = spider.page_renderer
    return CrawlFacts(
        start_url=spider.start_url,
        asked_url=spider.arguments.start_url,
        bare_host=spider.bare_host,
        arguments=spider.arguments.model_dump(mode="json", exclude={"output"}),
        folder=spider.arguments.folder,
        run=spider.output.run,
        resumable=spider.state_folder is not None,
        reason=reason,
        seconds=monotonic() - spider.began,
        answered_before=spider.answered_before,
        frontier=spider.frontier,
        products=spider.schemas.products,
        sitemaps=spider.sitemaps.read,
        broken_sitemaps=spider.sitemaps.broken,
        render_choice=renderer.choice if renderer is not None else None,
        cookies=crawler.settings.getbool("COOKIES_ENABLED"),
        browser_problem=renderer.problem if renderer is not None else None,
        politeness=_politeness(crawler),
        model=None
        if llm is None
        else ModelFacts(
            document=llm.as_dict(), sentence=llm.sentence(), problem=llm.problem
        ),
    )


def _politeness(crawler: Crawler) -> dict[str, Any]:
    settings = crawler.settings
    backoff = crawler.get_downloader_middleware(BackoffMiddleware)
    return {
        "robots_obeyed": settings.getbool("ROBOTSTXT_OBEY"),
        "delay_seconds": settings.getfloat("DOWNLOAD_DELAY"),
        "gaps_seconds": backoff.politeness.gaps() if backoff is not None else {},
        "slowdowns": list(backoff.politeness.slowdowns) if backoff is not None else [],
    }
