"""What pages are worth."""

from __future__ import annotations

import pytest

from vultrcrawl.frontier.order.rewards import (
    DULL,
    PLAIN,
    RECORD,
    REWARD_SAMPLE,
    Rewards,
)
from vultrcrawl.items import Page
from vultrcrawl.taxonomy import PageType, group_of


def page(page_type: PageType, template: str | None = "t", **fields: object) -> Page:
    return Page(
        url="http://a.test/",
        template=template,
        page_type=page_type,
        page_group=group_of(page_type),
        **fields,  # type: ignore[arg-type] # as told
    )


def test_the_first_pages_of_a_template_are_worth_more() -> None:
    rewards = Rewards()
    worth = [rewards.of(page(PageType.PRODUCT)) for _ in range(REWARD_SAMPLE + 5)]
    assert worth[0] == 1.0
    assert worth == sorted(worth, reverse=True)
    assert worth[-5:] == [RECORD] * 5
    assert rewards.of(page(PageType.PRODUCT, "other")) == 1.0


def test_a_record_is_worth_more_than_a_list() -> None:
    rewards = Rewards()
    for _ in range(REWARD_SAMPLE):
        rewards.recall("t")
    assert rewards.of(page(PageType.FAQ_SUPPORT)) == RECORD
    assert rewards.of(page(PageType.PRODUCT_LISTING)) == PLAIN
    assert rewards.of(page(PageType.PRODUCT), dull=True) == DULL


@pytest.mark.parametrize(
    "worthless",
    [
        page(PageType.PRODUCT, error="http 404"),
        page(PageType.PRODUCT, duplicate_of="http://a.test/x"),
        page(PageType.OTHER, template=None),
    ],
)
def test_errors_copies_and_files_are_worth_nothing(worthless: Page) -> None:
    assert Rewards().of(worthless) == 0.0
