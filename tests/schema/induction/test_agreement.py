from __future__ import annotations

from tests.schema.induction.candidates import candidate
from vultrcrawl.schema.induction.agreement import Index, agreement

TITLES = ("Red lamp", "Blue sofa", "Green chair", "Old table")


def test_those_that_say_the_same_agree_whatever_their_case() -> None:
    other = candidate([text.upper() for text in TITLES])
    assert agreement(candidate(TITLES), other) == 1.0


def test_agreement_is_the_share_of_common_pages() -> None:
    other = candidate([*TITLES[:3], "Something else"])
    assert agreement(candidate(TITLES), other) == 0.75


def test_without_pages_in_common_none_agree() -> None:
    assert agreement(candidate(TITLES), candidate(TITLES, first=4)) == 0.0
    # One of four is too few to tell.
    assert agreement(candidate(TITLES), candidate(TITLES[3:] + TITLES, first=3)) == 0.0


def test_an_index_finds_all_that_agree_and_nothing_else() -> None:
    one, same = candidate(TITLES), candidate(TITLES, "meta")
    missing = candidate(["", *TITLES[1:]], "label")
    others = [candidate(TITLES[::-1]), candidate([f"{text} x y" for text in TITLES])]
    found = Index([one, *others, same, missing]).agreeing(one)
    assert set(map(id, found)) == {id(same), id(missing)}
