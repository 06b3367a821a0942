"""Rewards for crawls that want the records of some templates only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from vultrcrawl.items import Page

#: Links to wanted pages that lists must have shown since the last one that was not
#: known, by wanted pages known: once as many are known as there should be, and before.
#: On the recorded shop, whose lists begin with the same books, a patience of 1 before
#: loses 23 of 203 records.
_DONE: Final = 0.3
_PATIENT: Final = 4.0
#: So many links at least.
_LEAST: Final = 40
#: What a list is worth at most; below what is wanted itself, which comes first.
_LIST: Final = 0.9


class WantedPages:
    """Tells what a page was worth, and whether more lists can lead to anything.

    *is_wanted* tells of a URL whether its page is like those that are wanted,
    *expected* how many there should be. Many lists of a site show the same records in
    another order: once they show nothing but known ones for long, the others need no
    request.
    """

    def __init__(self, is_wanted: Callable[[str], bool], expected: int = 0) -> None:
        self._is_wanted = is_wanted
        self._expected = expected
        self._known = 0
        self._seen_again = 0

    def found(self, urls: Iterable[str]) -> int:
        """Count the wanted ones of *urls*, known from now on; return their number."""
        new = sum(map(self._is_wanted, urls))
        self._known += new
        return new

    def of(self, page: Page, links: Collection[str], fresh: Collection[str]) -> float:
        """Return what *page* is worth, 0 to 1.

        *links* are its links, *fresh* those that were not known, all in normal form. A
        wanted page is worth 1, another the share of its links to wanted pages that were
        not known.
        """
        new = self.found(fresh)
        if new:
            self._seen_again = 0
        if page.error is not None:
            return 0.0
        if self._is_wanted(page.url):
            return 1.0
        shown = sum(map(self._is_wanted, links))
        if not new:
            self._seen_again += shown
        return _LIST * new / shown if shown else 0.0

    def wants(self, url: str, *, first: bool) -> bool:
        """Tell whether *url* is worth a request; *first*: as the first of its group."""
        patience = _DONE if 0 < self._expected <= self._known else _PATIENT
        if first or self._seen_again < max(_LEAST, patience * self._known):
            return True
        return self._is_wanted(url)
