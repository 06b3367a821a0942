"""What is decided of a property: the candidates that give it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from vultrcrawl.schema.induction.agreement import (
    AGREE,
    agreement,
    is_composed,
    labelled_texts,
)
from vultrcrawl.schema.model import MAX_LOCATORS
from vultrcrawl.schema.properties.registry import PROPERTIES, by_meta, by_path
from vultrcrawl.schema.sources.prose import UNLABELLED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vultrcrawl.schema.induction.candidates.candidate import Candidate


#: Score that a candidate of a property needs to count.
COUNTS: Final = 0.05
#: What names a page where nothing better does, and pages that may have the same title.
_HEADING = re.compile(r"(?:^|> )h1[^\s>]*$")
_LOWER_HEADING = re.compile(r"(?:^|> )h[23][^\s>]*$")
TITLES: Final = ("og:title", "title")
_SAME_TITLE: Final = 3
#: Share of the pages from which on a title is that of the site.
_SAME_NAME: Final = 0.6
#: Pages that say the same where it is a remark of the site's.
_MANY: Final = 3
#: Longest such remark, in characters: several things may have one longer text.
_REMARK: Final = 120


@dataclass(frozen=True, slots=True)
class Assignment:
    """The candidates that give a property, best first."""

    name: str
    support: float
    """How likely they are right, 0 to 1."""
    candidates: tuple[Candidate, ...]


def parted(options: Sequence[Assignment], pages: int) -> list[Assignment]:
    """Return *options* for a description without the main text, if a part is told.

    What most pages label their description is that, and not all that is around it; and
    without such a label the rows of a table of facts are no part of it.
    """
    candidates = [one for option in options for one in option.candidates]
    left_out = []
    if any(one.label is not None and 2 * len(one.keys) > pages for one in candidates):
        left_out = ["main", UNLABELLED]
    elif any(one.expr == UNLABELLED for one in candidates):
        left_out = ["main"]
    kept = []
    for option in options:
        parts = [
            one
            for one in option.candidates
            if one.kind != "prose" or one.expr not in left_out
        ]
        if parts:
            kept.append(replace(option, candidates=tuple(parts)))
    return kept


def keywords_of(
    options: Sequence[Assignment],
    candidates: Sequence[Candidate],
    names: Sequence[Assignment],
) -> list[Assignment]:
    """Return *options* for keywords without what stands beside labels of others.

    Nor with the *names* of the pages, which some state as their keywords.
    """
    others = [one for one in candidates if not one.scores.get("keywords")]
    pairs = labelled_texts(others)
    return [
        one
        for one in options
        if not is_composed(one.candidates[0], pairs)
        and all(agreement(one.candidates[0], n.candidates[0]) < AGREE for n in names)
    ]


def stated_as(one: Candidate) -> str | None:
    """Return the property that pages state *one* as, such as ``keywords``, if any."""
    if one.kind == "meta":
        return by_meta(one.expr)
    return by_path(one.schema_org) if one.schema_org is not None else None


def is_name_of_site(one: Candidate) -> bool:
    """Whether most pages have the same text, as they have the title of their site."""
    counts = Counter(one.keys.values())
    return max(counts.values(), default=0) > max(2, _SAME_NAME * counts.total())


def titled(
    candidates: Sequence[Candidate], pages: int, support: float
) -> list[Assignment]:
    """Return the pages' first heading or title as their ``name``, if most have one.

    The same one on more than a few pages is that of the site: then a lower heading of
    which each has one.
    """
    usual = [one for one in candidates if not one.is_list and 2 * len(one.keys) > pages]
    first = [
        one
        for one in usual
        if (_HEADING.search(one.expr) and one.attribute == "text")
        or (one.kind == "meta" and one.expr in TITLES)
    ]
    lower = [
        one
        for one in usual
        if _LOWER_HEADING.search(one.expr)
        and one.attribute == "text"
        and one.distinct == len(one.keys) > 1
    ]
    options = [one for one in first if not is_name_of_site(one)] or lower
    if not options and pages <= _SAME_TITLE:
        options = first
    options.sort(key=lambda one: (-len(one.keys), one.kind == "meta", one.expr))
    return [Assignment("name", support, tuple(options[:1]))] if options else []


def remarks(candidates: Sequence[Candidate]) -> set[str]:
    """Return the folded texts that stand at one place of most pages.

    Where a thing has no description, the next text may be such a remark of the site's:
    that there are no reviews yet.
    """
    return {
        key
        for one in candidates
        if one.kind == "css" and len(one.keys) >= _MANY
        for key, count in Counter(one.keys.values()).most_common(1)
        if 2 * count > len(one.keys) and count >= _MANY and len(key) <= _REMARK
    }


def completed(
    option: Assignment, others: Sequence[Assignment], pages: int
) -> Assignment:
    """Return *option* with what fills the pages that it leaves open."""
    chosen = list(option.candidates)
    # A text may be one place on a page and several paragraphs on another, as a thing
    # may have one author or several.
    property_ = PROPERTIES[option.name]
    mixed = property_.accepts == "prose" or property_.is_list
    known = {number for one in chosen for number in one.keys}
    for other in others:
        if len(known) >= pages or len(chosen) >= MAX_LOCATORS:
            break
        # One that says something else where the others speak is the second choice.
        filling = max(
            other.candidates,
            key=lambda one: (len(one.keys.keys() - known), -len(one.keys)),
        )
        alike = mixed or filling.is_usually_list == chosen[0].is_usually_list
        if filling in chosen or not alike:
            continue
        more = filling.keys.keys() - known
        if len(more) >= max(1, 0.05 * pages):
            chosen.append(filling)
            known |= more
    return Assignment(option.name, option.support, tuple(chosen))
