"""What is decided of a property: the candidates that give it."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from vultrcrawl.schema.properties.registry import PROPERTIES, by_meta, by_path

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vultrcrawl.schema.induction.candidates.candidate import Candidate
    from vultrcrawl.taxonomy import PageType


#: An element of a date that no class or attribute tells more of.
_TIME = re.compile(r"(?:^|> )time$")
#: What names a page where nothing better does, and pages that may have the same title.
_HEADING = re.compile(r"(?:^|> )h1[^\s>]*$")
_TITLES: Final = ("og:title", "title")
_SAME_TITLE: Final = 3


@dataclass(frozen=True, slots=True)
class Assignment:
    """The candidates that give a property, best first."""

    name: str
    support: float
    """How likely they are right, 0 to 1."""
    candidates: tuple[Candidate, ...]


def dated(
    published: Sequence[Assignment], modified: Sequence[Assignment]
) -> dict[str, list[Assignment]]:
    """Return the options for both dates; nothing if they stay as they are.

    A lone date that no word, class or attribute tells more of is ``datePublished``.
    """
    heads = {id(option.candidates[0]) for option in (*published, *modified)}
    lone = modified[0].candidates[0] if modified and len(heads) == 1 else None
    if lone is None or lone.prefix or not _TIME.search(lone.expr):
        return {}
    option = published[0] if published else replace(modified[0], name="datePublished")
    return {"datePublished": [option], "dateModified": []}


def stated_as(one: Candidate) -> str | None:
    """Return the property that pages state *one* as, such as ``keywords``, if any."""
    if one.kind == "meta":
        return by_meta(one.expr)
    return by_path(one.schema_org) if one.schema_org is not None else None


def titled(
    candidates: Sequence[Candidate], pages: int, support: float
) -> list[Assignment]:
    """Return the pages' first heading or title as their ``name``, if most have one.

    The same one on more than a few pages is that of the site.
    """
    options = [
        one
        for one in candidates
        if (_HEADING.search(one.expr) and one.attribute == "text")
        or (one.kind == "meta" and one.expr in _TITLES)
    ]
    options = [
        one
        for one in options
        if not one.is_list
        and 2 * len(one.keys) > pages
        and (one.distinct > 1 or pages <= _SAME_TITLE)
    ]
    options.sort(key=lambda one: (-len(one.keys), one.kind == "meta", one.expr))
    return [Assignment("name", support, tuple(options[:1]))] if options else []


def settled(
    candidates: Sequence[Candidate], pages: int, page_type: PageType | None
) -> list[Candidate]:
    """Return *candidates* of *pages* pages with the meanings that these leave open."""
    return of_type(by_plainer_labels(candidates, pages), page_type)


def of_type(
    candidates: Sequence[Candidate], page_type: PageType | None
) -> list[Candidate]:
    """Return *candidates* with the properties that pages of a type have.

    Who posted a job is the employer: the chance that a candidate is either counts.
    """
    names = {
        one.name: other
        for one in PROPERTIES.values()
        if page_type is not None and (other := one.called.get(page_type))
    }
    if not names:
        return list(candidates)
    found = []
    for one in candidates:
        scores = {
            name: score for name, score in one.scores.items() if name not in names
        }
        for name, other in names.items():
            both = one.scores.get(name, 0.0) + one.scores.get(other, 0.0)
            scores[other] = min(1.0, both)
        found.append(replace(one, scores=scores))
    return found


def by_plainer_labels(candidates: Sequence[Candidate], pages: int) -> list[Candidate]:
    """Return *candidates* without meanings of a label that another says plainly.

    A *Synopsis* may be a description or a signature. Where most of the *pages* have a
    *Description*, too, it is none.
    """
    plain: dict[str, set[int]] = defaultdict(set)
    for one in candidates:
        if one.label is not None and len(meant := _meant(one)) == 1:
            plain[meant[0]] |= one.keys.keys()
    said = {name for name, numbers in plain.items() if 2 * len(numbers) > pages}
    found = []
    for one in candidates:
        meant = _meant(one) if one.label is not None else []
        left = {name: one.scores[name] for name in meant if name not in said}
        found.append(replace(one, scores=left) if 0 < len(left) < len(meant) else one)
    return found


def _meant(one: Candidate) -> list[str]:
    return [name for name, score in one.scores.items() if score > 0]
