"""The kind of what a page of a reference is about, such as a class or a function."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vultrcrawl.schema.induction.assignment.options import Assignment
from vultrcrawl.schema.model import MAX_LOCATORS, STATED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vultrcrawl.schema.induction.candidates.candidate import Candidate

#: How likely a word for a kind in a title is the category.
_SAID: Final = 0.9


def with_api_kind(
    assignments: Sequence[Assignment], candidates: Sequence[Candidate]
) -> list[Assignment]:
    """Return *assignments* with the kind that titles say as the ``category``.

    What the pages state as that comes first, what only looks like one does not.
    """
    found = [one for one in candidates if one.transform == "apiKind"]
    given = next((one for one in assignments if one.name == "category"), None)
    if not found or (given and given.candidates[0].kind in STATED):
        return list(assignments)
    found.sort(key=lambda one: (one.kind == "near", -len(one.keys), one.kind != "css"))
    told = Assignment("category", _SAID, tuple(found[:MAX_LOCATORS]))
    return [*(one for one in assignments if one is not given), told]
