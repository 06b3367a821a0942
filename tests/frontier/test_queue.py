"""Whose turn it is: shapes, groups of shapes, and how dead ends lose theirs."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from vultrcrawl.frontier.curiosity import Curiosity
from vultrcrawl.frontier.novelty import LEAST, WINDOW, Novelty
from vultrcrawl.frontier.queue import ShapeQueue

SITE = "http://a.test"


def plain(_: str, fetched: int) -> int:
    return fetched


def filled(*urls: tuple[int, str], rank: int = 1) -> ShapeQueue:
    queue = ShapeQueue(plain)
    for number, path in urls:
        queue.add(number, SITE + path, rank)
    return queue


def turns(queue: ShapeQueue, count: int) -> list[int | None]:
    return [queue.take() for _ in range(count)]


def test_shapes_take_turns() -> None:
    queue = filled((1, "/item/1"), (1, "/item/2"), (1, "/item/3"), (2, "/about"))
    assert turns(queue, 5) == [1, 2, 1, 1, None]


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
    queue = ShapeQueue(plain)
    queue.add(1, SITE + "/imprint", 4)
    queue.add(2, SITE + "/news", 1)
    queue.add(3, SITE + "/help", 2)
    assert turns(queue, 3) == [2, 3, 1]


def test_what_cost_more_waits_for_the_others() -> None:
    queue = ShapeQueue(lambda pattern, n: n + (5 if pattern == "/dull/{n}" else 0))
    for n in range(3):
        queue.add(1, f"{SITE}/dull/{n}", 1)
        queue.add(2, f"{SITE}/good/{n}", 1)
    assert turns(queue, 6) == [2, 2, 2, 1, 1, 1]


def test_whether_something_unseen_waits() -> None:
    queue = filled((1, "/item/1"), (1, "/item/2"), (2, "/about"))
    assert queue.has_unseen
    turns(queue, 2)
    assert not queue.has_unseen


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["add", "take", "back", "forget", "withdraw"]),
            st.integers(0, 40),
        ),
        max_size=120,
    )
)
def test_nothing_is_lost_whatever_comes(steps: list[tuple[str, int]]) -> None:
    queue = ShapeQueue(plain)
    waiting: Counter[int] = Counter()
    out: list[int] = []
    for step, number in steps:
        if step == "add":
            queue.add(number, f"{SITE}/{chr(97 + number % 26)}{number // 26}/x", 1)
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


def test_curiosity_gives_way_to_what_is_near_when_it_finds_nothing() -> None:
    curiosity = Curiosity()
    eager = sum(curiosity.next() for _ in range(100))
    for _ in range(60):
        curiosity.note(gave_page=False)
    sober = sum(curiosity.next() for _ in range(100))
    assert 70 <= eager <= 76
    assert 8 <= sober <= 12


def dry(novelty: Novelty) -> bool:
    return novelty.is_dry


def test_a_crawl_is_dry_after_a_third_of_it_without_anything_new() -> None:
    novelty = Novelty()
    for n in range(6):
        novelty.note(f"t{n}")
    for _ in range(LEAST - 1):
        novelty.note("t0")
    assert not dry(novelty)
    novelty.note("t0")
    assert dry(novelty)
    novelty.note("late")
    assert not dry(novelty)
    for _ in range(500):
        novelty.note("t0")
    assert dry(novelty)
    assert (novelty.templates, novelty.window, novelty.lately) == (7, WINDOW, 0)


def test_pages_without_a_template_say_nothing_of_novelty() -> None:
    novelty = Novelty()
    for _ in range(500):
        novelty.note(None)
    assert not dry(novelty)
    assert novelty.templates == 0
