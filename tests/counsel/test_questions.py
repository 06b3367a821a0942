"""Which pages a language model is asked about."""

from __future__ import annotations

from collections.abc import Sequence

from vultrcrawl.counsel.questions import Question, questions
from vultrcrawl.inference.inference import Verdict
from vultrcrawl.taxonomy import PageType

_T = PageType


def verdict(confidence: float, template: int, kind: PageType = _T.ARTICLE) -> Verdict:
    return Verdict(kind, confidence, template, kind)


def first(urls: Sequence[str], count: int) -> list[str]:
    return list(urls)[:count]


def chosen(
    found: dict[str, Verdict],
    room: int = 8,
    asked: set[str] | None = None,
    controls: int = 9,
) -> list[Question]:
    return questions(
        found, asked or set(), controls, room, threshold=0.75, unlike=first
    )


SITE = (
    {f"a{n}": verdict(0.95, 0) for n in range(9)}
    | {f"p{n}": verdict(0.92, 1, _T.PRODUCT) for n in range(9)}
    | {"home": verdict(0.99, 2, _T.HOMEPAGE)}
)
UNSURE = {f"u{n}": verdict(0.5, 3) for n in range(20)}


def test_nothing_is_asked_where_all_is_sure() -> None:
    assert chosen(SITE, controls=0) == []


def test_the_template_with_most_to_gain_comes_first() -> None:
    small = {f"s{n}": verdict(0.3, 4) for n in range(2)}
    found = SITE | small | UNSURE
    assert [one.url for one in chosen(found, room=1)] == ["u0"]
    assert [one.url for one in chosen(found, room=4)] == ["u0", "u1", "u2", "s0"]


def test_three_pages_of_a_template_are_enough() -> None:
    assert [one.url for one in chosen(SITE | UNSURE)] == ["u0", "u1", "u2"]
    asked = {"u0", "u1"}
    assert [one.url for one in chosen(SITE | UNSURE, asked=asked)] == ["u2"]
    assert chosen(SITE | UNSURE, asked={*asked, "u2"}) == []


def test_sure_pages_of_several_types_measure_the_model() -> None:
    found = chosen(SITE | UNSURE, controls=0)
    known = [one.known for one in found if one.known is not None]
    assert set(known) == {_T.ARTICLE, _T.PRODUCT, _T.HOMEPAGE}
    assert known[-1] is _T.HOMEPAGE, "which any model knows"
    assert sum(one.known is None for one in found) == 3


def test_what_the_model_decided_does_not_measure_it() -> None:
    by_model = Verdict(_T.EVENT, 0.95, 9, alone=_T.ARTICLE)
    found = chosen({"m": by_model} | UNSURE, controls=0)
    assert all(one.known is None for one in found)


def test_no_more_is_asked_than_there_is_room_for() -> None:
    for room in range(9):
        assert len(chosen(SITE | UNSURE, room, controls=0)) <= room


def test_nothing_is_asked_if_nobody_can_tell_what_an_answer_is_worth() -> None:
    assert chosen(SITE | UNSURE, 1, controls=0) == []
    assert chosen(UNSURE, controls=0) == []
    assert [one.url for one in chosen(UNSURE, 1, controls=1)] == ["u0"]
