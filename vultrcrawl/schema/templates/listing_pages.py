"""Pages that list things, found among pages of templates about one thing each.

One layout often serves both: a chapter and its table of contents, an article and the
archive of a month. The model of `schema.repetition` tells them apart page by page.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from types import MappingProxyType
from typing import TYPE_CHECKING

from vultrcrawl.inference.digest import labels
from vultrcrawl.items import Region
from vultrcrawl.schema.repetition.elements import items_in
from vultrcrawl.schema.repetition.listing import expected_of, main_list
from vultrcrawl.schema.repetition.survey import survey
from vultrcrawl.schema.sources.links import leads_away
from vultrcrawl.taxonomy import PageType

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from lxml.html import HtmlElement

    from vultrcrawl.inference.digest import Digest
    from vultrcrawl.page.document import Document
    from vultrcrawl.schema.templates.grouping import TemplatePages

#: A link is a page's own if at most this share of the template's pages have it, or two.
_OWN = 0.3
#: A table of contents is a menu by its class; those of the site are on most pages.
_REGIONS = (Region.MAIN, Region.NAV)
#: Own links of one place that a list has at least.
_LINKS = 2
#: Pages judged at first, the likeliest by share and by number of own links, half each;
#: if one of them lists, the others follow until so many in turn don't.
_FIRST, _IN_TURN = 12, 10
#: Pages of one template that are judged at most: each takes some ten milliseconds.
_MOST = 120
#: Types of pages about one thing, below which others are shown.
THINGS = frozenset((
    PageType.PRODUCT, PageType.JOB_POSTING, PageType.EVENT, PageType.MEDIA,
    PageType.ITEM_DETAIL,
))  # fmt: skip
#: Labels that most of their pages have, at least, and the share of these that a page
#: that lists things may have, too.
_LABELS, _LACKING = 3, 0.4
#: Other profiles that tell whether all have such lists, and the share that then do.
_OTHERS, _ALIKE = 8, 0.7
#: Type of a page that was taken for one thing and lists things.
_LISTING = {PageType.PRODUCT: PageType.PRODUCT_LISTING}


def listing_pages(
    groups: Iterable[TemplatePages],
    digest_of: Callable[[str], tuple[Digest, object] | None],
    documents: Callable[[Iterable[str]], Iterator[Document]],
    types: Mapping[str, PageType],
) -> dict[str, str]:
    """Return the pages of all *groups* that list things among others, see below.

    *types* are those of single pages.
    """
    found: dict[str, str] = {}
    for group in groups:
        digests = {
            url: kept[0] for url in group.urls if (kept := digest_of(url)) is not None
        }
        found |= find_listing_pages(group.page_type, digests, documents, types)
    return found


def find_listing_pages(
    page_type: PageType | None,
    digests: Mapping[str, Digest],
    documents: Callable[[Iterable[str]], Iterator[Document]],
    types: Mapping[str, PageType] = MappingProxyType({}),
) -> dict[str, str]:
    """Return the pages of one template that list things: container by URL.

    The container is the end of the selector of the cards. *page_type* is that of the
    template, *types* are those of single pages, *documents* gives pages by URL. Empty
    if the template's type is one of lists anyway. At most 120 pages are judged, those
    first whose own type says that they list things. Most others may have an item of
    these lists, too: then all profiles are returned, for a speaker of one talk has a
    list of one, and nothing of other types, if it is a link: each ingredient has a list
    of the recipes with it.
    """
    expected = expected_of(page_type)
    if len(digests) < 2 or expected:
        return {}
    found: dict[str, str] = {}
    missed = 0
    likeliest = free = _likeliest(digests)
    if page_type in THINGS or page_type is PageType.PROFILE:
        told = page_type in THINGS  # a profile may be a list of talks or posts
        free = _without_labels(likeliest, digests, told=told)
    own = {url: expected_of(types.get(url)) for url in likeliest}
    # On others a list is the page's only if it comes first.
    beside = dict.fromkeys([*(url for url in likeliest if own[url]), *free])
    ranked = list(dict.fromkeys([*beside, *likeliest]))
    for number, url in enumerate(ranked[:_MOST]):
        if number >= _FIRST and (not found or missed >= _IN_TURN):
            break
        missed += 1
        for document in documents([url]):
            page = survey([document]).pages[0]
            run = main_list(
                page,
                expected=own[url] or expected,
                siblings=digests.keys(),
                beside=url in beside,
            )
            if run is not None:
                found[url] = _end(run.css)
                missed = 0
    others = [url for url in digests if url not in found]
    rest = documents(others[:_OTHERS])
    if page_type is not PageType.PROFILE:
        few = len(found) < len(others)
        return {} if few and _have_one(rest, found, leads_away) else found
    if _have_one(rest, found):
        usual, _ = Counter(found.values()).most_common(1)[0]
        return dict.fromkeys(digests, usual)
    return found


def _have_one(
    pages: Iterable[Document],
    found: Mapping[str, str],
    test: Callable[[HtmlElement], bool] = lambda _: True,
) -> bool:
    """Whether most *pages* have an item of the lists *found* that passes a *test*.

    *found* are containers by URL.
    """
    ends = set(found.values())
    having = [
        any(test(item) for css in ends for item in items_in(one, css)) for one in pages
    ]
    return bool(ends) and sum(having) > _ALIKE * len(having)


def listing_type(page_type: PageType) -> PageType:
    """Return the type of a page that lists things and was taken for *page_type*."""
    if expected_of(page_type) is False:
        return _LISTING.get(page_type, PageType.CONTENT_LISTING)
    return page_type


def _end(css: str) -> str:
    """Return the last two steps of a selector, or from the last one with a mark on."""
    steps = css.split(" > ")
    marked = [at for at, step in enumerate(steps) if "." in step or "#" in step]
    return " > ".join(steps[min([*marked[-1:], len(steps) - 2]) :])


def _likeliest(digests: Mapping[str, Digest]) -> list[str]:
    """Return the pages with links of their own in one place, the likeliest lists first.

    Linear in the number of links.
    """
    on_pages = Counter(
        href
        for digest in digests.values()
        for href in {link.href for link in digest.links}
    )
    most = max(2.0, _OWN * len(digests))
    counts: dict[str, int] = {}
    shares: dict[str, float] = {}
    for url, digest in digests.items():
        places: dict[int, dict[str, int]] = defaultdict(dict)
        for link in digest.links:
            if link.region in _REGIONS and on_pages[link.href] <= most:
                places[link.place][link.href] = len(link.anchor)
        best = max(places.values(), key=len, default={})
        if len(best) >= _LINKS:
            whole = sum(line.length for line in digest.lines)
            counts[url] = len(best)
            shares[url] = sum(best.values()) / max(1, whole)
    return _merged(
        sorted(counts, key=lambda url: (-counts[url], url)),
        sorted(shares, key=lambda url: (-shares[url], url)),
    )


def _without_labels(
    urls: Sequence[str], digests: Mapping[str, Digest], *, told: bool
) -> list[str]:
    """Return those of *urls* that lack most labels that pages of the template have.

    Below a product there often is a long list of others; what names its price and its
    number is not on a page that lists products. If too few labels tell, none where
    pages are *told* to be about one thing each, else all.
    """
    known = {url: frozenset(labels(digest)) for url, digest in digests.items()}
    counts = Counter(label for found in known.values() for label in found)
    common = {label for label, count in counts.items() if 2 * count > len(known)}
    if len(common) < _LABELS:
        return [] if told else list(urls)
    return [url for url in urls if len(known[url] & common) < _LACKING * len(common)]


def _merged(first: Sequence[str], second: Sequence[str]) -> list[str]:
    """Return what both rank, in turn from each, once."""
    both = (url for pair in zip(first, second, strict=True) for url in pair)
    return list(dict.fromkeys(both))
