"""Titles of references of programming interfaces, which say a kind and a name."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, Final

from vultrcrawl.taxonomy import PageType
from vultrcrawl.values import api_kinds

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from lxml.html import HtmlElement

    from vultrcrawl.schema.induction.candidates.candidate import Candidate

#: Share of the pages that have such a title, at least; and where it might be another
#: text as well. Pages without it are guides among those of classes.
_SOME, _NEARLY_ALL = 0.3, 0.8
_WORDS: Final = re.compile(r"(?<=\s)(?=\S)|$")
_HEADINGS: Final = ("h1", "h2")


def with_api_titles(
    candidates: Sequence[Candidate], page_type: PageType | None
) -> list[Candidate]:
    """Return *candidates* with the titles of documentation parted in kinds and names.

    For each there is one more, which gives the kinds.
    """
    if page_type is not PageType.DOCUMENTATION:
        return list(candidates)
    return list(chain.from_iterable(map(_parted, candidates)))


def _parted(one: Candidate) -> Iterator[Candidate]:
    texts = {page: found[0] for page, found in one.values.items() if len(found) == 1}
    if one.kind not in ("css", "meta") or len(texts) < max(2, len(one.values)):
        yield one
    elif _is_kind(one):
        yield replace(one, transform="apiKind")
    else:
        yield from _read(one, texts)


def _read(one: Candidate, texts: Mapping[int, str]) -> Iterator[Candidate]:
    """Yield *one* as it is, or its names and its kinds, where most texts have both."""
    is_title = (one.kind == "meta" and "name" in one.scores) or _is_heading(one)
    for before, after in _ways(one):  # what is cut off may say the kind
        added = one.prefix[len(before) :], one.suffix[: len(one.suffix) - len(after)]
        whole = {page: text.join(added) for page, text in texts.items()}
        read = {
            page: title
            for page, text in whole.items()
            if (title := api_kinds.read(text)) is not None
        }
        sure = sum(title.sure for title in read.values())
        if sure >= max(2, _SOME * len(texts)) or (
            is_title and len(read) >= max(2, _NEARLY_ALL * len(texts))
        ):
            cut = replace(one, prefix=before, suffix=after)
            names = {page: (api_kinds.name(text),) for page, text in whole.items()}
            yield replace(cut, values=names, transform="apiName")
            kinds = {page: (title.kind,) for page, title in read.items()}
            yield replace(cut, values=kinds, scores={}, transform="apiKind")
            return
    yield one


def _ways(one: Candidate) -> Iterator[tuple[str, str]]:
    """Yield what may be cut off before and after: all first, and less by a word."""
    starts = [0, *(match.start() for match in _WORDS.finditer(one.prefix))]
    ends = [0, *(match.start() for match in _WORDS.finditer(one.suffix))]
    for start in sorted(set(starts), reverse=True):
        for end in sorted(set(ends)):
            yield one.prefix[:start], one.suffix[end:]


def _is_heading(one: Candidate) -> bool:
    """Tell whether *one* is the main heading of the pages."""
    elements = [found[0] for found in one.elements.values() if found]
    return bool(elements) and all(e.tag == "h1" or _is_first(e) for e in elements)


def _is_first(element: HtmlElement) -> bool:
    return next(element.getroottree().getroot().iter(*_HEADINGS), None) is element


def _is_kind(one: Candidate) -> bool:
    """Tell whether *one* is a word for a kind before the heading of each page."""
    if one.attribute != "text" or not one.elements:
        return False
    after = [element.getnext() for found in one.elements.values() for element in found]
    return all(e is not None and e.tag in _HEADINGS for e in after) and all(
        map(api_kinds.is_kind, one.texts())
    )
