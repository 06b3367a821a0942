"""Candidates that say the same are one field with several locators."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from vultrcrawl.schema.model import KINDS
from vultrcrawl.schema.values import likeness

if TYPE_CHECKING:
    from vultrcrawl.schema.candidate import Candidate

#: Share of the pages with both on which two candidates must agree, and how alike their
#: values must be there.
_AGREE, _ALIKE = 0.75, 0.85
_STATED = ("jsonld", "microdata", "rdfa", "meta")
_SYNONYMS = {"name", "headline", "alternativeHeadline", "image", "thumbnailUrl"}
#: Locators of one field that are kept.
MAX_LOCATORS = 5


def merge(candidates: list[Candidate]) -> list[list[Candidate]]:
    """Return the candidates in groups, the most trusted of each group first."""
    order = sorted(candidates, key=_rank)
    groups: list[list[Candidate]] = []
    index: dict[tuple[int, str], list[int]] = defaultdict(list)
    for one in order:
        near: dict[int, None] = {}
        for number, key in one.keys.items():
            for group in index.get((number, _sketch(key)), ()):
                near[group] = None
        home = next((group for group in near if _same(groups[group][0], one)), None)
        if home is None:
            home = len(groups)
            groups.append([one])
            for number, key in one.keys.items():
                index[number, _sketch(key)].append(home)
        elif len(groups[home]) < MAX_LOCATORS:
            groups[home].append(one)
    return _joined(groups)


def _joined(groups: list[list[Candidate]]) -> list[list[Candidate]]:
    """Return *groups*, those joined that state one thing on different pages.

    Older pages of a site may have no JSON-LD, or another kind of it.
    """
    kept: list[list[Candidate]] = []
    stating: dict[tuple[str, bool], list[Candidate]] = {}
    for group in groups:
        head = group[0]
        if head.kind not in _STATED:
            kept.append(group)
            continue
        home = stating.setdefault((head.name, head.multiple), group)
        known = {number for one in home for number in one.keys}
        if home is group or any(known & one.keys.keys() for one in group):
            kept.append(group)
        else:
            home.extend(group[: MAX_LOCATORS - 1])
    return kept


def _rank(one: Candidate) -> tuple[int, float, int, int, str, str]:
    trust = KINDS.index(one.kind)
    return (
        trust, -one.score, -len(one.keys), one.expr.count(">"), one.expr,
        one.attribute or "",
    )  # fmt: skip


def _sketch(key: str) -> str:
    """Return what alike values nearly always share: their first two words."""
    return " ".join(key.split(" ", 2)[:2])


def _same(first: Candidate, other: Candidate) -> bool:
    common = first.keys.keys() & other.keys.keys()
    if not common or len(common) < 0.5 * min(len(first.keys), len(other.keys)):
        return False
    alike = sum(
        likeness(first.keys[number], other.keys[number]) >= _ALIKE for number in common
    )
    if alike < _AGREE * len(common):
        return False
    if first.name == other.name:
        return True
    different = len({first.keys[number] for number in common})
    size = sum(len(first.keys[number]) for number in common) / len(common)
    if len(first.keys) > 1 and different == 1:
        return False  # two constants that are equal say nothing
    if first.kind == other.kind and first.kind in ("jsonld", "microdata", "label"):
        # Two properties of one thing are two, but for those that mean the same.
        same_thing = first.expr.partition(".")[0] == other.expr.partition(".")[0]
        return size >= 20 and (not same_thing or {first.name, other.name} <= _SYNONYMS)
    return different >= 2 or size >= 12
