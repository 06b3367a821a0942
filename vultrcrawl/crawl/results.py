"""Makes templates, schemas and records of a crawl, when no more pages come."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING

from vultrcrawl.report.files import read_jsonl, write_csv, write_jsonl
from vultrcrawl.schema.builder import Product
from vultrcrawl.schema.site_descriptions import SiteDescriptions
from vultrcrawl.schema.tally import RecordTally, varying
from vultrcrawl.schema.templates.names import earlier_names
from vultrcrawl.schema.wanted import only

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping, Sequence

    from vultrcrawl.counsel.asking import Draft
    from vultrcrawl.counsel.counsel import Counsel
    from vultrcrawl.frontier.state.store import Store
    from vultrcrawl.items import Row
    from vultrcrawl.page.document import Document
    from vultrcrawl.report.output_folder import OutputFolder
    from vultrcrawl.schema.builder import SchemaBuilder, Template
    from vultrcrawl.schema.model import TemplateSchema
    from vultrcrawl.schema.wanted import Wanted

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
#: Seconds for schemas of a crawl that was asked to stop.
_HASTE = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlResults:
    """What is made of the pages of one crawl."""

    builder: SchemaBuilder
    """What the pages were given to; it gets the products."""
    store: Store
    """The rows, which get their final types and templates."""
    output: OutputFolder
    """Where records are written, and the site.json of an earlier run is read."""
    counsel: Counsel | None
    """What is asked of a language model, if there is one."""
    wanted: Sequence[Wanted]
    """The fields that records are to have; none for all."""
    csv_bom: bool
    stopped: Callable[[], bool]
    """Tells whether the crawl was asked to stop."""

    async def make(self) -> None:
        """Settle the templates; make schema and records of each, the largest first.

        All of it in threads: the reactor hears a second Ctrl-C meanwhile. Raises
        StorageError.
        """
        numbers, rows, site_descriptions = await asyncio.to_thread(self._read)
        if self.counsel is not None:
            await self.counsel.types([row for row in rows if row["page_type"]])
        copies = _copies(rows)
        templates = await asyncio.to_thread(
            self._settle, numbers, rows, site_descriptions
        )
        drafts: list[Draft] = []
        async for template, schema, sample in self._schemas(templates):
            if self.counsel is None:
                await self._finish(template, schema, sample, copies)
            else:
                drafts.append(await asyncio.to_thread(_draft, template, schema, sample))
        if self.counsel is not None:
            by_name = {template.name: template for template in templates}
            schemas = await self.counsel.named(drafts)
            # Pages that speak to the model may have been found meanwhile.
            await asyncio.to_thread(self._note, self.counsel, numbers, rows)
            for schema in schemas:
                template = by_name[schema.name]
                sample = await asyncio.to_thread(self.builder.sample, template)
                await self._finish(template, schema, sample, copies)

    def _read(self) -> tuple[dict[str, int], list[Row], frozenset[str]]:
        """Return the numbers of URLs that have a row, and these rows.

        With them the descriptions that are of the site, see `SiteDescriptions`.
        """
        numbers, rows, site_descriptions = {}, [], SiteDescriptions()
        for number, row in self.store.pages():
            numbers[str(row["url"])] = number
            rows.append({name: row[name] for name in COLUMNS})
            site_descriptions.add(row)
        return numbers, rows, site_descriptions.found()

    def _settle(
        self,
        numbers: dict[str, int],
        rows: list[Row],
        site_descriptions: frozenset[str],
    ) -> list[Template]:
        earlier = earlier_names(self.output.folder / "site.json")
        opinions = self.counsel.opinions if self.counsel is not None else None
        templates, changed = self.builder.settle(
            rows, self.store.anchors(), earlier, opinions, site_descriptions
        )
        self._update(numbers, changed)
        if self.counsel is not None:
            self._note(self.counsel, numbers, rows)
        return templates

    def _note(self, counsel: Counsel, numbers: dict[str, int], rows: list[Row]) -> None:
        """Let *rows* tell what came of the model's answers."""
        notes = counsel.account.settle(rows, counsel.opinions.by_url)
        self._update(numbers, _noted(rows, notes))

    def _update(self, numbers: dict[str, int], changed: list[Row]) -> None:
        with self.store.transaction():
            for row in changed:
                number = numbers[row["url"]]
                self.store.update_page(number, self.store.page(number) | row)

    async def _schemas(
        self, templates: list[Template]
    ) -> AsyncIterator[tuple[Template, TemplateSchema, list[Document]]]:
        """Yield each of *templates*, the schema of its pages, and some of these."""
        began = monotonic()
        for template in templates:
            if self.stopped() and monotonic() - began > _HASTE:
                logger.warning("asked to stop: %s has no schema", template.name)
                continue
            sample = await asyncio.to_thread(self.builder.sample, template)
            schema = await asyncio.to_thread(self.builder.schema, template, sample)
            yield template, schema, sample

    async def _finish(
        self,
        template: Template,
        schema: TemplateSchema,
        sample: list[Document],
        copies: frozenset[str],
    ) -> None:
        """Write the records of *template*, and keep what was made of it."""
        if self.wanted:
            told = self.counsel.meant(schema) if self.counsel is not None else {}
            schema = only(schema, self.wanted, told)
        schema, tally = await asyncio.to_thread(self._write, template, schema, copies)
        entry = await asyncio.to_thread(
            self.builder.describe, template, schema, sample, tally
        )
        self.builder.products.append(Product(template, schema, tally.records, entry))

    def _write(
        self, template: Template, schema: TemplateSchema, copies: frozenset[str]
    ) -> tuple[TemplateSchema, RecordTally]:
        """Write the records; return the schema that they have, and their counts.

        Which fields are the same in all records is known when all were made.
        """
        lines = self.output.place(f"records/{template.name}.jsonl")
        found = self.builder.records(template, schema, copies)
        tally = RecordTally()
        write_jsonl(lines, tally.counting(found))
        kept = varying(schema, tally, {one.name for one in self.wanted})
        names = [field.name for field in kept.fields]
        columns = list(dict.fromkeys(["url", *names]))
        if kept is not schema:
            every = (
                {name: one[name] for name in columns if name in one}
                for one in read_jsonl(lines)
            )
            write_jsonl(lines, every)
        table = lines.with_suffix(".csv")
        write_csv(table, columns, read_jsonl(lines), bom=self.csv_bom)
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
