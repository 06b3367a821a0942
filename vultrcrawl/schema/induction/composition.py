"""Whether what a candidate gives is made of labels and the values beside them."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from vultrcrawl.schema.values import folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from collections.abc import Set as AbstractSet

    from vultrcrawl.schema.induction.candidates.candidate import Candidate


def labelled_texts(candidates: Iterable[Candidate]) -> dict[int, set[str]]:
    """Return by page the labels and the values of all that stands beside a label."""
    found: dict[int, set[str]] = defaultdict(set)
    for one in candidates:
        if one.kind == "label":
            for page, texts in one.values.items():
                found[page].update(map(folded, texts))
                found[page].add(folded(one.label or ""))
    return found


def is_composed(one: Candidate, pairs: Mapping[int, AbstractSet[str]]) -> bool:
    """Whether most texts of *one* are labels or values of others on its page."""
    texts = [(page, folded(text)) for page in one.values for text in one.values[page]]
    beside = sum(text in pairs.get(page, ()) for page, text in texts)
    return 2 * beside > len(texts) > 1
