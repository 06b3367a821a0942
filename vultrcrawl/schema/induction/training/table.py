"""The training table: a row for each candidate of each labelled template."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from vultrcrawl.schema.induction.candidates.collect import collect
from vultrcrawl.schema.induction.features import features, hints
from vultrcrawl.schema.induction.telling import item_type
from vultrcrawl.schema.induction.training.matching import says
from vultrcrawl.schema.properties.registry import PROPERTIES
from vultrcrawl.schema.sources.nodes import vocabulary
from vultrcrawl.schema.sources.reading import Reading

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from vultrcrawl.schema.induction.candidates.candidate import Candidate
    from vultrcrawl.schema.induction.training.dataset import LabelledTemplate

#: Share of the pages with a value and a truth on which a candidate must be right.
_RIGHT: Final = 0.6
#: Kinds of candidates that state what they are.
_STATING: Final = ("jsonld", "microdata", "rdfa", "json", "meta")
#: What a template may have though nobody noted it: its candidates are left out.
_MAY_BE_UNNOTED: Final = frozenset((
    "name", "author", "datePublished", "dateModified", "image", "description",
    "keywords", "category", "breadcrumbs", "articleBody", "rating", "ratingCount",
    "reviewCount", "brand", "recipeYield", "recipeCuisine", "publisher", "currency",
    "abstract", "alternateName", "video", "address", "location", "telephone",
    "inLanguage", "version",
))  # fmt: skip


@dataclass(slots=True)
class Table:
    """Candidates as rows."""

    rows: NDArray[np.float32]
    hints: dict[str, NDArray[np.float32]]
    """By property, the role features of each row."""
    labels: dict[str, NDArray[np.int8]]
    """By property: 1 right, 0 wrong, -1 not known."""
    template: NDArray[np.int32]
    """Number of the template of each row."""
    groups: list[str]
    """By template: what must not be divided between training and test."""
    domains: list[str]
    sources: list[str]


def table(templates: Iterable[LabelledTemplate]) -> Table:
    """Return the table of *templates*."""
    rows, template = [], []
    role_hints: dict[str, list[Any]] = {name: [] for name in PROPERTIES}
    labels: dict[str, list[Any]] = {name: [] for name in PROPERTIES}
    groups, domains, sources = [], [], []
    for number, one in enumerate(templates):
        readings = [Reading(document) for document in one.documents]
        candidates = collect(
            readings,
            vocabulary([one.document for one in readings]),
            main=item_type(readings),
        )
        if one.is_stated:
            candidates = [c for c in candidates if c.kind not in _STATING]
        rows.append(features(candidates, readings, one.anchors))
        template.append(np.full(len(candidates), number, dtype=np.int32))
        groups.append(one.group)
        domains.append(one.domain)
        sources.append(one.source)
        for name in PROPERTIES:
            role_hints[name].append(hints(candidates, name))
            labels[name].append(_labels(name, candidates, one))
    return Table(
        rows=np.concatenate(rows),
        hints={name: np.concatenate(found) for name, found in role_hints.items()},
        labels={name: np.concatenate(found) for name, found in labels.items()},
        template=np.concatenate(template),
        groups=groups,
        domains=domains,
        sources=sources,
    )


def _labels(
    name: str, candidates: list[Candidate], one: LabelledTemplate
) -> NDArray[np.int8]:
    known = any(name in truth for truth in one.truth)
    if not known:
        unsure = one.source.startswith("weak") or (
            name in _MAY_BE_UNNOTED and one.source != "real"
        )
        return np.full(len(candidates), -1 if unsure else 0, dtype=np.int8)
    found = np.zeros(len(candidates), dtype=np.int8)
    for number, candidate in enumerate(candidates):
        pages = [
            page
            for page in candidate.values
            if candidate.values[page] and name in one.truth[page]
        ]
        right = 0
        for tried, page in enumerate(pages):
            right += says(name, candidate.values[page], one.truth[page][name])
            if tried == 1 and not right:  # two pages wrong: the rest is not looked at
                break
        found[number] = bool(pages) and right >= _RIGHT * len(pages) and right > 0
    return found
