"""Further pages of one thing, such as its reviews, in the layout of its own page.

They have its name, picture and price, and would be a second record of it each.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from vultrcrawl.inference.digest import labels
from vultrcrawl.schema.templates.listing_pages import THINGS
from vultrcrawl.urls.joining import absolute
from vultrcrawl.urls.shapes import ShapeTrie

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from vultrcrawl.inference.digest import Digest
    from vultrcrawl.schema.templates.grouping import TemplatePages
    from vultrcrawl.schema.templates.page_store import DigestOf

#: Pages of one title that are compared, at most.
_TITLED = 12
#: Share of their labels that two pages of one kind have in common, at least. A product
#: and its copy in another category have 0.98, a product and its reviews 0.43.
_ALIKE = 0.7
#: Share of the pages of one shape of addresses that are second pages, if all are.
_MOST = 0.5


def second_pages(groups: Iterable[TemplatePages], digest_of: DigestOf) -> Iterator[str]:
    """Yield the pages of *groups* that are second ones of what others are about.

    Such a page has the title of the other one, or a longer one with it. It links there
    and back, stands at a longer address of another shape, and has other labels.
    """
    for group in groups:
        if group.page_type not in THINGS or len(group.shapes) < 2:
            continue
        digests = {
            url: kept[0] for url in group.urls if (kept := digest_of(url)) is not None
        }
        trie = ShapeTrie(group.urls)
        shapes = {url: trie.shape(url) for url in digests}
        found = Counter(shapes[url] for url in _told(digests, shapes))
        all_of = Counter(shapes.values())
        kinds = {one for one in found if found[one] >= _MOST * all_of[one]}
        yield from (url for url, shape in shapes.items() if shape in kinds)


def _told(digests: Mapping[str, Digest], shapes: Mapping[str, str]) -> Iterator[str]:
    """Yield pages that are second ones of another of *digests*."""
    leads = {
        url: {absolute(link.href, url) for link in digest.links} & digests.keys()
        for url, digest in digests.items()
    }
    back: dict[str, list[str]] = defaultdict(list)
    for url, targets in leads.items():
        for target in targets:
            back[target].append(url)
    for url, digest in digests.items():
        both = [one for one in back[url] if one in leads[url]]
        if any(
            shapes[one] != shapes[url] and _is_second(digest, digests[one])
            for one in both[:_TITLED]
        ):
            yield url


def _is_second(page: Digest, first: Digest) -> bool:
    """Whether *page* is about what *first* is about, and of another kind."""
    if not first.title or first.title not in page.title:
        return False
    if page.language != first.language or _length(page) <= _length(first):
        return False
    own, others = set(labels(page)), set(labels(first))
    return len(own & others) < _ALIKE * len(own | others)


def _length(page: Digest) -> tuple[int, int]:
    """Return the parts of a page's address, and the length of its title."""
    parts = urlsplit(page.url)
    folders = [one for one in parts.path.split("/") if one]
    return len(folders) + parts.query.count("="), len(page.title)
