"""Makes templates, schemas and records of the pages of a crawl.

What only the end of a crawl needs is imported then: the first request does not wait for
it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from vultrcrawl.inference.digest import labels, read_digest
from vultrcrawl.page.html.layout import pack_layout
from vultrcrawl.page.signature import signature
from vultrcrawl.schema.templates.grouping import SAMPLE, TemplatePages, Templates
from vultrcrawl.schema.templates.names import TemplateNames, final_names
from vultrcrawl.schema.templates.page_store import PageStore
from vultrcrawl.taxonomy import PageType

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet
    from pathlib import Path

    from vultrcrawl.inference.inference import Verdict
    from vultrcrawl.items import Row
    from vultrcrawl.page.document import Document
    from vultrcrawl.page.exchange import Exchange, Growth
    from vultrcrawl.schema.extraction import Record
    from vultrcrawl.schema.model import TemplateSchema
    from vultrcrawl.schema.other_pages import OtherPages
    from vultrcrawl.schema.tally import RecordTally
    from vultrcrawl.schema.templates.page_types import Opinions

#: Other templates that one is compared with, the largest ones, and pages of each.
_OTHERS, _OF_OTHER = 8, 3


@dataclass(frozen=True, slots=True)
class Template:
    """A group of pages with its final name."""

    name: str
    group: TemplatePages


@dataclass(frozen=True, slots=True)
class Product:
    """A template, what its pages hold, and how many records they gave."""

    template: Template
    schema: TemplateSchema
    records: int
    document: dict[str, Any]
    """The template's entry in site.json."""


