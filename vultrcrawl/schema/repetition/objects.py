"""The fields of the objects of an array, by the shape of what repeats."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from enum import Enum
from statistics import fmean
from typing import TYPE_CHECKING

from vultrcrawl.page.html.text import HEADINGS
from vultrcrawl.schema.model import Field, Locator, Transform
from vultrcrawl.schema.repetition.card_columns.features import column_features
from vultrcrawl.schema.repetition.card_columns.fields import card_fields
from vultrcrawl.schema.repetition.card_columns.places import (
    Card,
    columns,
    rendered_path,
    shared_path,
)
from vultrcrawl.schema.repetition.forest import load
from vultrcrawl.schema.repetition.questions import (
    QUESTION_MARKS,
    asked_in,
    question_fields,
    text_field,
)
from vultrcrawl.schema.values import folded
from vultrcrawl.values.dates import date_in
from vultrcrawl.values.people import byline, is_signed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    from vultrcrawl.schema.repetition.card_columns.places import Column
    from vultrcrawl.schema.repetition.outline import Outline
    from vultrcrawl.schema.repetition.runs import Run

MEMBERS = 60
"""Members of an array that are read, at most."""
#: Share of the terms of definitions that are explained.
_TOLD = 0.5
#: Share of the members that end in a question mark, or have a date, if that is what
#: they are.
_ASKING, _DATED = 0.5, 0.7
#: Share of a member's text that its main text holds at least; shortest mean of those.
_TEXT, _LONG = 0.5, 40
#: What a text is made of: the element around several is the text.
_OF_TEXT = frozenset((
    "p", "ul", "ol", "li", "blockquote", "pre", "dl", *HEADINGS, "a", "b", "i", "em",
    "strong", "font", "u", "code",
))  # fmt: skip
#: Longest text that names a person, in characters; the class of authors in the model.
_PERSON, _AUTHOR, _LEAST_AUTHOR = 40, 7, 0.01
#: Share of a page's posts that have one text from which on that is what they are about.
_SUBJECT = 0.75
#: Share of the pages that have a text of other pages, from which on it is no subject.
_AGAIN = 0.5
#: Longest mean line that says when and by whom, and share that must.
_LINE, _SIGNED = 80, 0.8


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
        return _post_fields(cards, words)
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


def _post_fields(cards: Sequence[Card], words: AbstractSet[str]) -> list[Field]:
    """Return author, date and text of posts; none without a text."""
    body = _main_text(cards, words)
    if body is None:
        return []
    found = columns(cards, words)
    fields = []
    if (author := _author(found, cards)) is not None:
        fields.append(text_field("author", *author.place))
    elif (line := _byline(found, cards)) is not None:
        reads = (Transform(name="author"),)
        fields.append(replace(text_field("author", *line.place), transforms=reads))
    if (date := _date(found, cards)) is not None:
        stated = date.place.attribute == "datetime"
        locator = Locator(
            kind="css", expr=date.place.css, attribute=date.place.attribute
        )
        fields.append(
            Field(
                name="datePublished",
                format="date-time" if stated else "date",
                locators=(locator,),
                transforms=() if stated else (Transform(name="date"),),
            )
        )
    return [*fields, text_field("text", body)]


def _main_text(cards: Sequence[Card], words: AbstractSet[str]) -> str | None:
    """Return the selector of the innermost element with most of each card's text.

    Cards with more text count for more: of a short post its author's box is most.
    """
    found: dict[str, float] = defaultdict(float)
    whole = 0.0
    for card in cards:
        sums = card.outline.characters
        total = sums[card.end] - sums[card.start]
        whole += total
        at = card.start
        for number in range(card.start + 1, card.end):
            size = sums[card.outline.ends[number]] - sums[number]
            inside = card.outline.parents[number] == at or at == card.start
            if card.outline.nodes[number].tag in _OF_TEXT:
                continue
            if inside and size >= _TEXT * total:
                at = number
        if at != card.start:
            found[rendered_path(card, at, words)] += total
    most = max(found, key=found.__getitem__, default=None)
    if most is None or found[most] < 0.5 * whole:
        return None
    return shared_path(most, found)


def _author(found: Sequence[Column], cards: Sequence[Card]) -> Column | None:
    if not found:
        return None
    url = cards[0].outline.document.url
    scores = load("columns").probabilities(column_features(found, len(cards), url))
    best: tuple[float, Column] | None = None
    for column, row in zip(found, scores, strict=True):
        texts = list(column.first().values())
        usable = (
            column.place.attribute in ("text", "own")
            and len(texts) >= 0.7 * len(cards)
            and fmean(map(len, texts)) <= _PERSON
            and len(set(texts)) > 1
            and not any(date_in(text) for text in texts[:5])
            and not _is_subject(column, cards)
        )
        score = float(row[_AUTHOR])
        if usable and score >= _LEAST_AUTHOR and (best is None or score > best[0]):
            best = score, column
    return best[1] if best is not None else None


def _is_subject(column: Column, cards: Sequence[Card]) -> bool:
    """Whether most posts of a page have the same in *column*, as they do a subject.

    Who wrote all posts of a thread has written in others, too.
    """
    by_page: dict[int, Counter[str]] = defaultdict(Counter)
    for number, text in column.first().items():
        by_page[id(cards[number].outline)][folded(text)] += 1
    several = [texts for texts in by_page.values() if texts.total() > 2]
    same = [texts.most_common(1)[0][1] / texts.total() for texts in several]
    pages = Counter(text for texts in by_page.values() for text in texts)
    again = [any(pages[text] > 1 for text in texts) for texts in by_page.values()]
    return bool(same) and fmean(same) > _SUBJECT and fmean(again) < _AGAIN


def _byline(found: Sequence[Column], cards: Sequence[Card]) -> Column | None:
    """Return the shortest column of lines such as ``Posted on May 2 by Ada``."""
    lines = [
        (fmean(map(len, texts)), number)
        for number, column in enumerate(found)
        if column.place.attribute in ("text", "own")
        and len(texts := list(column.first().values())) >= _DATED * len(cards)
        and fmean(map(len, texts)) <= _LINE
        and len(set(map(byline, texts))) > 1
        and sum(is_signed(text) for text in texts) >= _SIGNED * len(texts)
    ]
    return found[min(lines)[1]] if lines else None


def _date(found: Sequence[Column], cards: Sequence[Card]) -> Column | None:
    by_size: dict[bool, list[tuple[float, Column]]] = defaultdict(list)
    for column in found:
        texts = list(column.first().values())
        dates = sum(date_in(text) is not None for text in texts)
        if len(texts) >= 0.7 * len(cards) and dates >= 0.8 * len(texts):
            size = fmean(map(len, texts))
            by_size[column.place.attribute == "datetime"].append((size, column))
    for stated in (True, False):
        if by_size[stated]:
            return min(by_size[stated], key=lambda one: one[0])[1]
    return None
