"""Recognizes links that act (add to cart, log out), which are not followed.

A GET should change nothing, and on many sites it does: a crawl that follows them fills
baskets and votes. What the address says is told by `by_address`, what a link's text
says by `by_words`. The words stand in ``actions.json``, by language.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Final, NamedTuple
from urllib.parse import unquote

from vultrcrawl.tables import json_table
from vultrcrawl.urls.normal_form import origin

_TABLE: Final[dict[str, Any]] = json_table("vultrcrawl.urls", "actions.json")


def _kinds(words_by_kind: dict[str, list[str]]) -> dict[str, str]:
    return {word: kind for kind, words in words_by_kind.items() for word in words}


_VERBS = frozenset().union(*_TABLE["tokens"]["verbs"].values())
_OBJECTS = _kinds(_TABLE["tokens"]["objects"])
_FILLERS = frozenset(_TABLE["tokens"]["fillers"])
_ALONE = _kinds(_TABLE["alone"])
_NAMING = frozenset(_TABLE["naming"])
_BY_NAME = _kinds(_TABLE["by_name"])
_BESIDE_NUMBER = _kinds(_TABLE["beside_number"])
_DELETING = frozenset(_TABLE["by_name"]["delete"])
_BESIDE_SOURCE = _kinds(_TABLE["beside_source"])
_ANCHORS = {
    text: kind
    for kinds in _TABLE["anchors"].values()
    for text, kind in _kinds(kinds).items()
}
_NUMBER = re.compile(r"[0-9]+|[0-9a-f-]{16,}")
# Copies of sites keep the query in the name of a file: index.html@add-to-cart=7.html.
_QUERY = re.compile(r"[?&@;]|%3F|%26", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")
_ENDING = re.compile(r"\.[a-z]{3,5}$")
_LONGEST = 300


class _Segment(NamedTuple):
    """What the words of a part of an address say."""

    words: tuple[str, ...]
    alone: str | None
    """What it does that says so by itself."""
    beside: str | None
    """What it does if a number stands beside it."""
    number: bool
    again: bool
    """Whether it may be its page once more, to be printed."""
    known: bool
    """Whether all its words are known ones."""
    verb: bool
    kind: str | None
    """What its object is a part of."""


def by_address(url: str, parent: str | None = None) -> str | None:
    """Return what asking for *url* does, None if nothing that its address tells.

    One of ``cart, wishlist, compare, vote, report, delete, log_out, send, subscribe,
    reply, print, language, currency``. *parent* is the page that links there. A title
    with such words in it is none: all words of a path's segment must be known ones.
    About 4 µs.
    """
    tail = url[len(origin(url)) :][:_LONGEST]
    path, *parameters = _QUERY.split(tail)
    segments = [_segment(one) for one in path.split("/") if one]
    if not parameters and all(one is _OTHER or one is _A_NUMBER for one in segments):
        return None  # as nearly all are
    kind = _by_path(segments)
    for parameter in parameters:
        if kind is not None:
            return kind
        name, _, value = parameter.partition("=")
        kind = _by_parameter(name, value, segments)
    if kind is not None or parent is None:
        return kind
    again = any(one.again for one in segments)
    return _by_parent(url, parent) if again else None


_OTHER = _Segment((), None, None, False, False, False, False, None)
_A_NUMBER = _OTHER._replace(number=True)
#: How a segment begins that may act: nearly all begin with something else.
_BEGINNINGS = frozenset(
    {*_VERBS, *_OBJECTS, *_FILLERS, *_NAMING, *_BESIDE_SOURCE}
    | {
        word[:end]
        for word in {*_ALONE, *_BY_NAME, *_BESIDE_NUMBER}
        for end in range(1, len(word) + 1)
    }
)


@lru_cache(maxsize=16_384)
def _segment(text: str) -> _Segment:
    if text.isdecimal():
        return _A_NUMBER
    first = _WORD.match(text)
    if first is not None and first[0].lower() not in _BEGINNINGS:
        return _A_NUMBER if _NUMBER.fullmatch(text) else _OTHER
    words = _words(text)
    joined = "".join(words)
    return _Segment(
        words,
        _ALONE.get(joined),
        _BESIDE_NUMBER.get(joined),
        _NUMBER.fullmatch(joined) is not None,
        not _BESIDE_SOURCE.keys().isdisjoint(words),
        all(word in _VERBS or word in _OBJECTS or word in _FILLERS for word in words),
        not _VERBS.isdisjoint(words),
        next((_OBJECTS[word] for word in words if word in _OBJECTS), None),
    )


def _words(text: str) -> tuple[str, ...]:
    plain = (unquote(text) if "%" in text else text).lower()
    if plain.isalnum():
        return (plain,)
    return tuple(_WORD.findall(_ENDING.sub("", plain)))


def _by_path(segments: list[_Segment]) -> str | None:
    acts, kind, beside = False, None, None
    for place, one in enumerate(segments):
        if one.alone is not None:
            return one.alone
        if one.beside is not None and place:
            around = [segments[place - 1], *segments[place + 1 : place + 2]]
            beside = beside or (one.beside if any(it.number for it in around) else None)
        if not one.known:
            acts, kind = False, None
            continue
        acts, kind = acts or one.verb, one.kind or kind
        if acts and kind is not None:
            return kind
    return beside


def _by_parameter(name: str, value: str, segments: list[_Segment]) -> str | None:
    named = _segment(name)
    joined = "".join(named.words)
    kind = named.alone or _BY_NAME.get(joined)
    if kind is None and named.verb and len(named.words) > 1:
        kind = named.kind
    if kind is not None or joined not in _NAMING:
        return kind
    action = _segment(value)
    kind = action.alone or (_ALONE.get(action.words[-1]) if action.words else None)
    if kind is not None or not action.verb:
        return kind
    kind = action.kind or (segments[-1].kind if segments else None)
    return kind or ("delete" if not _DELETING.isdisjoint(action.words) else None)


def _by_parent(url: str, parent: str) -> str | None:
    """Return what a page does that is *parent* once more, with a word beside it."""
    here, there = _words(url.lower()), _words(parent.lower())
    more = [word for word in here if word not in there]
    if len(more) == 1 and set(there[2:-1]) <= set(here):
        return _BESIDE_SOURCE.get(more[0])
    return None


def by_words(text: str, url: str) -> str | None:
    """Return what a link says that it does; None if nothing, or if that isn't sure.

    It isn't where *url* has no parameter: ``Buy now`` often leads to the page of what
    can be bought.
    """
    return _ANCHORS.get(text.strip(" +»>!…").casefold()) if "?" in url else None
