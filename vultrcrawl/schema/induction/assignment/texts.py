"""Texts of pages: which is all of it, and what is said beside that."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from vultrcrawl.schema.induction.agreement import AGREE, agreement, is_within
from vultrcrawl.schema.induction.assignment.options import (
    COUNTS,
    Assignment,
    stated_as,
)
from vultrcrawl.schema.model import MAX_LOCATORS
from vultrcrawl.schema.sources.prose import UNLABELLED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vultrcrawl.schema.induction.candidates.candidate import Candidate

#: Kinds of candidates that are a part of the page's text.
_SHOWN: Final = frozenset(("css", "near", "prose"))


def has_facts(option: Assignment, candidates: Sequence[Candidate]) -> bool:
    """Whether *option* is all text of pages, and tables of facts are a part of that."""
    facts = any(one.expr == UNLABELLED for one in candidates)
    return facts and _is_all(option.candidates[0])


def _is_all(one: Candidate) -> bool:
    return one.kind == "prose" and one.expr == "main"


def is_main_text(option: Assignment, candidates: Sequence[Candidate]) -> bool:
    """Whether *option* says what the main text of the pages does."""
    return any(
        _is_all(one) and agreement(one, option.candidates[0]) >= AGREE
        for one in candidates
    )


def is_whole(one: Candidate, candidates: Sequence[Candidate]) -> bool:
    """Whether *one* is the main text of the pages, by whatever source of a text."""
    return _is_all(one) or (
        one.kind in _SHOWN
        and one.scores.get("description", 0) >= COUNTS
        and any(_is_all(all_) and agreement(all_, one) >= AGREE for all_ in candidates)
    )


def whole_first(options: Sequence[Assignment]) -> list[Assignment]:
    """Return *options* for a text; the main text comes before its paragraphs alone.

    These lack its lists, tables and code, and are for pages where it is not found.
    """
    for option in options:
        head, part = option.candidates[0], options[0].candidates[0]
        if _is_all(head) and _is_part(part, head) and part is not head:
            both = (*option.candidates[: MAX_LOCATORS - 1], part)
            others = [one for one in options if one is not option]
            return [replace(option, candidates=both), *others]
    return list(options)


def besides(option: Assignment, body: Candidate) -> Assignment | None:
    """Return *option* without what *body* says, too; None if that says all of it.

    What is stated beside that may be how the body starts.
    """
    head = option.candidates[0]
    kept = [
        one
        for one in option.candidates
        if agreement(body, one) < AGREE and not _is_part(one, body)
    ]
    if head in kept or any(stated_as(one) == option.name for one in kept):
        return replace(option, candidates=tuple(kept))
    return None


def _is_part(one: Candidate, whole: Candidate) -> bool:
    """Whether *one* is no more than a part of what the pages show as *whole*."""
    within = sum(
        is_within(key, whole.keys.get(number, "")) for number, key in one.keys.items()
    )
    return one.kind in _SHOWN and within >= AGREE * len(one.keys)
