"""Values of pages by locators, for page objects: what `vultrcrawl scaffold` writes.

    reader = PageReader(body, url)
    reader.value(css("h1"), meta("og:title"))
    reader.value(css(".price"), to=[convert("price", decimal=".")])

It finds what `extract` finds by the same locators. Knows neither Scrapy nor web-poet.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, get_args

from vultrcrawl.page.document import Document
from vultrcrawl.schema.extraction import Extractor, value_of
from vultrcrawl.schema.model import (
    Field,
    JsonType,
    Locator,
    LocatorKind,
    TemplateSchema,
    Transform,
    TransformName,
)
from vultrcrawl.schema.sources.reading import Reading
from vultrcrawl.site.recognition import fit, has_cards

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vultrcrawl.values.locales import Decimal, Order


def css(
    selector: str, attribute: str = "text", *, prefix: str = "", suffix: str = ""
) -> Locator:
    """Return what finds *attribute* by a CSS selector.

    Or `text`, `own`, `rest` (all but the first) or `picture` (what it links to).
    """
    return stated("css", selector, attribute, prefix=prefix, suffix=suffix)


def stated(
    kind: LocatorKind,
    expr: str,
    attribute: str | None = None,
    *,
    prefix: str = "",
    suffix: str = "",
) -> Locator:
    """Return what finds a value by what the page states or shows around it.

    *kind* is ``jsonld``, ``meta``, ``label``, ``near`` ...: see `schema.model.Locator`.
    """
    if kind not in get_args(LocatorKind):
        raise ValueError(f"{kind!r} is no kind of locator")
    return Locator(
        kind=kind, expr=expr, attribute=attribute, prefix=prefix, suffix=suffix
    )


def convert(
    name: TransformName,
    *,
    language: str | None = None,
    decimal: Decimal | None = None,
    order: Order | None = None,
    currency: str | None = None,
) -> Transform:
    """Return what makes a number, date, currency ... of a text."""
    return Transform(
        name=name, language=language, decimal=decimal, order=order, currency=currency
    )


def part(
    name: str,
    *locators: Locator,
    type: JsonType = "string",
    to: Sequence[Transform] = (),
    many: bool = False,
    joined: bool = False,
) -> Field:
    """Return a field of a card, or of a thing in a list; its locators are relative."""
    return Field(
        name=name, type=type, locators=tuple(locators), transforms=tuple(to),
        multiple=many, joined=joined,
    )  # fmt: skip


def things(name: str, container: str, *parts: Field, spread: bool = False) -> Field:
    """Return a field that is a list of objects, one for each *container*."""
    return Field(
        name=name, type="array", container=container, spread=spread, items=parts
    )


class PageReader:
    """Reads one page; each source in it is read once, when it is asked for."""

    def __init__(self, body: bytes, url: str, content_type: str = "") -> None:
        self.document = Document.from_bytes(body, url, content_type)
        self._reading = Reading(self.document)

    def value(
        self,
        *locators: Locator,
        to: Sequence[Transform] = (),
        many: bool = False,
        joined: bool = False,
        left_out: Sequence[str] = (),
    ) -> Any:
        """Return what the first of *locators* that finds something says, else None.

        Texts that are *left_out* are nothing: so pages state what the site is about.
        """
        field = part("value", *locators, to=to, many=many, joined=joined)
        kept = replace(field, left_out=tuple(left_out))
        return value_of(kept, self._reading, None)

    def objects(
        self, container: str, *parts: Field, spread: bool = False
    ) -> list[dict[str, Any]] | None:
        """Return an object for each *container* that has any of *parts*."""
        field = things("value", container, *parts, spread=spread)
        found: list[dict[str, Any]] | None = value_of(field, self._reading, None)
        return found

    def facts(
        self, css: str | None, *left_out: str, text: bool = False
    ) -> dict[str, str] | None:
        """Return the values by label of a table, but for the labels *left_out*.

        Those of lists in the page's main *text*, too, if that is asked for.
        """
        return self._reading.facts(css, left_out, text=text) or None

    def cards(
        self, container: str, *parts: Field, spread: bool = False
    ) -> list[dict[str, Any]]:
        """Return a record for each card of a listing, with the page's `url` first."""
        schema = TemplateSchema(
            name="cards", cardinality="many", container=container, spread=spread,
            fields=parts,
        )  # fmt: skip
        return Extractor(schema).apply(self.document)

    def lists(self, container: str, share: float, *, spread: bool = False) -> bool:
        """Tell whether the page has several cards, with *share* of its text."""
        return has_cards(self._reading, container, share, spread=spread)

    def fit(self, selectors: Sequence[str]) -> float:
        """Return the share of *selectors* that find something, 1 if there are none."""
        return fit(self.document, selectors)
