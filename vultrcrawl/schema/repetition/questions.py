"""Questions with their answers, each pair in an element of its own."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from vultrcrawl.schema.model import Field, Locator
from vultrcrawl.schema.repetition.card_columns.places import rendered_path
from vultrcrawl.schema.sources.links import leads_on

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from collections.abc import Set as AbstractSet

    from vultrcrawl.schema.repetition.card_columns.places import Card
    from vultrcrawl.schema.repetition.outline import Outline

QUESTION_MARKS: Final = ("?", "\uff1f", "\u061f", "\u037e")
#: Characters that an answer has at least, and the share of the rest of a member that
#: stands beside the question if it is that.
_ANSWER, _MOST = 20, 0.5


def asked_in(outline: Outline, start: int, end: int) -> int | None:
    """Return the node of the question that a member begins with and answers, if any.

    A question that links to a page of its own is answered there.
    """
    for number in range(start, end):
        text = outline.texts[number]
        if not text:
            continue
        if not text.rstrip().endswith(QUESTION_MARKS):
            return None
        rest = outline.characters[end] - outline.characters[start] - len(text)
        element = outline.nodes[number].element
        links = (element, *element.iterancestors("a"))
        linked = any(one.tag == "a" and leads_on(one) for one in links)
        return number if rest >= _ANSWER and not linked else None
    return None


def question_fields(cards: Sequence[Card], words: AbstractSet[str]) -> list[Field]:
    """Return question and answer of *cards*; none if no place has the answers.

    The answer is all that follows, in the element around both, on what the question
    stands in.
    """
    questions: list[str] = []
    answers: list[str] = []
    for card in cards:
        number = asked_in(card.outline, card.start, card.end)
        if number is None:
            continue
        questions.append(rendered_path(card, number, words))
        if (around := _around(card, number)) is not None:
            answers.append(rendered_path(card, around, words))
    if not answers:
        return []
    return [
        text_field("question", _usual(questions)),
        text_field("answer", _usual(answers), "rest"),
    ]


def _around(card: Card, question: int) -> int | None:
    """Return the element that begins with the question and has most of the answer."""
    outline, at = card.outline, question
    sums = outline.characters
    rest = sums[card.end] - sums[card.start] - len(outline.texts[question])
    while at > card.start:
        above = outline.parents[at]
        beside = sums[outline.ends[above]] - sums[outline.ends[at]]
        if beside >= _MOST * rest:
            first = next(iter(outline.nodes[above].element.iterchildren("*")), None)
            return above if outline.nodes[at].element is first else None
        at = above
    return None


def _usual(paths: Iterable[str]) -> str:
    return Counter(paths).most_common(1)[0][0]


def text_field(name: str, css: str, attribute: str = "text") -> Field:
    """Return the field *name* of texts that a selector finds."""
    locator = Locator(kind="css", expr=css, attribute=attribute, stability="medium")
    return Field(name=name, locators=(locator,), distinct_ratio=1.0)
