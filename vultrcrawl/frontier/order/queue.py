"""Queue of URLs by kind: the shape of a URL and the place of its link.

Kinds whose shapes were learned to be alike by `ShapeTrie` are of one group, and links
from one place to one group are an arm of the `Bandit` that tells whose turn it is. In
an arm URLs come in line: those in better places first, then those nearer to the start,
then as they were found.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vultrcrawl.frontier.order.bandit import Bandit, UrlGroup
from vultrcrawl.frontier.order.turns import Turn, Turns
from vultrcrawl.urls.shapes import ShapeTrie

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

#: Groups are formed anew once so many more kinds are known: a share, and a number.
_GROWTH, _AT_LEAST = 1.25, 10
#: Turn of a kind of which nothing waits.
LAST = Turn(9, 0, 0)
#: A first word of the last name of a path that so many kinds share tells a group from
#: the others: ``sql-``, ``struct.``. Three find fewer kinds of pages on recorded sites.
_SHARED = 8
_FIRST_WORD = re.compile(r"/([^\W\d_]+[-_.])[^/?#]*/?(?:[?#]|$)")


@dataclass(slots=True)
class Kind:
    """URLs of one shape that were found in one place."""

    number: int
    place: int
    """Number of the place."""
    example: str
    """One of its URLs."""
    waiting: int = 0
    """URLs that wait; in the store also those that are being fetched."""
    fetched: int = 0
    """URLs that are being fetched, done or failed; in the store only the latter two."""
    turn: Turn = LAST
    """Turn of the URL that comes first of those that wait, as far as is known."""
    worth: float = 0.0
    """What their pages were worth in all."""
    out: int = 0
    """URLs that are being fetched."""
    rank: int = LAST.rank
    """Best rank with which one of its URLs was found."""
    arm: int = -1


class KindQueue:
    """Kinds, by number, with URLs that wait.

    With *leads*, a page is also worth what it leads to; without it only what is noted.
    """

    def __init__(self, *, leads: bool = True) -> None:
        self._leads = leads
        self._trie = ShapeTrie()
        self._kinds: dict[int, Kind] = {}
        self._bandit = Bandit(leads=leads)
        self._turns: list[Turns] = []
        self._words: Counter[UrlGroup] = Counter()
        self._grouped = 0

    def load(
        self,
        kinds: Iterable[Kind],
        led: Iterable[tuple[int, int, int]] = (),
        out: Mapping[int, int] | None = None,
    ) -> None:
        """Take in kinds as they stand in the store.

        *led* are numbers of two kinds, and of the new URLs of the second that pages of
        the first led to; *out* are the numbers of URLs that are being fetched, by kind.
        """
        for one in kinds:
            self._kinds[one.number] = one
            self._trie.add(one.example)
            one.rank = one.turn.rank
            if one.fetched:
                number = self._bandit.firsts.number(one.place)
                self._bandit.firsts.note(number, one.worth / one.fetched)
            one.out = (out or {}).get(one.number, 0)
            one.waiting -= one.out
            one.fetched += one.out
        self._regroup(led)

    def add(self, number: int, place: int, url: str, turn: Turn) -> None:
        """Note that *url*, of the kind with this *number*, waits for its *turn*."""
        kind = self._kinds.get(number)
        if kind is None:
            kind = self._kinds[number] = Kind(number, place, url)
            self._trie.add(url)
            if len(self._kinds) > self._grouped * _GROWTH + _AT_LEAST:
                self._regroup()
            else:
                self._join(kind)
        self._let_wait(kind, 1)
        kind.rank = min(kind.rank, turn.rank)
        if kind.waiting == 1:
            self.go_on(number, turn)
        else:
            self.bring_forward(number, turn)

    def withdraw(self, number: int) -> None:
        """Note that a URL of a kind no longer waits, without having been fetched."""
        kind = self._kinds[number]
        self._let_wait(kind, -1)
        self._refresh(kind)

    def take(self, left: float = math.inf) -> int | None:
        """Return the kind to take a URL of, None if nothing waits.

        *left* are the requests that are left.
        """
        arm = self._bandit.best(left)
        if arm is None:
            return None
        number = self._turns[arm].first()
        assert number is not None  # noqa: S101 (an arm that waits has one)
        kind = self._kinds[number]
        self._let_wait(kind, -1)
        self._spend(kind, 1)
        return number

    def bring_forward(self, number: int, turn: Turn) -> None:
        """Note that a URL of a kind that waits has this *turn*, if not a better one."""
        if turn < self._kinds[number].turn:
            self.go_on(number, turn)

    def go_on(self, number: int, turn: Turn) -> None:
        """Note that the URL with this *turn* comes first now of those of a kind."""
        kind = self._kinds[number]
        kind.turn = turn
        self._refresh(kind)

    def give_back(self, number: int) -> None:
        """Note that a URL that was taken waits again."""
        kind = self._kinds[number]
        self._let_wait(kind, 1)
        self._spend(kind, -1)

    def forget(self, number: int) -> None:
        """Note that a URL that was taken gave no page."""
        self._spend(self._kinds[number], -1)

    def note(self, number: int, worth: float, led: Iterable[int] = ()) -> None:
        """Learn what the page of a URL that was taken is worth, 0 to 1.

        It *led* to new URLs of these kinds.
        """
        kind = self._kinds[number]
        kind.out -= 1
        kind.worth += worth
        self._bandit.take(kind.arm, -1)
        self._bandit.note(kind.arm, worth)
        if self._bandit.leads is not None:
            arms = Counter(self._kinds[one].arm for one in led)
            self._bandit.leads.note(kind.arm, arms)

    def is_first(self, number: int) -> bool:
        """Whether a URL that was taken is the first of its group to be fetched."""
        return self._bandit.is_first(self._kinds[number].arm)

    @property
    def has_unseen(self) -> bool:
        """Whether a group waits of which nothing was fetched."""
        return self._bandit.has_unseen

    def _let_wait(self, kind: Kind, urls: int) -> None:
        kind.waiting += urls
        self._bandit.let_wait(kind.arm, urls)

    def _spend(self, kind: Kind, pages: int) -> None:
        kind.fetched += pages
        kind.out += pages
        self._bandit.take(kind.arm, pages)
        self._refresh(kind)

    def _group(self, url: str) -> UrlGroup:
        """Return the group of *url* by the words that many were seen to share."""
        word = self._word_group(url)
        if word is not None and self._words[word] >= _SHARED:
            return word
        wide = self._trie.shape(url)
        return UrlGroup(wide, wide)

    def _word_group(self, url: str) -> UrlGroup | None:
        if (found := _FIRST_WORD.search(url)) is None:
            return None
        wide = self._trie.shape(url)
        return UrlGroup(wide, f"{wide} {found[1]}")

    def _join(self, kind: Kind) -> None:
        kind.arm = self._bandit.arm(kind.place, self._group(kind.example))
        while len(self._turns) <= kind.arm:
            self._turns.append(Turns())

    def _refresh(self, kind: Kind) -> None:
        """Put a kind, and its arm, where they belong now."""
        turns = self._turns[kind.arm]
        if kind.waiting:
            turns.put(kind.number, kind.turn)
        else:
            turns.remove(kind.number)
        self._bandit.rank(kind.arm, kind.rank)

    def _regroup(self, led: Iterable[tuple[int, int, int]] | None = None) -> None:
        """Form groups anew; *led* is what is known of leads if not by earlier arms."""
        self._grouped = len(self._kinds)
        before = self._bandit
        old = {kind.arm: kind for kind in reversed(self._kinds.values())}
        self._words = Counter(
            group
            for kind in self._kinds.values()
            if (group := self._word_group(kind.example)) is not None
        )
        self._bandit, self._turns = Bandit(before.firsts, leads=self._leads), []
        pages: Counter[int] = Counter()
        for kind in self._kinds.values():
            self._join(kind)
            self._bandit.let_wait(kind.arm, kind.waiting)
            self._bandit.take(kind.arm, kind.out)
            pages[kind.arm] += kind.fetched - kind.out
        for kind in self._kinds.values():
            if settled := kind.fetched - kind.out:
                self._bandit.add(kind.arm, settled, kind.worth)
            self._refresh(kind)
        if self._bandit.leads is not None and before.leads is not None:
            if led is None:
                moved = {arm: kind.arm for arm, kind in old.items()}
                self._bandit.leads.take_over(before.leads, moved)
            else:
                self._bandit.leads.recall(
                    pages,
                    (
                        (self._kinds[a].arm, self._kinds[b].arm, urls)
                        for a, b, urls in led
                        if a in self._kinds and b in self._kinds
                    ),
                )
