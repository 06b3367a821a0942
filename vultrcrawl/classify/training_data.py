"""Labelled pages for training: read, parsed, and described once each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

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

if TYPE_CHECKING:
    from pathlib import Path

    from vultrcrawl.classify.rules.finding import Finding
    from vultrcrawl.taxonomy import PageType

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


def read(path: Path) -> Dataset:
    """Read a gzipped file of JSON lines: `id`, `url`, `label`, `html`, `qc_flag`.

    Pages that are bot walls are left out; so are labels that are not in `LABELS`.
    """
    features, tokens, labels, sites = [], [], [], []
    ruled, roots, finer = [], [], []
    names = list(LABELS)
    for page in gzipped_rows(path):
        if page.get("qc_flag") == "blocked_or_empty" or page["label"] not in LABELS:
            continue
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
