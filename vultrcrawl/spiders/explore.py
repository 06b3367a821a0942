"""`scrapy crawl explore -a start_url=...`: from one URL to a map of its site."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scrapy.exceptions import NotConfigured

from vultrcrawl.errors import StateDamaged
from vultrcrawl.schema.builder import SchemaBuilder
from vultrcrawl.schema.templates.page_store import PAGES_FILE
from vultrcrawl.spiders.arguments import ExploreArguments, has_no_scheme
from vultrcrawl.spiders.site import SiteSpider

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from typing import Self

    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from vultrcrawl.counsel.counsel import Counsel
    from vultrcrawl.page.visit import Visit


class ExploreSpider(SiteSpider):
    """Maps one site within its budget. Arguments: `ExploreArguments`."""

    name = "explore"

    arguments: ExploreArguments
    schemas: SchemaBuilder
    counsel: Counsel | None = None
    """What is asked of a language model; set by the extension that owns the model."""
    bare_host: bool
    """Whether https was assumed for the start."""

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Check the arguments and open the crawl's state.

        Raises UsageError, StateError or StorageError, each with a line for the user.
        """
        arguments = ExploreArguments.read(kwargs)
        scope = arguments.make_scope()
        spider = super().from_crawler(crawler, *args)
        spider.arguments, spider.render = arguments, arguments.render
        spider.bare_host = has_no_scheme(str(kwargs["start_url"]).strip())
        spider.prepare(
            crawler,
            scope,
            output=arguments.folder,
            max_pages=arguments.max_pages,
            sitemaps=arguments.sitemap,
            until_dry=arguments.stop == "saturated",
        )
        spider.schemas = SchemaBuilder(spider.state_folder)
        if spider.store.resumed:
            spider.restore()
        return spider

    def let_go(self) -> None:
        """Leave pages, state and output to others, when all is written."""
        self.schemas.close()
        super().let_go()

    def restore(self) -> None:
        """Take up the pages of an earlier run. Raises StateDamaged if none is there."""
        missing = self.schemas.restore(self.store.rows())
        if not missing:
            return
        if missing >= self.frontier.answered / 2:
            what = f"{missing} of {self.frontier.answered} pages are missing"
            raise StateDamaged.of(f"{self.state_folder}/{PAGES_FILE}", what)
        self.logger.warning(
            "%d pages of an earlier run are missing in %s: templates "
            "are made without them",
            missing,
            self.state_folder,
        )

    async def parse(self, response: Response) -> AsyncIterator[Visit]:
        """Send the page through the pipelines, rendered where it needs that."""
        if (visit := await self.look(response)) is not None:
            yield visit


def exploring(crawler: Crawler) -> ExploreSpider:
    """Return the spider of *crawler* for a component that no other spider needs.

    Raises NotConfigured if it is another one.
    """
    if not isinstance(crawler.spider, ExploreSpider):
        raise NotConfigured
    return crawler.spider
