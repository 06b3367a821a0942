"""Whole sites with the types of their pages, read for training."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from vultrcrawl.classify.cascade import classify_document
from vultrcrawl.classify.training_data import LABEL_TYPES, labelled_pages
from vultrcrawl.inference.cells import Entry, folders_of
from vultrcrawl.inference.clustering import numbers
from vultrcrawl.inference.digest import read_digest
from vultrcrawl.inference.evidence import PageEvidence
from vultrcrawl.inference.words import TYPE_NUMBER
from vultrcrawl.items import ClassifiedBy
from vultrcrawl.page.document import Document
from vultrcrawl.page.signature import signature
from vultrcrawl.tables import gzipped_rows
from vultrcrawl.taxonomy import PageType
from vultrcrawl.trees.training import annotated_sites, page_path
from vultrcrawl.urls.normal_form import normalize
from vultrcrawl.urls.shapes import ShapeTrie

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from vultrcrawl.page.signature import Signature

    Floats = NDArray[np.float32]

#: Weight of a page by where its type comes from: read by people on whole sites, guessed
#: by markup and address, labelled by people on a single page.
WHOLE, GUESSED, SINGLE = 1.0, 0.5, 0.6
#: What a type counts that is named after another, while nothing is known.
SECOND = 0.35
#: Pages of one kind of one site that count; more are as good as so many.
_KIND = 12


@dataclass(frozen=True, slots=True)
class Site:
    """The pages of one site, and what they are."""

    name: str
    source: float
    """`WHOLE`, `GUESSED` or `SINGLE`."""
    pages: list[PageEvidence]
    signatures: list[Signature]
    shapes: list[str]
    """Shapes of the addresses."""
    kinds: list[str]
    """Kind of each page, in the site's own words; empty if it isn't known."""
    accepted: Floats
    """1 for types that a careful person accepts, 0 for others; (pages, types)."""
    named: Floats
    """The same, `SECOND` for all but the one that this person names first."""
    weights: Floats
    """Shape (pages,); 0 for pages whose type isn't known."""

    @property
    def folders(self) -> NDArray[np.int64]:
        """Number of each page's folder."""
        return folders_of(self.shapes)

    def templates(self, types: Sequence[PageType | None]) -> NDArray[np.int64]:
        """Return the number of each page's template, were the pages of *types*."""
        pages = zip(self.pages, self.shapes, self.signatures, types, strict=True)
        return numbers([
            Entry(page.digest.url, shape, signature, page_type)
            for page, shape, signature, page_type in pages
        ])  # fmt: skip


AnnotatedPage = tuple[str, str, str, tuple[str, ...]]
"""Address, source, kind, accepted types."""


def evidence_of(document: Document, url: str) -> PageEvidence:
    """Return what the page at *url* shows by itself."""
    answer = classify_document(document, url)
    return PageEvidence(
        digest=read_digest(document, url),
        page_type=answer.page_type,
        confidence=answer.confidence,
        ruled=answer.classified_by is ClassifiedBy.RULE,
        scores=answer.scores,
    )


def make_site(name: str, source: float, pages: Sequence[AnnotatedPage]) -> Site:
    """Return the site called *name* of *pages*."""
    judged, signatures, kinds, urls = [], [], [], []
    named = np.zeros((len(pages), len(TYPE_NUMBER)), np.float32)
    for at, (address, html, kind, types) in enumerate(pages):
        url = normalize(address) or address
        document = Document(html, url)
        judged.append(evidence_of(document, url))
        signatures.append(signature(document))
        urls.append(url)
        for page_type in types:
            if (number := TYPE_NUMBER.get(PageType(page_type))) is not None:
                named[at, number] = SECOND if named[at].any() else 1
        kinds.append(kind if named[at].any() else "")
    trie = ShapeTrie(urls)
    return Site(
        name, source, judged, signatures, [trie.shape(url) for url in urls], kinds,
        (named > 0).astype(np.float32), named, _weights(kinds, source),
    )  # fmt: skip


def _weights(kinds: Sequence[str], source: float) -> Floats:
    counts: dict[str, int] = defaultdict(int)
    for kind in kinds:
        counts[kind] += 1
    return np.array(
        [
            source * min(counts[kind], _KIND) / counts[kind] if kind else 0.0
            for kind in kinds
        ],
        np.float32,
    )


def whole_sites(folder: Path) -> Iterator[Site]:
    """Yield the sites of *folder*: NAME.jsonl.gz beside NAME.truth.json.

    The truth has ``kinds``, each with a name, an expression for paths, and the types
    that are accepted.
    """
    for name, truth, rows in annotated_sites(folder):
        kinds = [(re.compile(kind["path_regex"]), kind) for kind in truth["kinds"]]
        pages: list[AnnotatedPage] = []
        for page in rows:
            place = page_path(page["url"])
            kind: dict[str, Any] = next(
                (one for fits, one in kinds if fits.search(place)), {}
            )
            types = tuple(kind.get("page_types") or ())
            pages.append((page["url"], page["html"], kind.get("kind", ""), types))
        yield make_site(name, WHOLE, pages)


def guessed_sites(path: Path) -> Iterator[Site]:
    """Yield the sites of a file: its pages have a ``domain`` and a guessed ``kind``."""
    by_domain: dict[str, list[AnnotatedPage]] = defaultdict(list)
    for page in gzipped_rows(path):
        kind = page["kind"]
        by_domain[page["domain"]].append((page["url"], page["html"], kind, (kind,)))
    for domain, pages in sorted(by_domain.items()):
        yield make_site(domain, GUESSED, pages)


def single_pages(path: Path) -> Iterator[Site]:
    """Yield the `labelled_pages` of *path*, in their order, each a site."""
    for page in labelled_pages(path):
        address = page.get("url") or ""
        name = page.get("domain") or page["id"]
        types = LABEL_TYPES[page["label"]]
        yield make_site(name, SINGLE, [(address, page["html"], page["label"], types)])
