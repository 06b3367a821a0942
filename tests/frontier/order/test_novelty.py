"""Whether a crawl still meets templates that it has not seen."""

from __future__ import annotations

from vultrcrawl.frontier.order.novelty import LEAST, Novelty


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
    assert novelty.since == 500


def test_pages_without_a_template_say_nothing_of_novelty() -> None:
    novelty = Novelty()
    for _ in range(500):
        novelty.note(None)
    assert not dry(novelty)
    assert novelty.since == 0
