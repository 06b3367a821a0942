"""Where pages stand in their site, and what they play: trails, menus, videos."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from vultrcrawl.schema.induction.candidates.making import least_pages, made
from vultrcrawl.schema.induction.candidates.places import players
from vultrcrawl.schema.model import Locator
from vultrcrawl.schema.sources.paths import path_of
from vultrcrawl.schema.sources.trails import (
    CURRENT,
    MENU,
    TRAIL,
    signed_trails,
    steps_in,
    trails,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from lxml.html import HtmlElement

    from vultrcrawl.schema.induction.candidates.candidate import Candidate
    from vultrcrawl.schema.sources.reading import Reading

#: How likely a source is right: breadcrumbs, a video that is embedded, a link upwards,
#: and the open items of a menu.
_TRAIL_MADE, _UP, _MENU = 0.9, 0.8, 0.6
#: Share of the pages whose link stands below another in a menu, if menus tell trails.
_NESTED: Final = 0.4
#: Share of the pages on which signs must tell a trail that nothing is called.
_SIGNED: Final = 0.6
#: Links to the part of a manual that a page is in (HTML 3.2; DocBook's key is ``u``).
_UPWARDS: Final = ('link[rel="up"]', 'a[rel="up"]', 'a[accesskey="u"]')


def standing(
    readings: Sequence[Reading], vocabulary: AbstractSet[str]
) -> Iterator[Candidate]:
    """Yield where pages stand in their site: breadcrumbs, open menus, links upwards."""
    least = least_pages(len(readings))
    called = [trails(one.document) for one in readings]
    often = _often(called, vocabulary, least)
    if not often:
        signed = [signed_trails(one.document) for one in readings]
        often = _often(signed, vocabulary, max(least, _SIGNED * len(readings)))
    for css, found in often.items():
        scores = {"breadcrumbs": _TRAIL_MADE}
        yield made("css", css, found, scores, trim=False, attribute=TRAIL)
    if not often:
        marked = Locator(kind="css", expr=CURRENT, attribute=MENU)
        menus = {n: one.find(marked) for n, one in enumerate(readings)}
        nested = {n: steps for n, steps in menus.items() if len(steps) > 1}
        if len(nested) >= max(least, _NESTED * len(readings)):
            scores = {"breadcrumbs": _MENU}
            yield made("css", CURRENT, nested, scores, trim=False, attribute=MENU)
    for css in _UPWARDS:
        above = Locator(kind="css", expr=css, attribute="title")
        titles = {
            n: said[:1] for n, one in enumerate(readings) if (said := one.find(above))
        }
        if len(titles) >= least:
            scores = {"category": _UP}
            yield made("css", css, titles, scores, trim=False, attribute="title")


def _often(
    pages: Iterable[Iterable[HtmlElement]], vocabulary: AbstractSet[str], least: float
) -> dict[str, dict[int, list[str]]]:
    """Return the steps of trails by selector and page, of those that *least* have."""
    shown: dict[str, dict[int, list[str]]] = defaultdict(dict)
    for page, elements in enumerate(pages):
        for element in elements:
            if len(steps := steps_in(element)) > 1:
                css = path_of(element, vocabulary)
                shown[css].setdefault(page, steps)
    return {css: found for css, found in shown.items() if len(found) >= least}


def played(
    readings: Sequence[Reading], vocabulary: AbstractSet[str]
) -> Iterator[Candidate]:
    """Yield the first video that pages play."""
    least = least_pages(len(readings))
    for place, found in players(readings, vocabulary):
        if len(found) >= least:
            texts = {page: [placed[0].text] for page, placed in found.items()}
            yield made(
                "css",
                place.css,
                texts,
                {"video": _TRAIL_MADE},
                trim=False,
                attribute=place.attribute,
                elements={n: (placed[0].element,) for n, placed in found.items()},
            )
