"""Whose turn it is: kinds of URLs, groups of them, and how dead ends lose theirs."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from tests.support.effort import assert_quick
from vultrcrawl.frontier.order.bandit import Bandit, UrlGroup
from vultrcrawl.frontier.order.queue import Kind, KindQueue
from vultrcrawl.frontier.order.turns import Turn

SITE = "http://a.test"
PLACE = 1
#: Where all stand in line whose turn does not matter.
TURN = Turn(1, 1, 1)


def filled(*urls: tuple[int, str]) -> KindQueue:
    queue = KindQueue()
    for number, path in urls:
        queue.add(number, PLACE, SITE + path, TURN)
    return queue


def turns(queue: KindQueue, count: int) -> list[int | None]:
    return [queue.take() for _ in range(count)]


def test_shapes_take_turns() -> None:
    queue = filled((1, "/item/1"), (1, "/item/2"), (1, "/item/3"), (2, "/about"))
    assert turns(queue, 5) == [1, 2, 1, 1, None]


def test_what_a_sitemap_lists_comes_before_what_links_lead_to() -> None:
    queue = KindQueue()
    queue.add(1, 1, SITE + "/linked", TURN)
    queue.add(2, 2, SITE + "/listed", TURN._replace(rank=0))
    assert turns(queue, 2) == [2, 1]


def test_a_row_of_dead_links_ends_the_credit_of_those_before_them() -> None:
    bandit = Bandit()
    items, others = (
        bandit.arm(place, UrlGroup(name, name)) for place, name in ((1, "a"), (2, "b"))
    )
    for arm in (items, others):
        bandit.let_wait(arm, 10)
        for _ in range(40):
            bandit.note(arm, 0.9 if arm == items else 0.5)
    assert bandit.best() == items
    for _ in range(8):
        bandit.note(items, 0.0)
    assert bandit.best() == others


def test_names_of_one_place_share_their_turns() -> None:
    """Two hundred pages of a wiki are one kind, beside twenty numbered ones."""
    wiki = [
        (100 + n, f"/wiki/{chr(97 + n % 26)}{chr(97 + n // 26)}") for n in range(200)
    ]
    queue = filled(*wiki, *((1, f"/item/{n}") for n in range(20)))
    first = Counter(
        "wiki" if (turn or 0) >= 100 else "item" for turn in turns(queue, 30)
    )
    assert first["item"] >= 14


def test_better_places_come_first_among_new_shapes() -> None:
    queue = KindQueue()
    queue.add(1, 1, SITE + "/imprint", TURN._replace(rank=4))
    queue.add(2, 2, SITE + "/news", TURN)
    queue.add(3, 3, SITE + "/help", TURN._replace(rank=2))
    assert turns(queue, 3) == [2, 3, 1]


def test_what_pays_comes_before_what_does_not() -> None:
    queue = filled(*((n % 2, f"/{'good' if n % 2 else 'bad'}/{n}") for n in range(40)))
    got = Counter[int | None]()
    for _ in range(20):
        kind = queue.take()
        assert kind is not None
        got[kind] += 1
        queue.note(kind, float(kind))
    assert got[1] >= 16


def test_a_link_beside_dead_ones_waits_for_those_in_better_places() -> None:
    queue = KindQueue()
    for n in range(8):
        queue.add(1, 1, f"{SITE}/old/{n}", TURN)
    for _ in range(8):
        queue.note(queue.take() or 0, 0.0)
    queue.add(2, 1, f"{SITE}/sound", TURN)
    queue.add(3, 2, f"{SITE}/better", TURN)
    assert turns(queue, 2) == [3, 2]


def test_names_that_share_a_first_word_are_a_group_of_their_own() -> None:
    """A manual in one folder: what of it is dead tells nothing of the rest."""
    names = [
        f"/{word}.{chr(97 + n)}.html" for n in range(20) for word in ("sql", "app")
    ]
    queue = filled(*enumerate(names))
    got = Counter[str]()
    for _ in range(20):
        kind = queue.take()
        assert kind is not None
        word = names[kind][1:4]
        got[word] += 1
        queue.note(kind, float(word == "sql"))
    assert got["sql"] >= 15


def test_what_was_learned_outlives_new_groups_and_a_resumed_crawl() -> None:
    queue = filled(*((n % 2, f"/{'good' if n % 2 else 'bad'}/{n}") for n in range(40)))
    for _ in range(10):
        kind = queue.take()
        assert kind is not None
        queue.note(kind, float(kind))
    for n in range(50):
        queue.add(100 + n, PLACE, f"{SITE}/new/{n}x/y{n}z", TURN._replace(rank=4))
    resumed = KindQueue()
    resumed.load(
        Kind(number, PLACE, f"{SITE}/{path}/1", 9, 5, TURN, worth)
        for number, path, worth in ((0, "bad", 0.0), (1, "good", 5.0))
    )
    assert turns(resumed, 3) == [1, 1, 1]
    order = [kind for kind in turns(queue, 40) if kind in (0, 1)]
    assert order[0] == 1


def test_a_url_that_is_being_fetched_when_all_is_counted_anew_comes_back() -> None:
    queue = KindQueue()
    queue.load([Kind(1, PLACE, f"{SITE}/item/1", 2, 0, TURN)], out={1: 1})
    assert turns(queue, 2) == [1, None]
    queue.give_back(1)
    assert turns(queue, 2) == [1, None]


def test_a_decision_among_five_thousand_groups_takes_well_under_a_millisecond() -> None:
    queue = KindQueue()
    for n in range(5_000):
        word = f"{chr(97 + n % 26)}{chr(97 + n // 26 % 26)}{chr(97 + n // 676)}"
        queue.add(n, n % 500, f"{SITE}/{word}", TURN)

    def decide() -> None:
        for _ in range(200):
            queue.note(queue.take() or 0, 0.5)

    assert_quick(decide, 200 * 0.002)


def test_whether_something_unseen_waits() -> None:
    queue = filled((1, "/item/1"), (1, "/item/2"), (2, "/about"))
    assert queue.has_unseen
    turns(queue, 2)
    assert not queue.has_unseen


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["add", "take", "back", "note", "forget", "withdraw"]),
            st.integers(0, 40),
        ),
        max_size=120,
    )
)
def test_nothing_is_lost_whatever_comes(steps: list[tuple[str, int]]) -> None:
    queue = KindQueue()
    waiting: Counter[int] = Counter()
    out: list[int] = []
    for step, number in steps:
        if step == "add":
            queue.add(
                number,
                number % 3,
                f"{SITE}/{chr(97 + number % 26)}{number // 26}/x",
                TURN,
            )
            waiting[number] += 1
        elif step == "take":
            taken = queue.take()
            assert (taken is None) == (not waiting)
            if taken is not None:
                assert waiting[taken] > 0
                waiting -= Counter([taken])
                out.append(taken)
        elif step == "back" and out:
            waiting[out[-1]] += 1
            queue.give_back(out.pop())
        elif step == "note" and out:
            queue.note(out.pop(), 0.5)
        elif step == "forget" and out:
            queue.forget(out.pop())
        elif step == "withdraw" and waiting[number]:
            queue.withdraw(number)
            waiting -= Counter([number])
        waiting = +waiting
    rest: Counter[int] = Counter()
    while (taken := queue.take()) is not None:
        rest[taken] += 1
    assert rest == waiting
