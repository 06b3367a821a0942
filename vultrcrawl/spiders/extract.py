"""`scrapy crawl extract -a site=.../site.json`: fetch a site's data by its document."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from vultrcrawl.crawl.stop_reason import why_stopped
from vultrcrawl.errors import StorageError
from vultrcrawl.frontier.order.wanted import WantedPages
from vultrcrawl.items import Via
from vultrcrawl.lifecycle.outcome import DRIFTED, STOP_REASON, tell_output_error
from vultrcrawl.report.files import write_json
from vultrcrawl.site.document_scope import DocumentScope
from vultrcrawl.site.expected import expected, total_pages
from vultrcrawl.site.loading import load_overrides, load_site, read_text
from vultrcrawl.site.route import following, leading_templates
from vultrcrawl.site.searching import Search, listings_of
from vultrcrawl.spiders.arguments import ExtractArguments
from vultrcrawl.spiders.gathered_records import GatheredRecords
from vultrcrawl.spiders.site import DocumentSpider
from vultrcrawl.urls.normal_form import normalize

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable
    from pathlib import Path
    from typing import Self

    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from vultrcrawl.page.document import Document
    from vultrcrawl.page.visit import Visit
    from vultrcrawl.site.document import SiteDocument, SiteTemplate

#: Pages asked for at least, where the document estimates fewer.
_PAGES = 500
#: Note in the store: pages of results known so far, for a run that goes on.
_RESULTS = "search results"


class ExtractSpider(DocumentSpider):
    """Runs the schema of a document over its site, without a language model.

    Arguments: `ExtractArguments`. Items are the records, as dicts.
    Stats: `vultrcrawl/extract/records`, `/pages`, `/unrecognised`, `/drifted`,
    `vultrcrawl/overrides/failed` and `vultrcrawl/stop_reason`.
    """

    name = "extract"

    arguments: ExtractArguments
    scope: DocumentScope
    at_work: dict[str, GatheredRecords]
    wanted: frozenset[str]
    """Names of the templates whose records are asked for."""
    search: Search | None
    """The site's own search, if its results alone are wanted."""
    missing: dict[str, list[str]]
    """Fields that no card has, by template, if cards are all that is read."""

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Check the arguments, read the document, open the crawl's state.

        Raises UsageError, StateError or StorageError, each with a line for the user.
        """
        arguments = ExtractArguments.read(kwargs)
        site = load_site(arguments.site)
        known = [one.name for one in site.templates]
        wanted = arguments.wanted(known)
        missing: dict[str, list[str]] = {}
        if arguments.source == "listing":
            wanted, missing = listings_of(site, wanted)
        search = Search(site, arguments.search) if arguments.search else None
        overrides = load_overrides(arguments.page_objects, site)
        spider = super().from_crawler(crawler, *args)
        spider.arguments, spider.site = arguments, site
        spider.search, spider.missing = search, missing
        spider.overrides = overrides
        spider.wanted = frozenset(wanted)  # asked for before anything is at work
        spider.render = arguments.render
        spider.scope = DocumentScope(
            start_url=site.start_url,
            mode=site.scope,
            max_depth=arguments.max_depth,
            site=site,
            leading=leading_templates(site, wanted),
        )
        spider.prepare(
            crawler,
            spider.scope,
            output=arguments.folder,
            max_pages=arguments.max_pages or _estimate(site, spider.scope.leading),
            sitemaps=arguments.sitemap and search is None,
            wanted=WantedPages(
                spider.is_wanted,
                0 if search else expected(site, wanted, spider.scope.leading),
            ),
        )
        spider.at_work = {
            one.name: GatheredRecords(one, spider.output, spider.state_folder)
            for one in site.templates
            if one.name in wanted
        }
        # Else the columns of a feed are those of the first record.
        columns = [c for one in spider.at_work.values() for c in one.columns]
        columns += overrides.names() if overrides is not None else []
        crawler.settings.set(
            "FEED_EXPORT_FIELDS", list(dict.fromkeys(columns)), priority="spider"
        )
        if search is not None:
            known_results = spider.store.about().get(_RESULTS)
            search.results.update(dict.fromkeys(json.loads(known_results or "[]")))
            spider.let_in_results(search.results)
            spider.frontier.seed_all(list(search.results), Via.START)
        else:
            for one in spider.at_work.values():
                spider.frontier.seed_all(one.template.examples, Via.START)
        if arguments.urls is not None:
            spider.frontier.seed_all(_lines(arguments.urls), Via.START)
        return spider

    def is_wanted(self, url: str) -> bool:
        """Tell whether the page at *url*, in normal form, may hold what is wanted."""
        page = self.scope.page(url)
        like = self.site.by_url(url) if page is None else [page]
        return any(one.name in self.wanted for one in like)

    async def parse(self, response: Response) -> AsyncIterator[dict[str, Any]]:
        """Yield the records of a page, rendered where its template needs that."""
        visit = await self.look(response)
        if visit is None:
            return
        stats = self.crawler.stats
        stats.inc_value("vultrcrawl/extract/pages")
        at_work, records = None, []
        if (document := visit.document) is not None:
            template = self._template(visit.page.url, document)
            if self.search is not None:
                visit, template = self._searched(visit, document, template)
            at_work = self.at_work.get(template.name) if template else None
            if template is None:
                stats.inc_value("vultrcrawl/extract/unrecognised")
            if template is not None and template.name in self.scope.leading:
                self._follow(template, document)
            if at_work is not None:  # before the page is settled: then it is kept
                records = await self._records(at_work, visit.page.url, document)
        row = self.frontier.complete(visit.number, visit.page, visit.links)
        if at_work is None:
            return
        if row.duplicate_of and at_work.template.schema.cardinality == "many":
            at_work.forget(row.url)  # its cards are those of another page
            return
        stats.inc_value("vultrcrawl/extract/records", len(records))
        for record in records:
            yield record

    async def _records(
        self, at_work: GatheredRecords, url: str, document: Document
    ) -> list[dict[str, Any]]:
        """Return the records of the page at *url*, once they are gathered."""
        records = ours = at_work.extractor.apply(document)
        if self.overrides is not None:
            schema = at_work.template.schema
            records = await self.overrides.apply(schema, document, ours)
        at_work.add(url, records, ours)
        return records

    def let_in_results(self, urls: Iterable[str]) -> None:
        """Let pages of results in, whatever their addresses are like."""
        assert self.search is not None  # noqa: S101 (its results)
        if (listing := self.search.listing) is not None:
            self.scope.pages.update(dict.fromkeys(urls, listing))

    def _searched(
        self, visit: Visit, document: Document, known: SiteTemplate | None
    ) -> tuple[Visit, SiteTemplate | None]:
        """Return *visit* and the template of a page, *known* without the search.

        Its links are left out but for those to what was found.
        """
        assert self.search is not None  # noqa: S101 (asked before)
        template = self.search.template(visit.page.url, document, known)
        wanted = self.search.leads_to(visit.page.url, document, template)
        self.let_in_results(self.search.results)
        self.frontier.note({_RESULTS: json.dumps(list(self.search.results))})
        if wanted is not None:
            links = [one for one in visit.links if normalize(one.url) in wanted]
            visit = replace(visit, links=links)
        return visit, template

    def _template(self, url: str, document: Document) -> SiteTemplate | None:
        """Return the template of the page at *url*; None if it is of none known.

        A page that the pagination of a listing led to is one more of that listing, if
        its URL is like those of nothing else.
        """
        page = None if self.site.by_url(url) else self.scope.page(url)
        return page or self.site.recognise(document)

    def _follow(self, template: SiteTemplate, document: Document) -> None:
        """Let the link to the next page of a listing in, whatever its shape is."""
        url = following(template, document)
        if url is not None and (normal := normalize(url)) is not None:
            self.scope.let_in(normal, template)

    def closed(self, reason: str) -> None:
        """Write the records, and say what is no longer found."""
        why = why_stopped(reason, self.frontier)
        self.crawler.stats.set_value(STOP_REASON, why)
        try:
            self._write(reason)
        except StorageError as error:
            tell_output_error(self.crawler, error)

    def _write(self, reason: str) -> None:
        bom = self.crawler.settings.getbool("VULTRCRAWL_CSV_BOM")
        for template in self.at_work.values():
            template.finish(bom=bom)
        reports = [one.report() for one in self.at_work.values()]
        write_json(
            self.output.place("extract.json"),
            {
                "run": self.output.run,
                "site": str(self.arguments.site),
                "ended": reason,
                "books": self.frontier.url_counts().sentence(),
                "templates": reports,
                **({"missing": self.missing} if self.missing else {}),
                **({"overrides": self.overrides.report()} if self.overrides else {}),
            },
        )
        if not self.output.put(sum(one.drift.pages for one in self.at_work.values())):
            self.logger.warning(
                "No page: %s keeps the records of a run before", self.output.folder
            )
        if self.search is not None:
            for failed in self.search.unanswered(self.frontier.results.rows()):
                self.logger.warning(
                    "search: the site has no answer for %r: %s", *failed
                )
        for name, fields in self.missing.items():
            self.logger.warning(
                "cards alone were read: no %s has %s", name, ", ".join(fields)
            )
        for report in reports:
            self.logger.info(
                "%(template)s: %(records)d records of %(pages)d pages", report
            )
            for fall in report["fell"]:
                self.logger.warning(
                    "%s.%s was found in %.0f %% of the records, is in %.0f %% now%s",
                    report["template"],
                    fall["field"],
                    100 * fall["expected"],
                    100 * fall["found"],
                    f"; with page objects in {100 * fall['given']:.0f} %"
                    if "given" in fall
                    else "",
                )
            if report["worst_fall"] > self.arguments.max_drift:
                self.crawler.stats.set_value(DRIFTED, True)
        self.tell_overrides()
        self.logger.info("%s", self.frontier.url_counts().sentence())
        self.logger.info("files: %s/", self.arguments.folder)


def _estimate(site: SiteDocument, leading: frozenset[str]) -> int:
    return max(_PAGES, round(1.2 * total_pages(site, leading)))


def _lines(file: Path) -> list[str]:
    lines = map(str.strip, read_text(file).splitlines())
    return [line for line in lines if line]