class SchemaBuilder:
    """Groups the pages of one crawl into templates, and makes a schema of each.

    *folder* is the crawl's JOBDIR, or None for a crawl in memory; pages go to disk in
    either case.
    """

    def __init__(self, folder: Path | None) -> None:
        self._templates = Templates()
        self._page_store = PageStore(folder)
        self._names = TemplateNames()
        self._final: dict[str, Template] = {}
        self._anchors: Mapping[str, Sequence[str]] = {}
        self._site_descriptions: AbstractSet[str] = frozenset()
        self._seen: dict[str, OtherPages] = {}
        self.products: list[Product] = []
        """What was made, once the crawl has ended."""
        self.pages_file = self._page_store.file
        """Where its pages are, for who reads them with a `StoredPages`."""

    def knows_main(self, main_of: Callable[[str], bytes | None]) -> None:
        """Have *main_of* tell which blocks of a page are its main text, where known."""
        self._page_store.main_of = main_of

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
        digest = read_digest(document, url)
        kept = (
            document.html,
            signed,
            digest,
            pack_layout(document.root, document.layout),
        )
        self._page_store.put(url, *kept, exchanges=exchanges, growth=growth)
        return self._templates.add(url, signed, labels=labels(digest))

    def judge(self, url: str, scores: Sequence[float]) -> None:
        """Keep what a classifier thinks of the page at *url*: a score for each type."""
        if scores:
            self._page_store.score(url, scores)

    def name(self, key: str, page_type: str) -> str:
        """Return the name of the template with provisional *key*, as known so far."""
        return self._names.name(key, page_type)

    def restore(self, rows: Iterable[Row]) -> int:
        """Take up the pages of an earlier run, whose *rows* give their templates.

        Returns how many of them are not there.
        """
        keys = {
            url: self._templates.add(url, signed, labels=self._labels(url))
            for url, signed in self._page_store.signatures()
        }
        missing = 0
        for row in rows:
            if row["template"] and (key := keys.get(row["final_url"])):
                self._names.keep(key, row["template"])
            elif row["template"]:
                missing += 1
        return missing

    def _labels(self, url: str) -> tuple[int, ...]:
        digest, _ = self._page_store.digest(url) or (None, ())
        return labels(digest) if digest is not None else ()

    def unlike(self, urls: Sequence[str], count: int) -> list[str]:
        """Return *count* of *urls*, which were taken, whose layouts differ most."""
        return self._templates.unlike(urls, count)

    def verdicts(
        self, rows: Iterable[Row], opinions: Opinions | None = None
    ) -> dict[str, Verdict]:
        """Return what the pages of *rows* seem to be, by final URL, as known so far."""
        from vultrcrawl.schema.templates.page_types import verdicts  # noqa: PLC0415 (slow)

        pages = [row for row in rows if row["template"]]
        return verdicts(pages, self._templates, self._page_store.digest, opinions)

    # When no more come.

    def settle(
        self,
        rows: Iterable[Row],
        anchors: Mapping[str, Sequence[str]] = MappingProxyType({}),
        earlier: Mapping[str, str] | None = None,
        opinions: Opinions | None = None,
        site_descriptions: AbstractSet[str] = frozenset(),
    ) -> tuple[list[Template], list[Row]]:
        """Decide on types and templates; return these, and the rows that this changes.

        *rows* are those of all pages, *anchors* the texts of links by the URL linked,
        *earlier* names of templates that an earlier crawl gave to pages, by URL, which
        are kept where that can be; *opinions* a language model's;
        *site_descriptions* what pages state that is of the site. A row changes with its
        type, or its template's name. The largest template comes first.
        """
        from vultrcrawl.schema.templates import apart, page_types  # noqa: PLC0415 (slow)

        pages = [row for row in rows if row["template"]]
        self._site_descriptions = site_descriptions
        linked = [row for row in pages if row["url"] in anchors]
        self._anchors = {row["final_url"]: anchors[row["url"]] for row in linked}
        digest_of = page_types.once(self._page_store.digest)
        types = page_types.verdicts(pages, self._templates, digest_of, opinions)
        known = [row for row in pages if row["final_url"] in types]
        changed = {
            id(row) for row in known if page_types.retyped(row, types[row["final_url"]])
        }
        for row in pages:
            if row["page_type"]:
                self._templates.vote(
                    row["final_url"], PageType(row["page_type"]), row["confidence"]
                )
        changed |= apart.set_apart(self._templates, pages, digest_of, self.documents)
        groups = self._templates.groups()
        names = final_names(groups, earlier)
        rows_of: dict[str, list[Row]] = defaultdict(list)
        for row in pages:
            if (name := names.get(row["final_url"])) is not None:
                rows_of[name].append(row)
                if name != row["template"]:
                    row["template"] = name
                    changed.add(id(row))
        for inside in rows_of.values():
            changed.update(id(row) for row in page_types.follow(inside, types))
        found = [Template(names[group.urls[0]], group) for group in groups]
        self._final = {one.group.name: one for one in found}
        self._seen = {}
        return found, [row for row in pages if id(row) in changed]

    def documents(self, urls: Iterable[str]) -> Iterator[Document]:
        """Yield kept pages, parsed anew."""
        return self._page_store.documents(urls)

    def sample(self, template: Template) -> list[Document]:
        """Return the pages that stand for *template*."""
        group = template.group
        # The page that came first may list what the others are about: it is the start.
        urls = dict.fromkeys((group.urls[0], *group.sample()))
        return list(self.documents(list(urls)[:SAMPLE]))

    def describe(
        self,
        template: Template,
        schema: TemplateSchema,
        sample: list[Document],
        tally: RecordTally | None = None,
    ) -> dict[str, Any]:
        """Return the entry of *template* in site.json; *tally* is of its records."""
        from vultrcrawl.schema.describing import describe  # noqa: PLC0415 (slow)

        return describe(
            template.group,
            template.name,
            schema,
            sample,
            self._page_store,
            template_of=self._name_of,
            page_types={one.name: one.group.page_type for one in self._final.values()},
            tally=tally,
        )

    def _name_of(self, url: str) -> str | None:
        """Return the template of *url*, fetched or not, None if it isn't known."""
        known = self._templates.template_of(url)
        return self._final[known].name if known in self._final else None

    def schema(self, template: Template, sample: list[Document]) -> TemplateSchema:
        """Return what the pages of *template* hold: up to a second of work.

        Pages of other templates are read, too, the first time.
        """
        from vultrcrawl.schema import other_pages as pages  # noqa: PLC0415 (slow)
        from vultrcrawl.schema.induction import SiteContext, induce  # noqa: PLC0415 (slow)

        others = self._others(template)
        context = SiteContext(
            anchors=self._anchors,
            others=[one.texts for one in others],
            site_descriptions=self._site_descriptions,
            shown=pages.pictures_of_site(one.shown for one in others),
            stated=pages.pictures_of_site(one.stated for one in others),
            currency=pages.currency_of_site(others),
        )
        return induce(
            sample,
            name=template.name,
            page_type=template.group.page_type,
            context=context,
            lists=template.group.lists,
        )

    def _others(self, template: Template) -> list[OtherPages]:
        """Return what some pages of the largest other templates say and show."""
        from vultrcrawl.schema.other_pages import other_pages  # noqa: PLC0415 (slow)

        for name, one in self._final.items():
            if len(self._seen) >= _OTHERS + 1:
                break
            if name not in self._seen:
                urls = one.group.sample(_OF_OTHER)
                self._seen[name] = other_pages(self.documents(urls))
        return [one for name, one in self._seen.items() if name != template.group.name]

    def records(
        self,
        template: Template,
        schema: TemplateSchema,
        copies: AbstractSet[str] = frozenset(),
    ) -> Iterator[Record]:
        """Yield the records of all pages of *template*.

        Of the pages in *copies*, which repeat others, no cards: each thing on a list
        is a record once.
        """
        from vultrcrawl.schema.extraction import Extractor  # noqa: PLC0415 (slow)

        extractor = Extractor(schema)
        for document in self.documents(template.group.urls):
            found = extractor.apply(document)
            if len(found) < 2 or document.url not in copies:
                yield from found

    def close(self) -> None:
        """Let go of the pages."""
        self._page_store.close()
