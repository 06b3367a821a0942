"""The fields of the objects of an array, by the shape of what repeats."""

from __future__ import annotations

from collections import Counter
from enum import Enum
from statistics import fmean
from typing import TYPE_CHECKING

from vultrcrawl.page.html.text import HEADINGS
from vultrcrawl.schema.repetition.card_columns.fields import card_fields
from vultrcrawl.schema.repetition.card_columns.places import Card
from vultrcrawl.schema.repetition.posts import post_fields
from vultrcrawl.schema.repetition.questions import (
    QUESTION_MARKS,
    asked_in,
    question_fields,
    text_field,
)
from vultrcrawl.schema.values import folded

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    from vultrcrawl.schema.model import Field
    from vultrcrawl.schema.repetition.outline import Outline
    from vultrcrawl.schema.repetition.runs import Run

MEMBERS = 60
"""Members of an array that are read, at most."""
#: Share of the terms of definitions that are explained.
_TOLD = 0.5
#: Share of the members that end in a question mark, or have a date, if that is what
#: they are.
_ASKING, _DATED = 0.5, 0.7
#: Shortest mean text of posts, in characters.
_LONG = 40


class Shape(Enum):
    """What the members of an array look like."""

    DEFINITIONS = "dt with dd"
    QUESTIONS = "questions with answers"
    ROWS = "rows of a table"
    POSTS = "texts with dates"
    OTHER = "anything else"


def shape_of(having: Sequence[tuple[Outline, Run]]) -> Shape:
    """Return the shape of the members of runs, those of all pages together."""
    tags: Counter[str] = Counter()
    asking: list[bool] = []
    answered: list[bool] = []
    dated: list[bool] = []
    lengths: list[float] = []
    for outline, run in having:
        for start, end in run.spans:
            tag = outline.nodes[start].tag
            tags[tag] += 1
            asking.append(_head_text(outline, start).endswith(QUESTION_MARKS))
            answered.append(asked_in(outline, start, end) is not None)
            dated.append(outline.dates[end] > outline.dates[start])
            lengths.append(outline.characters[end] - outline.characters[start])
    tag = tags.most_common(1)[0][0]
    if tag == "details":
        return Shape.QUESTIONS
    if (tag == "dt" or tag in HEADINGS) and fmean(asking) >= _ASKING:
        return Shape.QUESTIONS
    if tag == "dt":
        return Shape.DEFINITIONS
    if tag not in HEADINGS and fmean(answered) >= _ASKING:
        return Shape.QUESTIONS
    if fmean(dated) >= _DATED and fmean(lengths) >= _LONG and tag not in HEADINGS:
        return Shape.POSTS
    return Shape.ROWS if tag == "tr" else Shape.OTHER


def first_text(outline: Outline, start: int) -> str:
    """Return the first text of the member that starts at a node, folded."""
    texts = outline.texts[start : outline.ends[start]]
    return folded(next((text for text in texts if text), ""))


def _head_text(outline: Outline, start: int) -> str:
    texts = outline.texts[start : outline.ends[start]]
    return " ".join(text for text in texts if text)[:300].rstrip()


def object_fields(
    shape: Shape,
    having: Sequence[tuple[Outline, Run]],
    words: AbstractSet[str],
) -> list[Field]:
    """Return the fields of the members of runs."""
    outline, run = having[0]
    tag = outline.nodes[run.spans[0][0]].tag
    heads = tag == "dt" or tag in HEADINGS
    if shape is Shape.DEFINITIONS and not _are_defined(having):
        return []
    if shape is Shape.DEFINITIONS or (shape is Shape.QUESTIONS and heads):
        first, second = (
            ("name", "description")
            if shape is Shape.DEFINITIONS
            else ("question", "answer")
        )
        fields = [text_field(first, tag)]
        if run.spread:
            fields.append(text_field(second, "div", "rest"))
        return fields
    if shape is Shape.QUESTIONS and tag == "details":
        return [
            text_field("question", "summary"),
            text_field("answer", "details", "rest"),
        ]
    each = max(3, MEMBERS // len(having))
    cards = [
        Card(outline, *span, run.container)
        for outline, run in having
        for span in run.spans[:each]
    ][:MEMBERS]
    if shape is Shape.QUESTIONS:
        return question_fields(cards, words)
    if shape is Shape.POSTS:
        return post_fields(cards, words)
    fields = card_fields(cards, words)
    return fields if len(fields) > 1 else []


def _are_defined(having: Sequence[tuple[Outline, Run]]) -> bool:
    """Whether most terms have words, and what explains them has words or is elsewhere.

    The legend of a map has signs for terms, and a form has fields for explanations.
    """
    told: list[bool] = []
    for outline, run in having:
        for start, end in run.spans:
            term = outline.ends[start]
            explained = not run.spread or outline.text_in([(term, end)]) > 0
            asks = outline.controls[end] > outline.controls[term]
            named = outline.text_in([(start, term)]) > 0
            told.append(named and explained and not asks)
    return fmean(told) >= _TOLD
