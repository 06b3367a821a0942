"""Fingerprints: what makes two texts the same, and near."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from vultrcrawl.frontier.near_duplicates import (
    NEAR,
    Fingerprint,
    SimhashIndex,
    fingerprint,
    word_hashes,
)

WORDS = [f"{a}{b}" for a in ("kar", "lom", "nes", "pit") for b in "abcdefghijklmnop"]


def text(seed: int, count: int) -> list[str]:
    return random.Random(seed).choices(WORDS, k=count)


def test_order_of_a_list_does_not_matter_but_its_items_do() -> None:
    one = fingerprint("Apples 3 pears 5")
    assert fingerprint("pears 5, APPLES 3!").words == one.words
    assert fingerprint("Apples 3 pears 6").words != one.words
    assert fingerprint("Apples apples 3 pears 5").words != one.words


def test_pages_of_a_calendar_have_the_same_plain_words() -> None:
    march = fingerprint("March 2031: Mon 3 no events. Tue 4 no events. Previous Next")
    april = fingerprint("April 2031: Mon 7 no events. Previous Next")
    mai = fingerprint("Mai 2031, 12.5.: no events. Next, previous")
    other = fingerprint("April 2031: Mon 7 concert. No events. Previous Next")
    assert march.plain == april.plain == mai.plain != other.plain
    assert march.words != april.words


def test_long_texts_are_told_apart_by_their_end() -> None:
    long = " ".join(text(1, 5_000))
    assert fingerprint(long).words != fingerprint(long + " more").words


def test_a_short_text_has_no_simhash() -> None:
    assert fingerprint(" ".join(text(1, 29))).simhash is None
    assert fingerprint(" ".join(text(1, 30))).simhash is not None


def test_near_duplicates_are_found_and_others_not() -> None:
    index = SimhashIndex()
    found = missed = 0
    for seed in range(100):
        words = text(seed, 600)
        changed = [*words[:300], "other", *words[301:]]
        for step, version in enumerate((words, changed)):
            simhash = fingerprint(" ".join(version)).simhash
            assert simhash is not None
            seen = index.seen(simhash)
            found += seen and step == 1
            missed += seen and step == 0
    assert found >= 80
    assert missed == 0


@given(st.integers(0, 2**64 - 1), st.sets(st.integers(0, 63), max_size=6))
def test_index_finds_what_differs_in_three_bits(simhash: int, bits: set[int]) -> None:
    index = SimhashIndex()
    other = simhash
    for bit in bits:
        other ^= 1 << bit
    assert not index.seen(simhash)
    assert index.seen(other) is (len(bits) <= NEAR)


@given(st.text(max_size=300))
def test_any_text_has_a_fingerprint_of_64_bits(some: str) -> None:
    found = fingerprint(some)
    assert found == fingerprint(some, word_hashes(some))
    for number in (found.words, found.plain, found.simhash or 0):
        assert 0 <= number < 2**64


def test_fingerprints_are_the_same_in_every_process() -> None:
    """They are kept in the state of a crawl: a change makes old states useless."""
    found = fingerprint(" ".join(WORDS))
    assert found == Fingerprint(
        0xE1C829764F01D71C, 0xE1C829764F01D71C, 0xD674642E4299416D
    )
