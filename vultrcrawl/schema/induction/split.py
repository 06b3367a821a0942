"""Which pages of a template are learned from, and which test what was learned."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from vultrcrawl.schema.sources.reading import Reading

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vultrcrawl.page.document import Document

#: Pages learned from, and held back, at most.
_LEARN, _HELD_OUT = 12, 8
#: With fewer pages than this, each is held back in turn.
_FEW: Final = 8
#: Source that is read at most, if there are pages enough: about a second of work.
_CHARACTERS: Final = 3_000_000


class Split(NamedTuple):
    """Pages that are learned from, and pages that are held back."""

    method: Literal["held_out", "leave_one_out", "none"]
    learn: list[Reading]
    held: list[Reading]

    @property
    def in_turn(self) -> bool:
        """Whether each page is held back in turn, as there are few."""
        return self.method == "leave_one_out"


def split_pages(documents: Sequence[Document]) -> Split:
    """Return which of *documents* are learned from, and which are held back."""
    readings = [Reading(one) for one in _affordable(documents)]
    if len(readings) < 2:
        return Split("none", readings, [])
    if len(readings) < _FEW:
        return Split("leave_one_out", readings, readings)
    learn = max(5, min(_LEARN, len(readings) * 3 // 5))
    return Split("held_out", readings[:learn], readings[learn:])


def _affordable(documents: Sequence[Document]) -> Sequence[Document]:
    """Return the first documents, fewer of them if they are large."""
    size = 0
    for number, document in enumerate(documents[: _LEARN + _HELD_OUT]):
        size += len(document.html)
        if size > _CHARACTERS and number >= _FEW:
            return documents[:number]
    return documents[: _LEARN + _HELD_OUT]
