"""Labelled runs of platforms, by the usual selectors of their themes."""

from __future__ import annotations

import json
import zlib
from collections import defaultdict
from typing import TYPE_CHECKING

from vultrcrawl.page.css import select
from vultrcrawl.schema.repetition.survey import ITEMS, NEITHER, PARTS
from vultrcrawl.schema.repetition.training.labels import (
    PAGES,
    SURPLUS,
    LabelledGroup,
    LabelledPage,
    Row,
    one_each,
    outlines_of,
)
from vultrcrawl.schema.repetition.training.plainer import MARK, rewritten
from vultrcrawl.schema.repetition.training.values import by_selector
from vultrcrawl.tables import gzipped_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from vultrcrawl.schema.repetition.outline import Outline
    from vultrcrawl.schema.repetition.runs import Run

_PARTS_OF_PLATFORMS = ("comment", "reviews", "param", "member", "question", "plan")
_LISTINGS = frozenset(("product_listing", "content_listing", "search_results"))
_DETAILS = frozenset((
    "product", "article", "event", "job_posting", "profile", "legal", "contact",
    "about", "forum_thread", "documentation", "faq_support", "pricing",
))  # fmt: skip


def platforms(folder: Path) -> Iterator[LabelledGroup]:
    """Yield pages of the platforms in *folder*, labelled by their usual selectors."""
    for part in ("shops", "content"):
        selectors = json.loads((folder / f"{part}.selectors.json").read_text("utf-8"))
        by_group: dict[tuple[str, str], list[Row]] = defaultdict(list)
        for row in gzipped_rows(folder / f"{part}.jsonl.gz"):
            if row["kind"] in _LISTINGS | _DETAILS:
                group = by_group[row["domain"], row["kind"]]
                if len(group) < PAGES - 4:
                    group.append(row)
        for (domain, kind), rows in by_group.items():
            known = selectors.get(rows[0]["platform"], {}).get(kind, {})
            pages = [
                LabelledPage(
                    outline, runs, labels, kind in _LISTINGS,
                    {
                        at: by_selector(outline, runs[at], known)
                        for at, label in enumerate(labels)
                        if label == ITEMS
                    },
                )
                for _, outline, runs in outlines_of(rows)
                if (labels := _by_selector(outline, runs, known, kind)) is not None
            ]  # fmt: skip
            if pages:
                yield LabelledGroup(domain, kind, pages)
            if kind in _LISTINGS and (plain := _plain(rows, known.get("card", ()))):
                yield LabelledGroup(domain, f"{kind}, plain", plain)


def _plain(rows: Sequence[Row], selectors: Sequence[str]) -> list[LabelledPage]:
    """Return the listings of *rows* rewritten in other styles, one for all of them."""
    seed = zlib.crc32(rows[0]["url"].encode())
    written = [
        {**row, "html": text}
        for row in rows
        if (text := rewritten(row["html"], row["url"], selectors, seed)) is not None
    ]
    pages = []
    for _, outline, runs in outlines_of(written):
        members = [
            number
            for number, node in enumerate(outline.nodes)
            if MARK in node.element.attrib
        ]
        if len(members) > 2:
            labels = [ITEMS if _same(run, members) else NEITHER for run in runs]
            pages.append(LabelledPage(outline, runs, labels, listing=True))
    return pages


def _by_selector(
    outline: Outline, runs: Sequence[Run], known: Mapping[str, list[str]], kind: str
) -> list[int] | None:
    """Return the labels of *runs*; None if what is on the page can't be told."""
    wanted = "card" if kind in _LISTINGS else "post"
    elements = _first(outline, known.get(wanted, ()))
    if kind in _LISTINGS or kind == "forum_thread":
        if len(elements) < 2:
            return None
        label = ITEMS if kind in _LISTINGS else PARTS
        return [label if _same(run, elements) else NEITHER for run in runs]
    parts = [_first(outline, known.get(name, ())) for name in _PARTS_OF_PLATFORMS]
    return [
        PARTS if any(found and _same(run, found) for found in parts) else NEITHER
        for run in runs
    ]


def _first(outline: Outline, selectors: Sequence[str]) -> list[int]:
    numbers = outline.numbers
    for css in selectors:
        elements = select(outline.document.root, css)
        found = [numbers[one] for one in elements if one in numbers]
        if len(found) > 1:
            return found
    return []


def _same(run: Run, numbers: Sequence[int]) -> bool:
    """Whether members and the elements at *numbers* hold each other, one to one."""
    if not 0.8 * len(numbers) <= len(run.spans) <= SURPLUS * len(numbers) + 1:
        return False
    return one_each(run, [{number} for number in numbers])
