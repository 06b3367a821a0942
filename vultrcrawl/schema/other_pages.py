"""What pages of other templates say and show, by which a page's own is told."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING

from vultrcrawl.page.html.text import text_of
from vultrcrawl.schema.sources.structured import jsonld, metadata, microdata, stated
from vultrcrawl.schema.value_types import stated_currency
from vultrcrawl.schema.values import folded
from vultrcrawl.urls.joining import absolute
from vultrcrawl.values.images import source

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from collections.abc import Set as AbstractSet

    from vultrcrawl.page.document import Document

#: Images of a page that are looked at.
_IMAGES = 300
#: What states the picture of a page, or its keywords.
_STATED = ("og:image", "twitter:image", "keywords")
#: Pages of a template that all have a picture of the site's, at least, or templates
#: that have pages with it.
_PAGES, _TEMPLATES = 3, 3


@dataclass(frozen=True, slots=True)
class OtherPages:
    """Some pages of one template, each with one of each of these."""

    texts: tuple[str, ...]
    """Their texts, folded, with a space around."""
    shown: tuple[AbstractSet[str], ...]
    """Addresses of the images that they show."""
    stated: tuple[AbstractSet[str], ...]
    """Addresses that they state as their picture, and their keywords."""
    currencies: tuple[str, ...]
    """What they state as their currency."""


def other_pages(documents: Iterable[Document]) -> OtherPages:
    """Return what *documents*, pages of one template, say and show."""
    pages = [
        (_text(one), _shown(one), _stated(one), _currencies(one)) for one in documents
    ]
    texts, shown, pictures, paid = zip(*pages, strict=True) if pages else ((),) * 4
    return OtherPages(texts, shown, pictures, tuple(chain.from_iterable(paid)))


def pictures_of_site(templates: Iterable[Sequence[AbstractSet[str]]]) -> frozenset[str]:
    """Return the pictures that are of the site and of no page: logos, icons, sprites.

    *templates* have those of each page. Such a one stands on all pages of a template,
    or on pages of several.
    """
    having: Counter[str] = Counter()
    always: set[str] = set()
    for one in templates:
        counts = Counter(chain.from_iterable(one))
        having.update(counts.keys())
        always.update(
            picture for picture in counts if counts[picture] == len(one) >= _PAGES
        )
    often = (picture for picture in having if having[picture] >= _TEMPLATES)
    return frozenset(chain(always, often))


def currency_of_site(templates: Iterable[OtherPages]) -> str | None:
    """Return the code of the one currency that pages state; None if they differ."""
    return stated_currency(text for one in templates for text in one.currencies)


def _currencies(document: Document) -> tuple[str, ...]:
    meta, items = metadata(document), (jsonld(document), microdata(document))
    return tuple(stated("currency", meta, *items))


def _text(document: Document) -> str:
    return f" {folded(text_of(document.root))} "


def _shown(document: Document) -> frozenset[str]:
    images = islice(document.root.iter("img"), _IMAGES)
    found = filter(None, (source(one.attrib) for one in images))
    return frozenset(absolute(address, document.base_url) for _, address in found)


def _stated(document: Document) -> frozenset[str]:
    return frozenset(text for name in _STATED if (text := document.meta.get(name)))
