"""Whole sites with the types of their pages, read for training."""

from __future__ import annotations

import json
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
    from collections.abc import Iterable, Iterator, Mapping, Sequence
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
        yield make_site(name, WHOLE, _annotated(rows, truth["kinds"]))


def _annotated(
    rows: Iterable[Mapping[str, Any]], kinds: Sequence[Mapping[str, Any]]
) -> list[AnnotatedPage]:
    """Return the pages of a site with the first of *kinds* that each fits."""
    known = [(re.compile(kind["path_regex"]), kind) for kind in kinds]
    pages: list[AnnotatedPage] = []
    for page in rows:
        place = page_path(page["url"])
        kind = next((one for fits, one in known if fits.search(place)), {})
        types = tuple(kind.get("page_types") or ())
        pages.append((page["url"], page["html"], kind.get("kind", ""), types))
    return pages


def guessed_sites(
    path: Path, read: Mapping[str, Sequence[Mapping[str, Any]]]
) -> Iterator[Site]:
    """Yield the sites of a file: its pages have a ``domain`` and a guessed ``kind``.

    Of the domains that somebody *read* the kinds count instead, as in `whole_sites`.
    """
    by_domain: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for page in gzipped_rows(path):
        by_domain[page["domain"]].append(page)
    for domain, rows in sorted(by_domain.items()):
        if domain in read:
            yield make_site(domain, WHOLE, _annotated(rows, read[domain]))
        else:
            pages = [(p["url"], p["html"], p["kind"], (p["kind"],)) for p in rows]
            yield make_site(domain, GUESSED, pages)


def read_kinds(path: Path) -> dict[str, list[dict[str, Any]]]:
    """Return the kinds of pages of the sites that somebody read, by domain."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return {one["domain"]: one["kinds"] for one in map(json.loads, lines)}


def single_pages(path: Path) -> Iterator[Site]:
    """Yield the `labelled_pages` of *path*, in their order, each a site."""
    for page in labelled_pages(path):
        address = page.get("url") or ""
        name = page.get("domain") or page["id"]
        types = LABEL_TYPES[page["label"]]
        yield make_site(name, SINGLE, [(address, page["html"], page["label"], types)])
