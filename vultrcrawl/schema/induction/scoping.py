"""Selectors that find what a page is about, and not the same in cards of other things.

A product that costs less than before has ``p.special-price``; one that does not has
none, but the products shown below it do.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Final

from vultrcrawl.page.css import select
from vultrcrawl.page.html.text import text_of
from vultrcrawl.schema.sources.paths import step_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from lxml.html import HtmlElement

    from vultrcrawl.schema.induction.candidates.candidate import Candidate
    from vultrcrawl.schema.sources.reading import Reading

#: Elements around a value that its selector may begin with, at most.
_AROUND: Final = 12


def scoped(
    candidates: Sequence[Candidate],
    readings: Sequence[Reading],
    vocabulary: AbstractSet[str],
) -> tuple[Candidate, ...]:
    """Return *candidates*, those that find something else first within something.

    Those that do so on most pages wherever they look are left out, if others are there.
    """
    found = [_scoped(one, readings, vocabulary) for one in candidates]
    return tuple(one for one in found if one is not None) or tuple(candidates)


def _scoped(
    one: Candidate, readings: Sequence[Reading], vocabulary: AbstractSet[str]
) -> Candidate | None:
    if one.kind != "css" or not one.elements or one.is_usually_list:
        return one
    if not _strays(one, one.expr, readings):
        return one
    for scope in _scopes(next(iter(one.elements.values()))[0], vocabulary):
        css = f"{scope} {one.expr}"
        if not one.expr.startswith(scope) and not _strays(one, css, readings):
            return replace(one, expr=css)
    return None if _misses(one, readings) else one


def _misses(one: Candidate, readings: Sequence[Reading]) -> bool:
    """Whether on most pages where *one* was read its selector finds other text."""
    missed = 0
    for page, elements in one.elements.items():
        first = _first(readings[page], one.expr)
        missed += first is None or text_of(first) not in map(text_of, elements[:1])
    return 2 * missed > len(one.elements)


def _strays(one: Candidate, css: str, readings: Sequence[Reading]) -> bool:
    """Whether *css* finds another element first than *one* has, on some page."""
    return any(
        _first(reading, css) is not next(iter(one.elements.get(page, ())), None)
        for page, reading in enumerate(readings)
    )


def _first(reading: Reading, css: str) -> HtmlElement | None:
    """Return the first element that *css* finds and the page does not hide."""
    document = reading.document
    found = (e for e in select(document.root, css) if not document.hides(e))
    return next(found, None)


def _scopes(element: HtmlElement, vocabulary: AbstractSet[str]) -> Iterator[str]:
    """Yield steps for what is around *element* and has an id or classes, inside out."""
    for above in islice(element.iterancestors(), _AROUND):
        if above.tag in ("body", "html"):
            return
        step, weight = step_of(above, vocabulary)
        if weight:
            yield step
