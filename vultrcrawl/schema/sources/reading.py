"""What the locators find on one page: each source is read once, when asked for."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

from vultrcrawl.items import Region
from vultrcrawl.page.css import select
from vultrcrawl.page.maintext.extract import main_blocks, text_of_blocks
from vultrcrawl.schema.model import HREF, LAST
from vultrcrawl.schema.sources import structured
from vultrcrawl.schema.sources.embedded_paths import embedded_paths
from vultrcrawl.schema.sources.labels.labelled_values import (
    fact_groups,
    joined,
    labelled,
    linked_values,
    without,
    without_columns,
)
from vultrcrawl.schema.sources.labels.pairs import pairs
from vultrcrawl.schema.sources.landmarks import Landmarks
from vultrcrawl.schema.sources.marked import marked
from vultrcrawl.schema.sources.paths import read
from vultrcrawl.schema.sources.pieces import pieces
from vultrcrawl.schema.sources.prose import (
    LEAD,
    UNLABELLED,
    own_blocks,
    paragraphs_of,
    prose_of,
    without_facts,
)
from vultrcrawl.schema.sources.sections import sections
from vultrcrawl.schema.sources.side_content import carded, comments
from vultrcrawl.schema.sources.trails import MENU, TRAIL, steps_in, steps_to
from vultrcrawl.schema.values import MAX_LIST, MAX_TEXT, folded
from vultrcrawl.values.locales import Locale

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.html import HtmlElement

    from vultrcrawl.page.document import Document
    from vultrcrawl.page.html.content import Node
    from vultrcrawl.page.maintext.extract import MainBlock
    from vultrcrawl.schema.model import Locator
    from vultrcrawl.schema.sources.labels.labelled_values import FactGroup
    from vultrcrawl.schema.sources.labels.pairs import Labelled
    from vultrcrawl.schema.sources.structured import Paths


#: Parts of a page that say where else to go.
_BESIDE = frozenset((Region.ASIDE, Region.BREADCRUMB))


def by_key(maps: Sequence[Paths]) -> dict[str, dict[int, list[str]]]:
    """Return what *maps* of pages have at each key, by the page's place in *maps*."""
    found: dict[str, dict[int, list[str]]] = defaultdict(dict)
    for number, paths in enumerate(maps):
        for key, values in paths.items():
            found[key][number] = values
    return found


