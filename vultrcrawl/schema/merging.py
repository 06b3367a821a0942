"""Candidates that say the same are one field with several locators."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from vultrcrawl.schema.model import KINDS, STRUCTURED
from vultrcrawl.schema.prose import is_cut
from vultrcrawl.schema.values import likeness

if TYPE_CHECKING:
    from vultrcrawl.schema.candidate import Candidate

#: Share of the pages with both on which two candidates must agree, and how alike their
#: values must be there.
_AGREE, _ALIKE = 0.75, 0.85
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
        # The most trusted one, in whatever order the pages came.
        home = next((at for at in sorted(near) if _same(groups[at][0], one)), None)
        if home is None:
            home = len(groups)
            groups.append([one])
            for number, key in one.keys.items():
                index[number, _sketch(key)].append(home)
        elif len(groups[home]) < MAX_LOCATORS:
            groups[home].append(one)
    return _completed(_joined(groups))


def _joined(groups: list[list[Candidate]]) -> list[list[Candidate]]:
    """Return *groups*, those joined that state one thing on different pages.

    Older pages of a site may have no JSON-LD, or another kind of it. What less trusted
    candidates say of the same pages (`og:title`, on all of them) must not contradict.
    """
    kept: list[list[Candidate]] = []
    stating: dict[tuple[str, bool], list[Candidate]] = {}
    for group in groups:
        head = group[0]
        if head.kind not in STRUCTURED:
            kept.append(group)
            continue
        home = stating.setdefault((head.name, head.multiple), group)
        if home is group or not _agreed(home, head):
            kept.append(group)
        else:
            agreed = [one for one in group if _agreed(home, one)]
            home.extend(agreed[: MAX_LOCATORS - 1])
    return kept


def _agreed(home: list[Candidate], one: Candidate) -> bool:
    """Whether *one* says nothing else than *home* of a page that both know."""
    return all(
        likeness(key, said) >= _ALIKE
        for number, key in one.keys.items()
        if (said := next((own.keys[number] for own in home if number in own.keys), ""))
    )


def _completed(groups: list[list[Candidate]]) -> list[list[Candidate]]:
    """Return *groups*, with the whole first paragraph where others have it cut."""
    leads = ((group, one) for group in groups for one in group if one.is_lead)
    for whole, lead in leads:
        for group in groups:
            if group is whole or group[0].name != "description":
                continue
            if _cuts(group[0], lead):
                group[:] = [*whole, *group][:MAX_LOCATORS]
                return [one for one in groups if one is not whole]
    return groups


def _cuts(stated: Candidate, lead: Candidate) -> bool:
    """Whether *stated* is the start of *lead* on most pages, and some cut it."""
    common = stated.keys.keys() & lead.keys.keys()
    cut = sum(
        is_cut(stated.values[number][0], lead.values[number][0]) for number in common
    )
    same = sum(
        likeness(stated.keys[number], lead.keys[number]) >= _ALIKE for number in common
    )
    return cut > 0 and cut + same >= _AGREE * len(common)


def _rank(one: Candidate) -> tuple[int, float, int, int, str, str]:
    # What links leave of a text is less than the text.
    trust = KINDS.index(one.kind) if one.attribute != "own" else len(KINDS)
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
