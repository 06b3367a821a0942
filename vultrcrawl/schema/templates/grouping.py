"""Templates of a site: which pages were made alike, known page by page.

`Templates.add` takes the pages in any order; `Templates.groups` tells at any time what
the templates are, the same for the same pages whatever their order was.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vultrcrawl.inference.cells import Entry, rank
from vultrcrawl.inference.clustering import cluster, numbers
from vultrcrawl.page.signature import Signature, similarity
from vultrcrawl.schema.templates.url_patterns import few_patterns
from vultrcrawl.urls.shapes import ShapeTrie, shape

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from vultrcrawl.taxonomy import PageType

#: Pages that a schema is made of, at most.
SAMPLE = 24
#: Two pages at least this similar have the same provisional key.
_PROVISIONAL = 0.45
#: Layouts of one shape that have a provisional key of their own.
_KEYS_PER_SHAPE = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplatePages:
    """Pages of one template."""

    name: str
    """Unique on the site: the page type, numbered from the second on (`article-2`)."""
    page_type: PageType | None
    """Type that most of the confidence is for; None if no page has a type."""
    agreement: float
    """Share of the votes that *page_type* has, 0 to 1; 0 without votes."""
    urls: list[str]
    """All pages, sorted."""
    shapes: list[str]
    """Shapes of their URLs, the most frequent first."""
    patterns: list[str]
    """A few patterns that tell these shapes, so too."""
    lists: bool | None = None
    """True if each page lists things, though its layout is that of others; None where
    the type alone tells."""

    def sample(self, size: int = SAMPLE) -> list[str]:
        """Return at most *size* URLs spread at random, the same ones every time."""
        return sorted(self.urls, key=rank)[:size]


#: Templates with which a page of a new shape is compared.
_COMPARED = 100


@dataclass(slots=True)
class _Known:
    signature: Signature
    labels: tuple[int, ...]
    page_type: PageType | None
    confidence: float


class Templates:
    """The pages of a crawl by template."""

    def __init__(self) -> None:
        self._pages: dict[str, _Known] = {}
        self._leaders: dict[str, list[tuple[str, Signature]]] = defaultdict(list)
        self._first: list[tuple[str, Signature]] = []
        self._keys = 0
        self._groups: list[TemplatePages] | None = None
        self._parts: list[list[Entry]] | None = None
        self._kinds: dict[str, str] = {}
        self._names: dict[str, str] = {}
        self._shapes = ShapeTrie()
        self._by_shape: dict[str, str | None] = {}

    def __len__(self) -> int:
        return len(self._pages)

    def __contains__(self, url: object) -> bool:
        return url in self._pages

    def add(
        self,
        url: str,
        signature: Signature,
        page_type: PageType | None = None,
        confidence: float = 1.0,
        *,
        labels: tuple[int, ...] = (),
    ) -> str:
        """Add a page, or replace what is known of it; return its provisional key.

        *url* is in normal form, *labels* are numbers of its short lines. Pages of one
        key are of one template as far as can be told now: the final groups may join
        keys, seldom split them.
        """
        self._pages[url] = _Known(signature, labels, page_type, confidence)
        self._groups = self._parts = None
        return self._key(shape(url), signature)

    def vote(self, url: str, page_type: PageType, confidence: float = 1.0) -> None:
        """Say what type a page is that was added; nothing for one that wasn't."""
        known = self._pages.get(url)
        if known is not None:
            known.page_type, known.confidence = page_type, confidence
            self._groups = self._parts = None

    def _key(self, shaped: str, signature: Signature) -> str:
        leaders = self._leaders[shaped]
        best, key = _most_similar(signature, leaders)
        if key and (best >= _PROVISIONAL or len(leaders) >= _KEYS_PER_SHAPE):
            return key
        # One layout under another shape: a page of docs has a name of its own each.
        best, key = _most_similar(signature, self._first)
        if best < _PROVISIONAL:
            self._keys += 1
            key = f"t{self._keys}"
            if len(self._first) < _COMPARED:
                self._first.append((key, signature))
        leaders.append((key, signature))
        return key

    def unlike(self, urls: Sequence[str], count: int) -> list[str]:
        """Return *count* of *urls*, all added, whose layouts differ most, at random.

        Of many pages only some are compared.
        """
        spread = sorted(urls, key=rank)[:_COMPARED]
        known = {url: self._pages[url].signature for url in spread}
        chosen = spread[:1]
        while len(chosen) < min(count, len(spread)):
            rest = [url for url in spread if url not in chosen]
            chosen.append(
                min(
                    rest,
                    key=lambda url: max(
                        similarity(known[url], known[one]) for one in chosen
                    ),
                )
            )
        return chosen[:count]

    def numbers(
        self, urls: Sequence[str], types: Sequence[PageType | None]
    ) -> NDArray[np.int64]:
        """Return the number of the template of each of *urls*, were they all, and so.

        All of them were added; *types* are theirs, in the same order.
        """
        trie = ShapeTrie(urls)
        return numbers(
            [
                Entry(url, trie.shape(url), self._pages[url].signature, page_type)
                for url, page_type in zip(urls, types, strict=True)
            ]
        )

    def groups(self) -> list[TemplatePages]:
        """Return the templates as known now, the largest first."""
        if self._groups is None:
            if self._parts is None:
                self._parts = self._clustered()
            taken: Counter[str] = Counter()
            self._groups = [
                self._group(part, taken, lists=lists)
                for lists, part in self._apart(self._parts)
            ]
            self._names = {
                url: group.name for group in self._groups for url in group.urls
            }
            self._by_shape = {}
            for group in self._groups:
                for shaped in group.shapes:
                    alone = shaped not in self._by_shape
                    self._by_shape[shaped] = group.name if alone else None
        return self._groups

    def _clustered(self) -> list[list[Entry]]:
        self._shapes = ShapeTrie(self._pages)
        return cluster(
            [
                Entry(
                    url,
                    self._shapes.shape(url),
                    known.signature,
                    known.page_type,
                    known.labels,
                )
                for url, known in self._pages.items()
            ]
        )

    def _apart(
        self, parts: Sequence[list[Entry]]
    ) -> list[tuple[bool | None, list[Entry]]]:
        """Return *parts*, with the pages that were set apart in parts of their own."""
        found: list[tuple[bool | None, list[Entry]]] = []
        listing: dict[tuple[PageType | None, str], list[Entry]] = defaultdict(list)
        for part in parts:
            rest = []
            for entry in part:
                if (container := self._kinds.get(entry.url)) is None:
                    rest.append(entry)
                else:
                    kind = self._pages[entry.url].page_type
                    listing[kind, container].append(entry)
            if rest:
                found.append((None, rest))
        found += [
            (True if container else None, sorted(entries))
            for (_, container), entries in listing.items()
        ]
        return sorted(found, key=lambda one: (-len(one[1]), one[1][0].url))

    def set_apart(self, url: str, page_type: PageType, container: str = "") -> None:
        """Say that the page at *url* is of another kind than others of its layout.

        Pages of one type, and one *container* of cards if they list things, are then a
        group of their own.
        """
        self._kinds[url] = container
        self._pages[url].page_type = page_type
        self._groups = None

    def _group(
        self, entries: list[Entry], taken: Counter[str], *, lists: bool | None = None
    ) -> TemplatePages:
        votes: dict[PageType, float] = defaultdict(float)
        for entry in entries:
            known = self._pages[entry.url]
            if known.page_type is not None:
                votes[known.page_type] += known.confidence
        total = sum(votes.values())
        winner = max(votes, key=lambda one: (votes[one], one), default=None)
        base = winner.value if winner is not None else "page"
        taken[base] += 1
        shapes = Counter(entry.shape for entry in entries)
        return TemplatePages(
            name=base if taken[base] == 1 else f"{base}-{taken[base]}",
            page_type=winner,
            agreement=votes[winner] / total if winner is not None and total else 0.0,
            urls=[entry.url for entry in entries],
            shapes=sorted(shapes, key=lambda one: (-shapes[one], one)),
            patterns=few_patterns(shapes),
            lists=lists,
        )

    def template_of(self, url: str) -> str | None:
        """Return the name of the template of *url*, in normal form.

        A page that was not added is of the template whose URLs have its shape, if it is
        one only; else None.
        """
        self.groups()
        known = self._names.get(url)
        return known or self._by_shape.get(self._shapes.shape(url))


def _most_similar(
    signature: Signature, leaders: list[tuple[str, Signature]]
) -> tuple[float, str]:
    return max(
        ((similarity(signature, other), key) for key, other in leaders),
        default=(0.0, ""),
    )
