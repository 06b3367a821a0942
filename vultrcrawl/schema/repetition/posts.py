"""The fields of posts, comments and reviews: who wrote each, when, and what."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from itertools import accumulate
from statistics import fmean
from typing import TYPE_CHECKING

from vultrcrawl.page.html.text import HEADINGS
from vultrcrawl.schema.model import Field, Locator, Transform
from vultrcrawl.schema.repetition.card_columns.features import column_features
from vultrcrawl.schema.repetition.card_columns.places import (
    columns,
    rendered_path,
    shared_path,
)
from vultrcrawl.schema.repetition.forest import load
from vultrcrawl.schema.repetition.questions import text_field
from vultrcrawl.schema.values import folded
from vultrcrawl.values.dates import date_in
from vultrcrawl.values.people import byline, is_signed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from vultrcrawl.schema.repetition.card_columns.places import Card, Column

#: Share of a member's text that its main text holds at least.
_TEXT = 0.5
#: Share of the members that have a text from which on it is none of their own.
_USUAL = 0.25
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
#: Share of the posts with a line that says when and by whom; its longest mean length,
#: and the share of the lines that must say both.
_LINES, _LINE, _SIGNED = 0.7, 80, 0.8


def post_fields(cards: Sequence[Card], words: AbstractSet[str]) -> list[Field]:
    """Return author, date and text of posts; none without a text.

    What has no date is no post, such as the form for a reply.
    """
    cards = [
        one
        for one in cards
        if one.outline.dates[one.end] > one.outline.dates[one.start]
    ]
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

    Cards with more text count for more. What many cards say, such as the labels beside
    an author's picture, does not count: of a short post it is most.
    """
    usual = _usual_texts(cards)
    paths: dict[str, float] = defaultdict(float)
    inside: dict[str, float] = defaultdict(float)
    whole = 0.0
    for card in cards:
        texts = card.outline.texts[card.start : card.end]
        lengths = (0 if folded(text) in usual else len(text) for text in texts)
        sums = [0, *accumulate(lengths)]
        total = sums[-1]
        whole += total
        for number, size in _holding(card, sums):
            path = rendered_path(card, number, words)
            paths[path] += total
            inside[path] += size
    usable = [path for path, total in paths.items() if total >= _TEXT * whole]
    if not usable:
        return None
    innermost = min(usable, key=lambda path: inside[path] / paths[path])
    return shared_path(innermost, paths)


def _usual_texts(cards: Sequence[Card]) -> set[str]:
    """Return the texts of elements that many of *cards* have, folded."""
    counts: Counter[str] = Counter()
    for card in cards:
        texts = card.outline.texts[card.start : card.end]
        counts.update(set(map(folded, filter(None, texts))))
    return {text for text, n in counts.items() if n >= max(3, _USUAL * len(cards))}


def _holding(card: Card, sums: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the nodes with most of a card's text, from outside in, and its length."""
    at = card.start
    for number in range(card.start + 1, card.end):
        if card.outline.nodes[number].tag in _OF_TEXT:
            continue
        within = card.outline.parents[number] == at or at == card.start
        size = sums[card.outline.ends[number] - card.start] - sums[number - card.start]
        if within and size and size >= _TEXT * sums[-1]:
            at = number
            yield number, size


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
        and len(texts := list(column.first().values())) >= _LINES * len(cards)
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
