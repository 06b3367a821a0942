"""Selects the pages to ask a language model about: those with most to gain."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from heapq import heapify, heappop, heapreplace
from typing import TYPE_CHECKING
from zlib import crc32

from vultrcrawl.inference.advice import SURE
from vultrcrawl.taxonomy import PageType

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from vultrcrawl.inference.inference import Verdict

#: Pages of one template that are asked about at most.
OF_TEMPLATE = 3
#: Pages on whose type the site is sure that are asked about, to measure the model, at
#: most in all, and of those asked about at once.
CONTROLS, _SHARE = 6, 0.4


@dataclass(frozen=True, slots=True)
class Question:
    """A page to be asked about."""

    url: str
    """Final URL."""
    known: PageType | None = None
    """Its type, where the site is sure of it: the answer measures the model."""


def questions(
    found: Mapping[str, Verdict],
    asked: AbstractSet[str],
    controls: int,
    room: int,
    *,
    threshold: float,
    unlike: Callable[[Sequence[str], int], list[str]],
) -> list[Question]:
    """Return at most *room* pages to ask about, those that promise most first.

    *found* is what the site tells of its pages, by URL; *asked* are those that were
    asked about, *controls* of them to measure the model. Nothing is asked where no page
    is below *threshold*, a confidence. *unlike* picks so many of some pages as differ
    most.
    """
    unsure: dict[int, list[str]] = defaultdict(list)
    before: dict[int, int] = defaultdict(int)
    for url, verdict in found.items():
        if url in asked:
            before[verdict.template] += 1
        elif verdict.confidence < threshold:
            unsure[verdict.template].append(url)
    if not unsure or room < 1:
        return []
    share = max(int(room * _SHARE), not controls)
    measured = _controls(found, asked, min(CONTROLS - controls, share))
    if not measured and not controls:
        return []  # nobody could tell what an answer is worth
    gains = {
        template: sum(1 - found[url].confidence for url in urls)
        for template, urls in unsure.items()
    }
    waiting = {
        template: unlike(urls, OF_TEMPLATE - before[template])
        for template, urls in unsure.items()
        if before[template] < OF_TEMPLATE
    }
    # Each answer about a template leaves half as much to be gained from the next.
    heap = [
        (-gains[one] / 2 ** before[one], one) for one, urls in waiting.items() if urls
    ]
    heapify(heap)
    chosen: list[str] = []
    while heap and len(chosen) < room - len(measured):
        gain, template = heap[0]
        chosen.append(waiting[template].pop(0))
        if waiting[template]:
            heapreplace(heap, (gain / 2, template))
        else:
            heappop(heap)
    if not chosen:
        return []
    return [*measured, *(Question(url) for url in chosen)]


def _controls(
    found: Mapping[str, Verdict], asked: AbstractSet[str], most: int
) -> list[Question]:
    """Return at most *most* pages whose type is sure, of as many types as there are.

    A homepage is the last choice: every model knows one.
    """
    by_type: dict[PageType, list[str]] = defaultdict(list)
    for url in sorted(found, key=lambda url: (crc32(url.encode()), url)):
        verdict = found[url]
        sure = verdict.confidence >= SURE and verdict.page_type is verdict.alone
        if sure and url not in asked:
            by_type[verdict.page_type].append(url)
    easy = (PageType.HOMEPAGE, PageType.ERROR_OR_BLOCKED)
    kinds = sorted(by_type, key=lambda kind: (kind in easy, -len(by_type[kind])))
    turns = [
        Question(by_type[kind][turn], kind)
        for turn in range(2)
        for kind in kinds
        if len(by_type[kind]) > turn
    ]
    return turns[: max(most, 0)]
