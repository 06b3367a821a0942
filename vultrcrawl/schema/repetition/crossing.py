"""What the pages of a template say of each other's runs."""

from __future__ import annotations

from collections import Counter
from statistics import fmean, pstdev
from typing import TYPE_CHECKING

import numpy as np

from vultrcrawl.schema.repetition.features import CROSS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from vultrcrawl.schema.repetition.outline import Outline
    from vultrcrawl.schema.repetition.runs import Container, Run

_NONE = float("nan")


def across(pages: Sequence[tuple[Outline, Sequence[Run]]]) -> list[NDArray[np.float32]]:
    """Return what the pages of one template say of each other's runs, by page.

    Each has shape (runs, CROSS): the share of pages that has a run of the same
    selector, how many members it has on average, how much that varies, and the share
    of the targets of its links that it has on other pages, too.
    """
    sizes: dict[Container, list[int]] = {}
    targets: dict[Container, Counter[str]] = {}
    own: list[list[set[str]]] = []
    for outline, runs in pages:
        own.append([])
        for run in runs:
            hrefs = _hrefs(outline, run)
            own[-1].append(hrefs)
            sizes.setdefault(run.container, []).append(len(run.spans))
            targets.setdefault(run.container, Counter()).update(hrefs)
    found = []
    for (_, runs), hrefs_of in zip(pages, own, strict=True):
        rows = []
        for run, hrefs in zip(runs, hrefs_of, strict=True):
            having = sizes[run.container]
            counts = targets[run.container]
            repeated = sum(counts[href] > 1 for href in hrefs)
            alone = len(pages) == 1
            rows.append([
                _NONE if alone else len(having) / len(pages),
                fmean(having),
                _NONE if len(having) == 1 else pstdev(having) / fmean(having),
                _NONE if len(having) == 1 or not hrefs else repeated / len(hrefs),
            ])  # fmt: skip
        found.append(np.array(rows, np.float32).reshape(len(runs), CROSS))
    return found


def _hrefs(outline: Outline, run: Run) -> set[str]:
    found: set[str] = set()
    for start, end in run.spans[:40]:
        if outline.links[end] == outline.links[start]:
            continue
        for node in outline.nodes[start : min(end, start + 40)]:
            if node.tag == "a" and (href := node.element.get("href")):
                found.add(href)
                break
    return found
