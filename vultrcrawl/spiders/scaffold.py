"""`scrapy crawl scaffold -a site=... -a folder=...`: a project for a site."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from vultrcrawl.crawl.stop_reason import StopReason
from vultrcrawl.errors import StorageError, UsageError
from vultrcrawl.frontier.scope import Scope
from vultrcrawl.items import SkipReason, Via
from vultrcrawl.lifecycle.outcome import STOP_REASON, tell_output_error
from vultrcrawl.scaffold.project import check_folder, described, write_project
from vultrcrawl.site.loading import load_site
from vultrcrawl.spiders.arguments import ScaffoldArguments
from vultrcrawl.spiders.responses import stored
from vultrcrawl.spiders.site import DocumentSpider
from vultrcrawl.urls.normal_form import normalize_routed

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from vultrcrawl.page.visit import StoredResponse
    from vultrcrawl.site.document import SiteTemplate


@dataclass(frozen=True, kw_only=True)
class _ListedScope(Scope):
    """Some addresses, and no other."""

    listed: frozenset[str]

    def refuse(self, url: str, depth: int) -> tuple[SkipReason, str | None] | None:
        if url not in self.listed:
            return SkipReason.FILTER, "no page of a test"
        return super().refuse(url, depth)


class ScaffoldSpider(DocumentSpider):
    """Fetches pages that were held back, politely, and writes a project with tests.

    Arguments: `ScaffoldArguments`. No more is asked for than the pages of the tests and
    the start. Stats: `vultrcrawl/stop_reason`.
    """

    name = "scaffold"

    arguments: ScaffoldArguments
    wanted: dict[str, str]
    """Names of templates, by the addresses of their pages."""
    held: dict[str, list[StoredResponse]]
    """Pages by template."""

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Check the arguments, read the document. Raises UsageError, in one line."""
        arguments = ScaffoldArguments.read(kwargs)
        site = load_site(arguments.site)
        check_folder(arguments.folder)
        spider = super().from_crawler(crawler, *args)
        spider.arguments, spider.site = arguments, site
        spider.render = "auto"
        spider.held = {one.name: [] for one in site.templates}
        spider.wanted = {
            url: one.name
            for one in site.templates
            for url in _held_out(one, arguments.fixtures)
        }
        scope = _ListedScope(
            start_url=site.start_url,
            mode=site.scope,
            listed=frozenset((site.start_url, *spider.wanted)),
        )
        most = len(spider.wanted) + 1
        spider.prepare(crawler, scope, output=None, max_pages=most, sitemaps=False)
        spider.frontier.seed_all(list(spider.wanted), Via.START)
        return spider

    async def parse(self, response: Response) -> None:
        """Keep a page that is for a test."""
        visit = await self.look(response)
        if visit is None:
            return
        name = self.wanted.get(visit.page.url)
        if name is not None and visit.document is not None and not visit.page.error:
            self.held[name].append(stored(response, visit))
        self.frontier.complete(visit.number, visit.page, [])

    def closed(self, reason: str) -> None:
        """Write the project, unless the run was stopped."""
        whole = reason == "finished"
        ended = StopReason.EXHAUSTED if whole else StopReason.INTERRUPTED
        self.crawler.stats.set_value(STOP_REASON, ended)
        try:
            if not whole:
                self.logger.warning("Stopped: nothing was written")
                return
            if self.wanted and not any(self.held.values()):
                self.logger.warning("No page answered: the project has no tests")
            names = write_project(self.arguments.folder, self.site, self.held)
            self.logger.info("%s", described(names, self.held))
            self.logger.info("files: %s/, first README.md", self.arguments.folder)
        except UsageError as error:  # somebody has put something there meanwhile
            tell_output_error(self.crawler, StorageError(str(error)))
        except StorageError as error:
            tell_output_error(self.crawler, error)


def _held_out(template: SiteTemplate, most: int) -> list[str]:
    """Return pages that the locators of *template* were not made from, if there are."""
    if not template.schema.fields:
        return []
    held = (template.raw.get("validation") or {}).get("held_out") or ()
    urls = map(normalize_routed, (*held, *template.examples))
    return list(dict.fromkeys(url for url in urls if url is not None))[:most]
