"""Candidates without pages, for what decides on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from vultrcrawl.schema.induction.candidates.candidate import Candidate
from vultrcrawl.schema.model import LocatorKind


def candidate(
    texts: Sequence[str | Sequence[str]],
    kind: LocatorKind = "css",
    *,
    label: str | None = None,
    schema_org: str | None = None,
    first: int = 0,
    expr: str = "p",
    **scores: float,
) -> Candidate:
    """Return a candidate with one of *texts* on each page from the *first* one on.

    A text may be a list of them; an empty one is of a page that lacks it.
    """
    values: Mapping[int, tuple[str, ...]] = {
        number: (text,) if isinstance(text, str) else tuple(text)
        for number, text in enumerate(texts, first)
        if text
    }
    return Candidate(kind, expr, values, scores, label=label, schema_org=schema_org)
