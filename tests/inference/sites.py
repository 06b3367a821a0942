"""Made-up sites, as the inference sees them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vultrcrawl.inference.advice import Advice
from vultrcrawl.inference.cells import Entry, folders_of
from vultrcrawl.inference.clustering import numbers
from vultrcrawl.inference.digest import Digest, read_digest
from vultrcrawl.inference.evidence import PageEvidence
from vultrcrawl.inference.inference import Verdict, infer
from vultrcrawl.inference.training_data import evidence_of
from vultrcrawl.page.document import Document
from vultrcrawl.page.signature import Signature, signature
from vultrcrawl.taxonomy import PageType
from vultrcrawl.urls.shapes import ShapeTrie

ROOT = "https://made.example"


def digest(path: str, html: str) -> Digest:
    return read_digest(Document(html, ROOT + path), ROOT + path)


@dataclass(frozen=True)
class Site:
    urls: list[str]
    pages: list[PageEvidence]
    signatures: list[Signature]

    def group(self, types: Sequence[PageType | None]) -> NDArray[np.int64]:
        trie = ShapeTrie()
        for url in self.urls:
            trie.add(url)
        shapes = map(trie.shape, self.urls)
        rows = zip(self.urls, shapes, self.signatures, types, strict=True)
        return numbers([Entry(*row) for row in rows])

    def infer(self, advice: Advice | None = None) -> dict[str, Verdict]:
        trie = ShapeTrie()
        for url in self.urls:
            trie.add(url)
        folders = folders_of([trie.shape(url) for url in self.urls])
        found = infer(self.pages, self.group, folders, advice=advice)
        paths = [url.removeprefix(ROOT) for url in self.urls]
        return dict(zip(paths, found, strict=True))


def site(htmls: Mapping[str, str]) -> Site:
    """Return the site whose pages are *htmls*, by path."""
    judged, signatures, urls = [], [], []
    for path, html in htmls.items():
        url = ROOT + path
        document = Document(html, url)
        judged.append(evidence_of(document, url))
        signatures.append(signature(document))
        urls.append(url)
    return Site(urls, judged, signatures)
