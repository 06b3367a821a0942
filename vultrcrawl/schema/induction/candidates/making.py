"""Making candidates of what several pages have at one place."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from vultrcrawl.schema.induction.candidates.affixes import affixes, cut
from vultrcrawl.schema.induction.candidates.candidate import Candidate

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lxml.html import HtmlElement

    from vultrcrawl.schema.model import LocatorKind


def least_pages(total: int) -> int:
    """Return on how many of *total* pages a place must have a value."""
    return 1 if total < 2 else max(2, math.ceil(0.15 * total))


def made(
    kind: LocatorKind,
    expr: str,
    values: Mapping[int, Sequence[str]],
    scores: Mapping[str, float],
    *,
    trim: bool = True,
    attribute: str | None = None,
    label: str | None = None,
    schema_org: str | None = None,
    elements: Mapping[int, tuple[HtmlElement, ...]] | None = None,
) -> Candidate:
    """Return the candidate of *values* by page, without what all of them share."""
    prefix, suffix = affixes(values) if trim else ("", "")
    return Candidate(
        kind=kind,
        expr=expr,
        values={
            number: tuple(text for raw in texts if (text := cut(raw, prefix, suffix)))
            for number, texts in values.items()
        },
        scores=scores,
        attribute=attribute,
        label=label,
        schema_org=schema_org,
        prefix=prefix,
        suffix=suffix,
        elements=elements or {},
    )
