"""Which candidate has the largest version of a picture that the pages offer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vultrcrawl.schema.induction.assignment.options import Assignment
from vultrcrawl.schema.model import MAX_LOCATORS, STRUCTURED
from vultrcrawl.schema.sources.paths import TO_PICTURE
from vultrcrawl.values.image_sizes import file_of, size_of
from vultrcrawl.values.images import LARGER, WHOLE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vultrcrawl.schema.induction.candidates.candidate import Candidate

#: Share of the common pages on which a larger version is of the same picture.
_SAME: Final = 0.8
#: Share of them on which its address says that it is larger.
_USUALLY: Final = 0.5


def larger(option: Assignment, candidates: Sequence[Candidate]) -> Assignment:
    """Return *option*, an image, with the largest version of it first.

    Shops show a picture of 60 pixels below the one of 265, and keep that of 1,024 for
    magnifiers and for what links to the page; their addresses say so. What links lead
    to are the ``images``.
    """
    best = head = option.candidates[0]
    for one in sorted(candidates, key=lambda one: one.is_usually_list):
        if (
            (one.kind in ("css", *STRUCTURED) or _is_said_larger(one))
            and one.attribute != TO_PICTURE
            and _shows(one, head)
            and _is_larger(one, best)
        ):
            best = one
    if best is head:
        return option
    rest = [one for one in option.candidates if one is not best]
    rest.sort(key=lambda one: not _is_larger(one, head))
    return Assignment(option.name, option.support, (best, *rest)[:MAX_LOCATORS])


def _shows(one: Candidate, main: Candidate) -> bool:
    """Whether *one* has the pictures of *main* first, in whatever size."""
    common = [page for page, texts in one.values.items() if texts and page in main.keys]
    same = sum(
        file_of(one.values[page][0]) == file_of(main.values[page][0]) for page in common
    )
    return same >= _SAME * max(len(common), _SAME * len(main.keys))


def _is_larger(one: Candidate, other: Candidate) -> bool:
    """Whether *one* has larger versions of the pictures that *other* has."""
    shown = other.kind == "css" and not _is_said_larger(other)
    said = shown and _is_said_larger(one)
    common = one.keys.keys() & other.keys.keys()
    found = 0
    for page in common:
        size, least = size_of(one.values[page][0]), size_of(other.values[page][0])
        found += said if size is None or least is None else size > least
    return found > _USUALLY * len(common)


def _is_said_larger(one: Candidate) -> bool:
    """Whether *one* is a place of pictures that are larger than what is shown."""
    if one.kind == "json":
        return one.expr.rpartition(".")[2] in WHOLE
    return one.kind == "css" and one.attribute in LARGER


def share_of(one: Candidate, main: Candidate) -> float:
    """Return the share of common pages on which *one* has the picture of *main*."""
    common = one.values.keys() & main.values.keys()
    if not common or 2 * len(common) < len(main.values):
        return 0.0
    found = sum(
        file_of(main.values[page][0]) in set(map(file_of, one.values[page]))
        for page in common
        if main.values[page]
    )
    return found / len(common)
