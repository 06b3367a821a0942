"""Where the pages of a crawl become templates, schemas and records."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from vultrcrawl.items import ClassifiedBy
from vultrcrawl.page.signature import signature
from vultrcrawl.schema.actions import read_actions
from vultrcrawl.schema.apis import AskingPage, feeding, read_apis
from vultrcrawl.schema.candidates import vocabulary
from vultrcrawl.schema.document import template_document
from vultrcrawl.schema.endpoints import read_endpoints
from vultrcrawl.schema.extraction import Extractor, Record
from vultrcrawl.schema.induction import induce
from vultrcrawl.schema.linking import read_links
from vultrcrawl.schema.pagination import grown, read_pagination
from vultrcrawl.schema.publishing import published
from vultrcrawl.schema.reading import Reading
from vultrcrawl.schema.scoring import measured
from vultrcrawl.schema.shelf import Shelf
from vultrcrawl.schema.template_names import TemplateNames, final_names
from vultrcrawl.schema.templates import Group, Templates
from vultrcrawl.schema.xpaths import with_xpaths
from vultrcrawl.taxonomy import PageType, group_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from vultrcrawl.page.document import Document
    from vultrcrawl.page.exchange import Exchange, Growth
    from vultrcrawl.schema.model import TemplateSchema

#: Pages that a schema is made of, at most.
SAMPLE = 24
#: Pages that endpoints are learned from, at most; records of `SAMPLE` are compared.
ASKING = 60
#: A template corrects the type of a page if it has so many pages, and so many agree.
_VOTERS, _MAJORITY = 4, 0.6
#: Judges that are outvoted; a rule, or a model that read the page, is not.
_OUTVOTED = frozenset({ClassifiedBy.LOCAL, ClassifiedBy.TEMPLATE})

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Template:
    """A group of pages with its final name."""

    name: str
    group: Group


@dataclass(frozen=True, slots=True)
class Product:
    """A template, what its pages hold, and how many records they gave."""

    template: Template
    schema: TemplateSchema
    records: int
    document: dict[str, Any]
    """The template's entry in site.json."""


