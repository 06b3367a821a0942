"""What pages lead to, and the first pages of groups: both decide whose turn it is."""

from __future__ import annotations

import math

import numpy as np
import pytest

from vultrcrawl.frontier.order.leads import Leads, price
from vultrcrawl.frontier.order.queue import Kind, KindQueue
from vultrcrawl.frontier.order.turns import Turn

SITE = "http://a.test"
LIST, ITEM, ARTICLE = 1, 2, 3
#: Where all stand in line.
TURN = Turn(1, 1, 1)


def taught(*, leads: bool = True) -> KindQueue:
    """Lists are dull but each leads to ten items; items and articles are good."""
    queue = KindQueue(leads=leads)
    path = {LIST: "list", ITEM: "item", ARTICLE: "article"}
    for kind, worth in ((ITEM, 0.9), (ARTICLE, 0.5), (LIST, 0.2)):
        for n in range(10):
            queue.add(kind, kind, f"{SITE}/{path[kind]}/{n}", TURN)
            assert queue.take() == kind
            queue.note(kind, worth, [ITEM] * 10 if kind == LIST else [])
    for kind, name in path.items():
        for n in range(10, 60):
            queue.add(kind, kind, f"{SITE}/{name}/{n}", TURN)
    return queue


def test_a_list_comes_first_while_there_are_requests_for_what_it_leads_to() -> None:
    assert taught().take(left=1_000) == LIST
    assert taught().take(left=3) == ITEM


def test_without_leads_only_what_was_noted_counts() -> None:
    assert taught(leads=False).take(left=1_000) == ITEM


def test_leads_outlive_new_groups_and_a_resumed_crawl() -> None:
    queue = taught()
    for n in range(50):
        queue.add(100 + n, 9, f"{SITE}/new/{n}x/y{n}z", TURN._replace(rank=4))
    order = [queue.take(left=1_000) for _ in range(60)]
    known = [kind for kind in order if kind in (LIST, ITEM, ARTICLE)]
    assert known[0] == LIST
    kinds = [
        Kind(LIST, LIST, f"{SITE}/list/1", 9, 20, TURN, 4.0),
        Kind(ITEM, ITEM, f"{SITE}/item/1", 9, 20, TURN, 18.0),
    ]
    resumed = KindQueue()
    resumed.load(kinds, [(LIST, ITEM, 200)])
    assert resumed.take(left=1_000) == LIST
    resumed = KindQueue()
    resumed.load(kinds)
    assert resumed.take(left=1_000) == ITEM


def test_a_place_whose_new_names_led_nowhere_waits_for_others() -> None:
    queue = KindQueue()
    for n in range(3):
        queue.add(n, 1, f"{SITE}/dead{'abc'[n]}/x", TURN)
        assert queue.take() == n
        queue.note(n, 0.0)
    for n in range(3, 6):
        queue.add(n, 2, f"{SITE}/sound{'abc'[n - 3]}/x", TURN)
        assert queue.take() == n
        queue.note(n, 1.0)
    queue.add(6, 1, f"{SITE}/deadd/x", TURN)
    queue.add(7, 2, f"{SITE}/soundd/x", TURN)
    assert queue.take() == 7


def test_the_price_of_a_request_is_the_worth_of_the_last_one() -> None:
    means, waiting = np.array([0.2, 0.9, 0.5]), np.array([10.0, 5.0, 10.0])
    assert [price(means, waiting, left) for left in (1, 5, 6, 15, 16)] == [
        0.9, 0.9, 0.5, 0.5, 0.2
    ]  # fmt: skip
    assert price(means, waiting, 26) == 0
    assert price(means, waiting, math.inf) == 0


def test_what_a_page_leads_to_is_forgotten_slowly() -> None:
    leads = Leads()
    gains = np.array([0.0, 0.01])
    for _ in range(20):
        leads.note(0, {1: 10})
    full = leads.yields(gains)[0]
    assert full == pytest.approx(0.1)
    leads.note(0, {})
    some = leads.yields(gains)[0]
    for _ in range(40):
        leads.note(0, {})
    assert full > some > 0.08
    assert leads.yields(gains)[0] < 0.01
