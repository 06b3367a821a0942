"""Pages of another kind than others of their layout, in templates of their own."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from vultrcrawl.items import ClassifiedBy
from vultrcrawl.schema.repetition.listing import expected_of
from vultrcrawl.schema.templates.listing_pages import listing_pages, listing_type
from vultrcrawl.schema.templates.page_types import set_type
from vultrcrawl.schema.templates.second_pages import second_pages
from vultrcrawl.taxonomy import PageType

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from vultrcrawl.items import Row
    from vultrcrawl.page.document import Document
    from vultrcrawl.schema.templates.grouping import TemplatePages, Templates
    from vultrcrawl.schema.templates.page_store import DigestOf

#: Types of pages that have a template of their own, if they are likelier than not.
_OF_ITS_OWN = frozenset((PageType.FAQ_SUPPORT, PageType.CONTACT))
_LIKELY = 0.5
#: How often a page that was taken for one thing lists things where it seems so: 17 of
#: 39 on sites that the judge did not know (`vultrcrawl.schema.repetition.listing`).
_LISTS = 0.44


def set_apart(
    templates: Templates,
    rows: Sequence[Row],
    digest_of: DigestOf,
    documents: Callable[[Iterable[str]], Iterator[Document]],
) -> set[int]:
    """Set pages apart that are of another kind than others of their template.

    *rows* are those of pages of *templates*; returns the ids of those that get another
    type, as pages do that list things and were taken for one of these.
    """
    groups = templates.groups()
    types = {
        row["final_url"]: PageType(row["page_type"]) for row in rows if row["page_type"]
    }
    containers = listing_pages(groups, digest_of, documents, types)
    profiles = {
        url
        for group in groups
        if group.page_type is PageType.PROFILE and containers.keys() >= set(group.urls)
        for url in group.urls
    }
    changed = set()
    for row in rows:
        url = row["final_url"]
        if url in types and (css := containers.get(url)):
            # Who gave two talks is somebody, too, as who gave one.
            own = PageType.PROFILE if url in profiles else types[url]
            page_type = listing_type(own)
            if page_type != types[url]:
                set_type(row, page_type, ClassifiedBy.SITE)
                row["confidence"] = _LISTS
                changed.add(id(row))
            templates.set_apart(url, page_type, css)
    others = chain(_of_other_kinds(groups, rows), second_pages(groups, digest_of))
    for url in others:
        if url in types and url not in containers:
            templates.set_apart(url, types[url])
    return changed


def _of_other_kinds(
    groups: Iterable[TemplatePages], rows: Iterable[Row]
) -> Iterator[str]:
    """Yield the pages that likely are what others of their template are not.

    Many sites have one layout for all pages that are neither articles nor lists: that
    of the questions and answers has data of its own, as that of the addresses has. A
    page about one thing among lists has, too: on 102 sites 9 of 11 pages so typed are
    such, and the other two may be either.
    """
    likely = {
        row["final_url"]: PageType(row["page_type"])
        for row in rows
        if row["page_type"] and row["confidence"] >= _LIKELY
    }
    for group in groups:
        lists = bool(expected_of(group.page_type))
        for url in group.urls:
            own = likely.get(url, group.page_type)
            if own != group.page_type and (
                own in _OF_ITS_OWN or (lists and expected_of(own) is False)
            ):
                yield url