class Reading:
    """The sources of one page."""

    def __init__(self, document: Document) -> None:
        self.document = document

    @cached_property
    def locale(self) -> Locale:
        """What the signs, numbers and dates of the page mean."""
        document = self.document
        years = structured.stated_years(document, self.meta, self.jsonld)
        return Locale(document.language, document.base_url, years)

    @cached_property
    def jsonld(self) -> Paths:
        """Paths of JSON-LD."""
        return structured.jsonld(self.document)

    @cached_property
    def microdata(self) -> Paths:
        """Paths of microdata."""
        return structured.microdata(self.document)

    @cached_property
    def rdfa(self) -> Paths:
        """Paths of RDFa."""
        return structured.rdfa(self.document)

    @cached_property
    def json(self) -> Paths:
        """Paths of data that the page carries for its scripts."""
        return embedded_paths(self.document)

    @cached_property
    def meta(self) -> Paths:
        """Content of ``<meta>`` by name, and the text of ``<title>``."""
        found = structured.metadata(self.document)
        if title := self.document.title:
            found.setdefault("title", [title])
        return found

    @cached_property
    def aside(self) -> set[Node]:
        """What is not what this page is about: cards of other pages, and comments."""
        return carded(self.document) | comments(self.document)

    @cached_property
    def label(self) -> Paths:
        """Values by label."""
        return labelled(self._pairs)

    @cached_property
    def label_links(self) -> Paths:
        """Where values link to, by label: those that are links as a whole."""
        return linked_values(self._pairs, self.document.base_url)

    @cached_property
    def fact_groups(self) -> dict[HtmlElement, FactGroup]:
        """Values by label, by the table or list that they stand in."""
        return fact_groups(self._pairs)

    @cached_property
    def _pairs(self) -> list[Labelled]:
        worded = pairs(self.document, self.aside, lambda: self.body)
        return without_columns([*worded, *marked(self.document, self.aside)])

    @cached_property
    def section(self) -> Paths:
        """Blocks by the heading above them."""
        return sections(self.document, self.aside)

    @cached_property
    def body(self) -> HtmlElement | None:
        """The element around the page's text."""
        return prose_of(self.document, self.aside)

    @cached_property
    def prose(self) -> Paths:
        """The page's main text, as ``main``, and its first paragraph, ``lead``."""
        whole = text_of_blocks(self._main_blocks)[:MAX_TEXT].rstrip()
        found = {"main": [whole] if whole else [], LEAD: self.paragraphs[:1]}
        return {place: values for place, values in found.items() if values}

    @cached_property
    def paragraphs(self) -> list[str]:
        """The paragraphs of the page's main text."""
        return paragraphs_of(self._main_blocks)

    @cached_property
    def _main_blocks(self) -> list[MainBlock]:
        return own_blocks(main_blocks(self.document), self.aside)

    @cached_property
    def unlabelled(self) -> list[str]:
        """The page's main text without the rows of tables of facts, if any is left."""
        blocks = without_facts(self._main_blocks, self.fact_groups.values())
        whole = text_of_blocks(blocks)[:MAX_TEXT].rstrip()
        return [whole] if whole else []

    @cached_property
    def _by_label(self) -> dict[str, list[str]]:
        return {folded(name): values for name, values in self.label.items()}

    @cached_property
    def _links_by_label(self) -> dict[str, list[str]]:
        return {folded(name): links for name, links in self.label_links.items()}

    @cached_property
    def _by_heading(self) -> dict[str, list[str]]:
        return {folded(name): values for name, values in self.section.items()}

    @cached_property
    def landmarks(self) -> Landmarks:
        """The texts of the whole page, and what stands between them."""
        body = self.document.root.find(".//body")
        by_element = self.document.content.by_element
        found = []
        for piece in pieces(body) if body is not None else ():
            node = by_element.get(piece.element)
            if node and node.region not in _BESIDE and node not in self.aside:
                found.append(piece)
        return Landmarks(found)

    @cached_property
    def texts(self) -> frozenset[str]:
        """The pieces of the page's text, folded."""
        return frozenset(self.landmarks.texts)

    def find(self, locator: Locator, card: HtmlElement | None = None) -> list[str]:
        """Return the texts that *locator* finds, below *card* if one is given."""
        found = self._find(locator, card)
        if not locator.prefix and not locator.suffix:
            return found
        cut = (
            text.removeprefix(locator.prefix).removesuffix(locator.suffix).strip()
            for text in found
        )
        return [text for text in cut if text and text != locator.suffix.strip()]

    def facts(
        self, css: str | None, left_out: Sequence[str] = (), *, text: bool = False
    ) -> FactGroup:
        """Return values by label of the groups that *css* finds: sections of one table.

        Those in the page's main *text* are of it, too, if that is asked for. Labels in
        *left_out* are, however spelled.
        """
        groups = self.fact_groups
        found = set(select(self.document.root, css)) if css and groups else set()
        if text and groups:
            found |= self._groups_in_text
        return without(joined(groups[e] for e in groups if e in found), left_out)

    @cached_property
    def _groups_in_text(self) -> set[HtmlElement]:
        """What groups of facts stand in that lines of the main text are of."""
        return {
            element
            for block in self._main_blocks
            for element in (block.element, *block.element.iterancestors())
            if element in self.fact_groups
        }

    def _find(self, locator: Locator, card: HtmlElement | None) -> list[str]:
        if locator.kind == "css":
            return self._selected(locator, card)
        if card is not None:
            return []
        if locator.kind == "label":
            linked = locator.attribute == HREF
            of = self._links_by_label if linked else self._by_label
            return of.get(folded(locator.expr), [])
        if locator.kind == "near":
            return self.landmarks.find(locator.expr, locator.attribute or "")
        if locator.kind == "section":
            return self._by_heading.get(folded(locator.expr), [])
        return self._stated(locator)

    def _stated(self, locator: Locator) -> list[str]:
        if locator.kind == "prose" and locator.expr == UNLABELLED:
            return self.unlabelled
        paths: Paths = getattr(self, locator.kind)
        stated = paths.get(locator.expr, [])
        return stated[-1:] if locator.attribute == LAST else stated

    def _selected(self, locator: Locator, card: HtmlElement | None) -> list[str]:
        root = self.document.root if card is None else card
        found = [
            element
            for element in select(root, locator.expr)[:MAX_LIST]
            if not self.document.hides(element)
        ]
        if locator.attribute == TRAIL:
            return next(filter(None, map(steps_in, found)), [])
        if locator.attribute == MENU:
            return max(map(steps_to, found), key=len, default=[])
        base = self.document.base_url
        values = (read(one, locator.attribute or "text", base) for one in found)
        return [value for value in values if value]
