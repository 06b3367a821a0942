"""Labelled runs of single pages of many domains, annotated by reading each.

``annotations.jsonl`` beside this module holds what was annotated, a page a line, and no
text of any page; the pages come from the data for training. ``kind`` is ``listing``,
``thing``, ``mixed`` (several lists, none of them the main one), or ``other``. Selectors
of runs stand under ``items``, ``parts`` and ``unsure``, those of spread ones with
`` ~`` at the end; all other runs are neither items nor parts, except for pieces of
these and what holds them one to one.
"""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from vultrcrawl.page.css import select
from vultrcrawl.schema.repetition.runs import Container
from vultrcrawl.schema.repetition.survey import ITEMS, NEITHER, PARTS
from vultrcrawl.schema.repetition.training.labels import (
    SURPLUS,
    UNKNOWN,
    LabelledGroup,
    LabelledPage,
    one_each,
    outlines_of,
)
from vultrcrawl.tables import gzipped_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from vultrcrawl.schema.repetition.outline import Outline
    from vultrcrawl.schema.repetition.runs import Run
    from vultrcrawl.schema.repetition.training.labels import Row

ANNOTATIONS = Path(__file__).parent / "annotations.jsonl"
SINGLE = (
    "pagetypes/dev.jsonl.gz", "pagination/dev.jsonl.gz", "forms/dev.jsonl.gz",
    "weak/shops.jsonl.gz", "weak/content.jsonl.gz",
)  # fmt: skip
"""Files in the folder of the data with pages of which a domain has one or two."""
MANUALS = ("manuals/pages.jsonl.gz",)
"""Files with some pages of each of several manuals."""
#: A run whose members hold those of an annotated one, or stand in them, has its label
#: if it has this share of its text: less is a piece of each, and teaches nothing.
_LEAST, _MOST = 0.6, 1.7
#: Share of its members that also start members of an annotated run, from which on a run
#: is a part of that.
_INSIDE = 0.8
#: Share of the elements that a selector finds, and of a run's members, that are both.
_SAME = 0.9
_LABELS = {"unsure": UNKNOWN, "parts": PARTS, "items": ITEMS}


def annotated_pages(folder: Path, files: Sequence[str]) -> Iterator[LabelledGroup]:
    """Yield the annotated pages of *files* in *folder*, those of a template together.

    Pages of files that aren't there are left out.
    """
    known: dict[str, Row] = {}
    for line in ANNOTATIONS.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        known[row["url"]] = row
    groups: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for name in files:
        if (folder / name).exists():
            for row in gzipped_rows(folder / name):
                if row["url"] in known:
                    group = known[row["url"]].get("group") or row["url"]
                    groups[row["domain"], str(group)].append(row)
    for (domain, group), rows in sorted(groups.items()):
        pages = []
        for row, outline, runs in outlines_of(rows):
            annotation = known[row["url"]]
            told = {
                Container(css.removesuffix(" ~"), css.endswith(" ~")): label
                for name, label in _LABELS.items()
                for css in annotation.get(name, ())
            }
            lists = False if annotation["kind"] == "thing" else None
            lists = True if ITEMS in told.values() else lists
            labels = _labels(outline, runs, told)
            pages.append(LabelledPage(outline, runs, labels, lists))
        yield LabelledGroup(domain, group, pages)


def _labels(
    outline: Outline, runs: Sequence[Run], known: Mapping[Container, int]
) -> list[int]:
    """Return the label of each of *runs*, by selectors whose label is *known*."""
    sure: dict[int, int] = {}
    root = outline.document.root
    numbers = outline.numbers
    for (css, spread), label in known.items():
        found = {numbers[one] for one in select(root, css) if one in numbers}
        for at, run in enumerate(runs):
            starts = {start for start, _ in run.spans}
            both, most = len(starts & found), max(len(starts), len(found))
            if run.spread == spread and both >= _SAME * most:
                sure[at] = label
    labelled = [(runs[at], label) for at, label in sure.items()]
    return [
        sure[at] if at in sure else _derived(outline, run, labelled)
        for at, run in enumerate(runs)
    ]


def _derived(outline: Outline, run: Run, sure: Sequence[tuple[Run, int]]) -> int:
    """Return the label of a run that is not annotated itself."""
    derived = NEITHER
    starts = [{start} for start, _ in run.spans]
    for other, label in sure:
        size, count = len(run.spans), len(other.spans)
        if not 0.8 * count <= size <= SURPLUS * count + 1:
            continue
        others = [{start} for start, _ in other.spans]
        if one_each(other, starts) or one_each(run, others):
            whole = outline.text_in(other.spans)
            share = outline.text_in(run.spans) / max(1.0, whole)
            if label != UNKNOWN and _LEAST <= share <= _MOST:
                return label
            derived = UNKNOWN
        elif size < count:
            both = {s for s, _ in run.spans} & {s for s, _ in other.spans}
            derived = UNKNOWN if len(both) >= _INSIDE * size else derived
    return derived
