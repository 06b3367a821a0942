"""`scrapy crawl extract -a site=.../site.json`: fetch a site's data by its document."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Any

from vultrcrawl.errors import StorageError, UsageError
from vultrcrawl.feedstorage import tell_output_error
from vultrcrawl.frontier.scope import Scope, ScopeMode
from vultrcrawl.frontier.shapes import shape
from vultrcrawl.frontier.urls import normalize
from vultrcrawl.items import SkipReason, Via
from vultrcrawl.report.files import (
    check_writable,
    read_jsonl,
    remove_others,
    to_line,
    write_csv,
    write_json,
    write_jsonl,
)
from vultrcrawl.schema.drift import Drift
from vultrcrawl.schema.extraction import Extractor
from vultrcrawl.schema.route import following, leading
from vultrcrawl.schema.site import SiteDocument, SiteTemplate, load_site
from vultrcrawl.spiders.arguments import ExtractArguments
from vultrcrawl.spiders.site import SiteSpider

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path
    from typing import Self

    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from vultrcrawl.page.document import Document

#: Pages asked for at least, where the document estimates fewer.
_PAGES = 500
#: Stat that makes the exit code say that fields were lost.
DRIFTED = "vultrcrawl/extract/drifted"


@dataclass(frozen=True, kw_only=True)
class _DocumentScope(Scope):
    """URLs like those of some templates of a document."""

    site: SiteDocument = field(repr=False)
    leading: frozenset[str]
    """Templates that are wanted, or through which these are found."""
    pages: dict[str, SiteTemplate] = field(repr=False, default_factory=dict)
    """Where the pagination of one of these leads, whether the document knows such URLs
    or not: by shape of the URL if that has a number, else by URL."""

    def refuse(self, url: str, depth: int) -> tuple[SkipReason, str | None] | None:
        refusal = super().refuse(url, depth)
        if refusal is not None or url == self.start_url:
            return refusal
        if self.page(url) is not None:
            return None
        if any(one.name in self.leading for one in self.site.by_url(url)):
            return None
        return SkipReason.FILTER, "leads to no template that is wanted"

    def page(self, url: str) -> SiteTemplate | None:
        """Return the template whose pagination leads to *url*, in normal form."""
        return self.pages.get(shape(url)) or self.pages.get(url)

    def let_in(self, url: str, template: SiteTemplate) -> None:
        """Note that the pagination of *template* leads to *url*, in normal form.

        Where pages are numbered, it leads to all of them: a link to the third stands
        beside that to the second.
        """
        shaped = shape(url)
        self.pages[shaped if "{n}" in shaped else url] = template


class TemplateAtWork:
    """One template at work: its records so far, and what became of its fields."""

    def __init__(self, template: SiteTemplate, folder: Path) -> None:
        self.template = template
        self.extractor = Extractor(template.schema)
        self.drift = Drift(template)
        self._part = folder / f".{template.name}.part"
        self._file: IO[str] | None = None

    def add(self, records: list[dict[str, Any]]) -> None:
        """Take in the records of one page."""
        self.drift.add(records)
        if self._file is None:
            self._file = self._part.open("w", encoding="utf-8")
        self._file.writelines(map(to_line, records))

    def finish(self) -> None:
        """Turn what was gathered into records/<name>.jsonl and .csv."""
        if self._file is None:
            return
        self._file.close()
        name = self.template.name
        write_jsonl(self._part.with_name(f"{name}.jsonl"), read_jsonl(self._part))
        columns = ["url", *(one.name for one in self.template.schema.fields)]
        write_csv(self._part.with_name(f"{name}.csv"), columns, read_jsonl(self._part))
        self._part.unlink()

    def report(self) -> dict[str, Any]:
        """Return what was found, and what no longer is."""
        falls = self.drift.falls()
        return {
            "template": self.template.name,
            "pages": self.drift.pages,
            "records": self.drift.records,
            "pages_without_record": self.drift.empty_pages,
            "fell": [
                {"field": one.field, "expected": one.expected, "found": one.found}
                for one in falls
            ],
            "worst_fall": round(falls[0].by, 3) if falls else 0.0,
            "schema_faults": dict(self.drift.faults.most_common(20)),
        }


class ExtractSpider(SiteSpider):
    """Runs the schema of a document over its site, without a language model.

    Arguments: `ExtractArguments`. Items are the records, as dicts.
    Stats: `vultrcrawl/extract/records`, `/pages`, `/unrecognised`, `/drifted`.
    """

    name = "extract"

    arguments: ExtractArguments
    site: SiteDocument
    scope: _DocumentScope
    at_work: dict[str, TemplateAtWork]

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Check the arguments, read the document, open the crawl's state.

        Raises UsageError, StateError or StorageError, each with a line for the user.
        """
        arguments = ExtractArguments.read(kwargs)
        site = load_site(arguments.site)
        known = [one.name for one in site.templates]
        wanted = arguments.wanted(known)
        folder = arguments.folder / "records"
        check_writable(folder)
        spider = super().from_crawler(crawler, *args)
        spider.arguments, spider.site = arguments, site
        spider.render = arguments.render
        spider.at_work = {
            one.name: TemplateAtWork(one, folder)
            for one in site.templates
            if one.name in wanted
        }
        spider.scope = _DocumentScope(
            start_url=site.start_url,
            mode=_mode(site),
            max_depth=arguments.max_depth,
            site=site,
            leading=leading(site, wanted),
        )
        spider.prepare(
            crawler,
            spider.scope,
            max_pages=arguments.max_pages or _estimate(site, spider.scope.leading),
            sitemaps=arguments.sitemap,
        )
        spider.frontier.seed_all(_examples(site, wanted), Via.START)
        if arguments.urls is not None:
            spider.frontier.seed_all(_lines(arguments.urls), Via.START)
        return spider

    def needs_browser(self, url: str) -> bool | None:
        """Tell what the document says of pages with URLs like *url*."""
        like = self.site.by_url(url)
        if not like:
            return None
        return any((one.raw.get("rendering") or {}).get("needs_js") for one in like)

    async def parse(self, response: Response) -> AsyncIterator[dict[str, Any]]:
        """Yield the records of a page, rendered where its template needs that."""
        visit = await self.look(response)
        if visit is None:
            return
        stats = self.crawler.stats
        stats.inc_value("vultrcrawl/extract/pages")
        records: list[dict[str, Any]] = []
        if visit.document is not None:
            template = self._template(visit.page.url, visit.document)
            at_work = self.at_work.get(template.name) if template else None
            if template is None:
                stats.inc_value("vultrcrawl/extract/unrecognised")
            elif at_work is not None:
                records = at_work.extractor.apply(visit.document)
                at_work.add(records)
                stats.inc_value("vultrcrawl/extract/records", len(records))
            if template is not None and template.name in self.scope.leading:
                self._follow(template, visit.document)
        self.frontier.complete(visit.number, visit.page, visit.links)
        for record in records:
            yield record

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
        try:
            self._write(reason)
        except StorageError as error:
            tell_output_error(self.crawler, error)

    def _write(self, reason: str) -> None:
        for template in self.at_work.values():
            template.finish()
        written = (name for name, one in self.at_work.items() if one.drift.pages)
        remove_others(self.arguments.folder / "records", written)
        reports = [one.report() for one in self.at_work.values()]
        write_json(
            self.arguments.folder / "extract.json",
            {
                "site": str(self.arguments.site),
                "ended": reason,
                "books": self.frontier.books().sentence(),
                "templates": reports,
            },
        )
        for report in reports:
            self.logger.info(
                "%(template)s: %(records)d records of %(pages)d pages", report
            )
            for fall in report["fell"]:
                self.logger.warning(
                    "%s.%s was found in %.0f %% of the records, is in %.0f %% now",
                    report["template"],
                    fall["field"],
                    100 * fall["expected"],
                    100 * fall["found"],
                )
            if report["worst_fall"] > self.arguments.max_drift:
                self.crawler.stats.set_value(DRIFTED, True)
        self.logger.info("%s", self.frontier.books().sentence())
        self.logger.info("files: %s/", self.arguments.folder)


def _examples(site: SiteDocument, wanted: list[str]) -> list[str]:
    """Return addresses of pages of the templates that are *wanted*."""
    given = (
        one.raw.get("pages", {}).get("examples") or ()
        for one in site.templates
        if one.name in wanted
    )
    return [url for examples in given for url in examples if isinstance(url, str)]


def _mode(site: SiteDocument) -> ScopeMode:
    arguments = site.raw.get("run", {}).get("arguments", {})
    with contextlib.suppress(ValueError, AttributeError):
        return ScopeMode(arguments.get("scope", ScopeMode.HOST))
    return ScopeMode.HOST


def _estimate(site: SiteDocument, leading: frozenset[str]) -> int:
    totals = (
        one.raw.get("pages", {}).get("estimated_total") or 0
        for one in site.templates
        if one.name in leading
    )
    return max(_PAGES, round(1.2 * sum(totals)))


def _lines(file: Path) -> list[str]:
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"urls={file} can't be read: {error}") from error
    return [line.strip() for line in text.splitlines() if line.strip()]
