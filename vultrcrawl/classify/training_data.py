"""Labelled pages for training: read, parsed, and described once each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import tldextract

from vultrcrawl.classify import rules
from vultrcrawl.classify.features import vector
from vultrcrawl.classify.fit import Samples
from vultrcrawl.classify.model import LABELS, MODEL_TYPES
from vultrcrawl.classify.reading import PageReading
from vultrcrawl.classify.rules.refine import refine
from vultrcrawl.classify.tokens import tokenise
from vultrcrawl.page.document import Document
from vultrcrawl.tables import gzipped_rows
from vultrcrawl.taxonomy import PageType

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from vultrcrawl.classify.rules.finding import Finding

#: Types that a careful person also accepts for pages of a label.
_ALSO = {
    "collection": (PageType.SECTION_HUB,),
    "documentation": (PageType.FAQ_SUPPORT,),
    "listing": (PageType.SEARCH_RESULTS, PageType.SECTION_HUB),
    "service": (PageType.PRICING, PageType.HOMEPAGE, PageType.ABOUT, PageType.CONTACT),
}
#: All types of a label, its own first. A hub is a collection before it is a listing.
LABEL_TYPES = {label: (own, *_ALSO.get(label, ())) for label, own in LABELS.items()}
#: The suffix list that ships with tldextract: training must not need a network.
_SUFFIXES = tldextract.TLDExtract(suffix_list_urls=())


@dataclass(frozen=True, slots=True)
class Dataset:
    """Samples, and for each what the rules say and where it came from."""

    samples: Samples
    ruled: list[Finding | None]
    """What the rules before the model say."""
    roots: list[bool]
    """Whether the page is the root of its host."""
    finer: list[dict[PageType, Finding]]
    """What the rules make of each of the model's answers, where they change it."""


def training_site(url: str, fallback: str) -> str:
    """Return the registrable domain of *url*; *fallback* where it has none."""
    return _SUFFIXES(url).top_domain_under_public_suffix or fallback


def labelled_pages(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the objects of a gzipped file of JSON lines that have a known label.

    They have `id`, `url`, `label`, `html`, `qc_flag`; bot walls are left out.
    """
    for page in gzipped_rows(path):
        if page.get("qc_flag") != "blocked_or_empty" and page["label"] in LABELS:
            yield page


def read(path: Path) -> Dataset:
    """Return the `labelled_pages` of *path*, each parsed and described."""
    features, tokens, labels, sites = [], [], [], []
    ruled, roots, finer = [], [], []
    names = list(LABELS)
    for page in labelled_pages(path):
        url = page.get("url") or ""
        reading = PageReading(Document(page["html"], url), url)
        features.append(vector(reading))
        tokens.append(tokenise(reading))
        labels.append(names.index(page["label"]))
        sites.append(training_site(url, page.get("domain") or page["id"]))
        ruled.append(rules.apply(reading))
        roots.append(reading.address.path in ("", "/"))
        finer.append(
            {
                answer: found
                for answer in MODEL_TYPES
                if (found := refine(reading, answer))
            }
        )
    samples = Samples(
        np.array(features, np.float32), tokens, np.array(labels), np.array(sites)
    )
    return Dataset(samples, ruled, roots, finer)