class Workshop:
    """Templates, and the pages that wait for their schema, of one crawl.

    *folder* is the crawl's JOBDIR, or None for a crawl in memory; pages go to disk in
    either case.
    """

    def __init__(self, folder: Path | None) -> None:
        self._templates = Templates()
        self._shelf = Shelf(folder)
        self._names = TemplateNames()
        self._final: dict[str, Template] = {}
        self._filled: dict[str, tuple[Counter[str], int]] = {}
        self.products: list[Product] = []
        """What was made, once the crawl has ended."""

    # While pages come.

    def take(
        self,
        url: str,
        document: Document,
        exchanges: Iterable[Exchange] = (),
        growth: Growth | None = None,
    ) -> str:
        """Keep the page at *url*; return the provisional key of its template.

        With it what its scripts asked for in a browser, and how its list grew there.
        """
        signed = signature(document)
        self._shelf.put(url, document.html, signed, exchanges, growth)
        return self._templates.add(url, signed)

    def name(self, key: str, page_type: str) -> str:
        """Return the name of the template with provisional *key*, as known so far."""
        return self._names.name(key, page_type)

    def restore(self, rows: Iterable[Row]) -> None:
        """Take up the pages of an earlier run, whose *rows* give their templates."""
        keys = {
            url: self._templates.add(url, signed)
            for url, signed in self._shelf.signatures()
        }
        for row in rows:
            if row["template"] and (key := keys.get(row["final_url"])):
                self._names.keep(key, row["template"])

    # When no more come.

    def settle(self, rows: Iterable[Row]) -> tuple[list[Template], list[Row]]:
        """Decide on the templates; return them, and the rows that this changes.

        *rows* are those of all pages. A row changes if its template has another name
        in the end, or outvotes its type. The largest template comes first.
        """
        pages = [row for row in rows if row["template"]]
        for row in pages:
            if row["page_type"]:
                self._templates.vote(
                    row["final_url"], PageType(row["page_type"]), row["confidence"]
                )
        groups = self._templates.groups()
        given = {row["final_url"]: row["template"] for row in pages}
        names = final_names(groups, given)
        of_page = {url: group for group in groups for url in group.urls}
        changed = [
            row
            for row in pages
            if (group := of_page.get(row["final_url"])) is not None
            and _corrected(row, names[row["final_url"]], group)
        ]
        found = [Template(names[group.urls[0]], group) for group in groups]
        self._final = {one.group.name: one for one in found}
        return found, changed

    def documents(self, urls: Iterable[str]) -> Iterator[Document]:
        """Yield kept pages, parsed anew."""
        return self._shelf.documents(urls)

    def sample(self, template: Template) -> list[Document]:
        """Return the pages that stand for *template*."""
        return list(self.documents(template.group.sample(SAMPLE)))

    def describe(
        self, template: Template, schema: TemplateSchema, sample: list[Document]
    ) -> dict[str, Any]:
        """Return the entry of *template* in site.json, best after its records."""
        schema = measured(schema, *self._filled.get(template.name, ({}, 0)))
        kinds = {one.name: one.group.page_type for one in self._final.values()}
        readings = [Reading(document) for document in sample]
        schema = with_xpaths(schema, readings)
        words = vocabulary(readings)
        asking = self._asking(template, schema, sample)
        apis = read_apis(
            asking,
            [field.name for field in schema.fields],
            many=schema.cardinality == "many",
        )
        return template_document(
            template.group,
            schema,
            name=template.name,
            actions=read_actions(sample, words),
            pagination=grown(
                read_pagination(sample, words),
                {one.url: one.growth for one in asking if one.growth is not None},
                pages=len(asking),
                fed_by=partial(feeding, apis),
            ),
            links=read_links(
                sample,
                self._name_of,
                template=template.name,
                page_types=kinds,
                vocabulary=words,
            ),
            apis=published(apis, read_endpoints(sample)),
        )

    def _asking(
        self, template: Template, schema: TemplateSchema, sample: list[Document]
    ) -> list[AskingPage]:
        """Return the pages of *template* that asked for something in a browser."""
        parsed = {document.url: document for document in sample}
        extractor = Extractor(schema)
        asking = []
        urls = template.group.sample(len(template.group.urls))
        for number, kept in enumerate(self._shelf.calls(urls, ASKING)):
            document = parsed.get(kept.url)
            if document is None and number < SAMPLE:
                document = next(self.documents([kept.url]), None)
            asking.append(
                AskingPage(
                    url=kept.url,
                    calls=kept.calls,
                    growth=kept.growth,
                    document=document,
                    records=extractor.apply(document) if document is not None else (),
                )
            )
        return asking

    def _name_of(self, url: str) -> str | None:
        """Return the template of *url*, fetched or not, None if it isn't known."""
        known = self._templates.template_of(url)
        return self._final[known].name if known in self._final else None

    @staticmethod
    def schema(template: Template, sample: list[Document]) -> TemplateSchema:
        """Return what the pages of *template* hold: up to a second of work."""
        return induce(sample, name=template.name, page_type=template.group.page_type)

    def records(self, template: Template, schema: TemplateSchema) -> Iterator[Record]:
        """Yield the records of all pages of *template*."""
        extractor = Extractor(schema)
        filled: Counter[str] = Counter()
        records = 0
        for document in self.documents(template.group.urls):
            for record in extractor.apply(document):
                filled.update(record.keys())
                records += 1
                yield record
        self._filled[template.name] = (filled, records)

    def close(self) -> None:
        """Let go of the pages."""
        self._shelf.close()


def _corrected(row: Row, name: str, group: Group) -> bool:
    """Correct *row* by its template; whether there was anything to correct."""
    changed: bool = row["template"] != name
    row["template"] = name
    if (
        group.page_type is not None
        and group.page_type != row["page_type"]
        and row["classified_by"] in _OUTVOTED
        and len(group.urls) >= _VOTERS
        and group.agreement >= _MAJORITY
    ):
        row["page_type"] = group.page_type
        row["page_group"] = group_of(group.page_type)
        row["confidence"] = round(group.agreement, 3)
        row["classified_by"] = ClassifiedBy.TEMPLATE
        changed = True
    return changed
