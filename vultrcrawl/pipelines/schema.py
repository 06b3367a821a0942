"""Item pipeline: stores pages for induction; makes schemas and records at the end."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING

from scrapy.exceptions import NotConfigured

from vultrcrawl.errors import StorageError
from vultrcrawl.lifecycle.outcome import tell_output_error
from vultrcrawl.page.visit import Visit
from vultrcrawl.report.files import read_jsonl, write_csv, write_jsonl
from vultrcrawl.schema.builder import Product
from vultrcrawl.schema.tally import RecordTally, varying
from vultrcrawl.schema.templates.names import earlier_names
from vultrcrawl.schema.wanted import only
from vultrcrawl.spiders.explore import ExploreSpider

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping
    from typing import Self

    from scrapy.crawler import Crawler

    from vultrcrawl.counsel.asking import Draft
    from vultrcrawl.counsel.counsel import Counsel
    from vultrcrawl.items import Row
    from vultrcrawl.page.document import Document
    from vultrcrawl.schema.builder import Template
    from vultrcrawl.schema.model import TemplateSchema

logger = logging.getLogger(__name__)
#: What the builder reads of a row, and corrects; whole rows would take much memory.
COLUMNS = (
    "url",
    "final_url",
    "template",
    "page_type",
    "page_group",
    "confidence",
    "classified_by",
    "duplicate_of",
    "rendering",
    "warnings",
)
#: Characters of a page from which its layout is read in a thread.
_LARGE = 300_000
#: Seconds for schemas of a crawl that was asked to stop.
_HASTE = 3.0


class SchemaPipeline:
    """Gives each Visit the key of its template; writes records when the crawl ends.

    Stats: `vultrcrawl/schema/templates`, `/fields`, `/records`.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._full = False
        self._taking = asyncio.Lock()
        self._copies: frozenset[str] = frozenset()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the pipeline of *crawler*; other spiders than `explore` need none."""
        if not isinstance(crawler.spider, ExploreSpider):
            raise NotConfigured
        return cls(crawler)

    @property
    def _spider(self) -> ExploreSpider:
        return self._crawler.spider  # type: ignore[return-value] # ours

    async def process_item(self, item: object) -> object:
        """Return *item*; a Visit with HTML is kept for its template's schema."""
        if isinstance(item, Visit) and item.document is not None:
            url = item.page.final_url or item.page.url
            take = partial(
                self._spider.schemas.take,
                url,
                item.document,
                item.exchanges,
                item.growth,
            )
            try:
                async with self._taking:
                    if len(item.document.html) < _LARGE:
                        template = take()
                    else:
                        template = await asyncio.to_thread(take)
                return replace(item, template=template)
            except StorageError as error:  # the page is kept, without a template
                if not self._full:
                    tell_output_error(self._crawler, error)
                self._full = True
        return item

    async def close_spider(self) -> None:
        """Settle the templates; make schema and records of each, the largest first.

        All of it in threads: the reactor hears a second Ctrl-C meanwhile.
        """
        builder = self._spider.schemas
        try:
            numbers, rows = await asyncio.to_thread(self._read)
            if self._counsel is not None:
                await self._counsel.types([row for row in rows if row["page_type"]])
            templates = await asyncio.to_thread(self._settle, numbers, rows)
            drafts: list[Draft] = []
            async for template, schema, sample in self._schemas(templates):
                if self._counsel is None:
                    await self._make(template, schema, sample)
                else:
                    drafts.append(
                        await asyncio.to_thread(_draft, template, schema, sample)
                    )
            if self._counsel is not None:
                by_name = {template.name: template for template in templates}
                schemas = await self._counsel.named(drafts)
                # Pages that speak to the model may have been found meanwhile.
                await asyncio.to_thread(self._note, self._counsel, numbers, rows)
                for schema in schemas:
                    template = by_name[schema.name]
                    sample = await asyncio.to_thread(builder.sample, template)
                    await self._make(template, schema, sample)
        except StorageError as error:
            tell_output_error(self._crawler, error)

    @property
    def _counsel(self) -> Counsel | None:
        return self._spider.counsel

    def _read(self) -> tuple[dict[str, int], list[Row]]:
        """Return the numbers of URLs that have a row, and these rows."""
        numbers, rows = {}, []
        for number, row in self._spider.store.pages(*COLUMNS):
            numbers[str(row["url"])] = number
            rows.append(row)
        return numbers, rows

    def _settle(self, numbers: dict[str, int], rows: list[Row]) -> list[Template]:
        store, counsel = self._spider.store, self._counsel
        self._copies = _copies(rows)
        earlier = earlier_names(self._spider.arguments.folder / "site.json")
        opinions = counsel.opinions if counsel is not None else None
        templates, changed = self._spider.schemas.settle(
            rows, store.anchors(), earlier, opinions
        )
        self._update(numbers, changed)
        if counsel is not None:
            self._note(counsel, numbers, rows)
        return templates

    def _note(self, counsel: Counsel, numbers: dict[str, int], rows: list[Row]) -> None:
        """Let *rows* tell what came of the model's answers."""
        notes = counsel.account.settle(rows, counsel.opinions.by_url)
        self._update(numbers, _noted(rows, notes))

    def _update(self, numbers: dict[str, int], changed: list[Row]) -> None:
        store = self._spider.store
        with store.transaction():
            for row in changed:
                number = numbers[row["url"]]
                store.update_page(number, store.page(number) | row)

    async def _schemas(
        self, templates: list[Template]
    ) -> AsyncIterator[tuple[Template, TemplateSchema, list[Document]]]:
        """Yield each of *templates*, the schema of its pages, and some of these."""
        builder, began = self._spider.schemas, monotonic()
        for template in templates:
            hurried = not self._crawler.engine.running
            if hurried and monotonic() - began > _HASTE:
                logger.warning("asked to stop: %s has no schema", template.name)
                continue
            sample = await asyncio.to_thread(builder.sample, template)
            schema = await asyncio.to_thread(builder.schema, template, sample)
            yield template, schema, sample

    async def _make(
        self, template: Template, schema: TemplateSchema, sample: list[Document]
    ) -> None:
        builder, stats = self._spider.schemas, self._crawler.stats
        if wanted := self._spider.arguments.wanted:
            told = self._counsel.meant(schema) if self._counsel is not None else {}
            schema = only(schema, wanted, told)
        schema, tally = await asyncio.to_thread(self._write, template, schema)
        entry = await asyncio.to_thread(
            builder.describe, template, schema, sample, tally
        )
        builder.products.append(Product(template, schema, tally.records, entry))
        stats.inc_value("vultrcrawl/schema/templates")
        stats.inc_value("vultrcrawl/schema/fields", len(schema.fields))
        stats.inc_value("vultrcrawl/schema/records", tally.records)

    def _write(
        self, template: Template, schema: TemplateSchema
    ) -> tuple[TemplateSchema, RecordTally]:
        """Write the records; return the schema that they have, and their counts.

        Which fields are the same in all records is known when all were made.
        """
        lines = self._spider.output.place(f"records/{template.name}.jsonl")
        found = self._spider.schemas.records(template, schema, self._copies)
        tally = RecordTally()
        write_jsonl(lines, tally.counting(found))
        kept = varying(schema, tally)
        names = [field.name for field in kept.fields]
        columns = list(dict.fromkeys(["url", *names]))
        if kept is not schema:
            every = (
                {name: one[name] for name in columns if name in one}
                for one in read_jsonl(lines)
            )
            write_jsonl(lines, every)
        bom = self._crawler.settings.getbool("VULTRCRAWL_CSV_BOM")
        write_csv(lines.with_suffix(".csv"), columns, read_jsonl(lines), bom=bom)
        return kept, tally


def _copies(rows: list[Row]) -> frozenset[str]:
    """Return the addresses at which only copies of other pages were found."""
    copies = {row["final_url"] for row in rows if row["duplicate_of"]}
    others = {row["final_url"] for row in rows if not row["duplicate_of"]}
    return frozenset(copies - others)


def _draft(template: Template, schema: TemplateSchema, sample: list[Document]) -> Draft:
    from vultrcrawl.counsel.asking import drafted  # noqa: PLC0415 (for few crawls)

    return drafted(schema, template.group.urls, template.group.shapes[0], sample)


def _noted(rows: list[Row], notes: Mapping[str, list[str]]) -> list[Row]:
    """Add *notes*, by final URL, to the warnings of *rows*; return what changes.

    They take the place of what an earlier run told of a language model.
    """
    from vultrcrawl.counsel.account import MODEL_NOTE  # noqa: PLC0415 (for few crawls)

    changed = []
    for row in rows:
        before = row["warnings"]
        kept = [one for one in before if not one.startswith(MODEL_NOTE)]
        new = [one for one in notes.get(row["final_url"], ()) if one not in kept]
        row["warnings"] = [*kept, *new]
        if row["warnings"] != before:
            changed.append(row)
    return changed
