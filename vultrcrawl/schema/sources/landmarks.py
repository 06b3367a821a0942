"""Values found between two texts that all pages have: landmarks.

Pages laid out by tables have neither classes nor labels for much of what they say: the
company is what stands between ``Home`` and ``Posted:``. Which texts are landmarks shows
only on several pages.

What stands between two landmarks is told apart by its look (`Piece.look`): the one
link, the one telephone number. Of several that look alike, each is told by its place
among them, and only where there are as many as on the pages that were learned from:
where one is missing, which one can't be told, and a wrong value is worse than none.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from vultrcrawl.schema.values import folded

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    from vultrcrawl.schema.sources.pieces import Piece

#: Pieces between two landmarks at most, and longest value, in characters.
_BETWEEN, _VALUE = 12, 160
#: What stands between the landmarks in a locator; no piece has one.
BAR = " | "
_PLACE = re.compile(r"(?P<look>.+) (?P<place>[1-9])/(?P<count>[1-9])")


class Landmarks:
    """What stands where among the pieces of one page."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self.pieces = pieces
        self.texts = [folded(one.text) for one in pieces]
        counts = Counter(self.texts)
        self.only = {t: n for n, t in enumerate(self.texts) if counts[t] == 1}
        """Where texts stand that the page has once."""

    def after(
        self, text: str, ends: AbstractSet[str]
    ) -> tuple[list[Piece], str] | None:
        """Return the pieces from *text* to the first of *ends*, and that end.

        All texts are folded; "" is the start or the end of the page. None if there is
        no such text, too much in between, or a label that is none of the *ends*.
        """
        place = self.only.get(text) if text else -1
        if place is None:
            return None
        found: list[Piece] = []
        end = ""
        for number in range(place + 1, len(self.pieces)):
            if self.texts[number] in ends:
                end = self.texts[number]
                break
            if self.pieces[number].is_label or len(found) > _BETWEEN:
                return None
            found.append(self.pieces[number])
        return (found, end) if end in ends else None

    def find(self, expr: str, attribute: str) -> list[str]:
        """Return the text that a locator of kind ``near`` finds, or none.

        *expr* has the text before it, and those at which what follows may end;
        *attribute* its look, its place among those that look alike, and how many they
        are: ``td 1/2`` is the first of two.
        """
        text, *ends = map(folded, expr.split(BAR.strip()))
        match = _PLACE.fullmatch(attribute)
        run = self.after(text, frozenset(ends))
        if match is None or run is None:
            return []
        alike, place = _alike(run[0], match["look"]), int(match["place"])
        if len(alike) != int(match["count"]) or place > len(alike):
            return []
        return [one for one in alike[place - 1 : place] if len(one) <= _VALUE]


def _alike(run: Sequence[Piece], look: str) -> list[str]:
    return [one.text for one in run if one.look == look]
