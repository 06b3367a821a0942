"""The reward of a page, once the result of its request is known."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from vultrcrawl.taxonomy import PageGroup, PageType

if TYPE_CHECKING:
    from vultrcrawl.items import Page

#: Pages of a template that are worth more than others. A schema is made of more, but
#: where all pages of it are worth the same for long, a small budget goes to menus: 24
#: finds 0.397 of the records of 17 recorded sites with half of it, 4 finds 0.405.
REWARD_SAMPLE: Final = 4
#: What a page is worth that holds a record, any other, and one that shows what others
#: have shown: 0.7 and 0.35 find 0.405 of the records, 0.9 and 0.2 find 0.427.
RECORD, PLAIN, DULL = 0.9, 0.2, 0.1


class Rewards:
    """Tells what each page of a crawl was worth, given in the order of fetching."""

    def __init__(self) -> None:
        self._pages: Counter[str] = Counter()

    def recall(self, template: str | None) -> int:
        """Count a page of *template*; return how many were counted before it."""
        if template is None:
            return 0
        self._pages[template] += 1
        return self._pages[template] - 1

    def of(self, page: Page, *, dull: bool = False) -> float:
        """Return what *page* is worth, 0 to 1.

        Nothing for an error, a duplicate, or what is not HTML. The first page of a
        template is worth 1, and those that follow less and less, down to what all of
        its kind are worth from the `REWARD_SAMPLE` on.
        """
        if page.error is not None or page.template is None:
            return 0.0
        seen = self.recall(page.template)
        if page.duplicate_of is not None:
            return 0.0
        if dull:
            return DULL
        worth = RECORD if _holds_record(page) else PLAIN
        return worth + (1 - worth) * max(0.0, 1 - seen / REWARD_SAMPLE)


def _holds_record(page: Page) -> bool:
    """Tell whether a page is about one thing.

    True of 97 % of the 2,951 recorded pages that people found a record on, and of 42 %
    of the 1,010 others.
    """
    return page.page_group is PageGroup.DETAIL or page.page_type is PageType.FAQ_SUPPORT
