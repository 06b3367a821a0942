"""`scrapy crawl explore -a start_url=...`: from one URL to a map of its site."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vultrcrawl.schema.workshop import Workshop
from vultrcrawl.spiders.arguments import ExploreArguments
from vultrcrawl.spiders.site import SiteSpider

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from typing import Self

    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from vultrcrawl.page.visit import Visit


class ExploreSpider(SiteSpider):
    """Maps one site within its budget. Arguments: `ExploreArguments`."""

    name = "explore"

    arguments: ExploreArguments
    workshop: Workshop

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Check the arguments and open the crawl's state.

        Raises UsageError, StateError or StorageError, each with a line for the user.
        """
        arguments = ExploreArguments.read(kwargs)
        scope = arguments.make_scope()
        spider = super().from_crawler(crawler, *args)
        spider.arguments, spider.render = arguments, arguments.render
        state = spider.prepare(
            crawler,
            scope,
            max_pages=arguments.max_pages,
            sitemaps=arguments.sitemap,
            until_dry=arguments.stop == "saturated",
        )
        spider.workshop = Workshop(state)
        if spider.store.resumed:
            spider.workshop.restore(spider.store.rows())
        return spider

    async def parse(self, response: Response) -> AsyncIterator[Visit]:
        """Send the page through the pipelines, rendered where it needs that."""
        if (visit := await self.look(response)) is not None:
            yield visit
