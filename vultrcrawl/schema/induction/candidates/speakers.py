"""Who speaks, where each has a heading below the one that says so.

``<h2>Speakers</h2> <h3>Ada Byron</h3> <p>Ada writes programs ...</p>``
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from vultrcrawl.page.html.text import HEADINGS, text_of
from vultrcrawl.schema.induction.candidates.making import least_pages, made
from vultrcrawl.schema.model import Locator
from vultrcrawl.schema.properties.registry import by_class, by_labels
from vultrcrawl.schema.sources.nodes import is_inside
from vultrcrawl.schema.sources.paths import path_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from lxml.html import HtmlElement

    from vultrcrawl.page.html.content import Node
    from vultrcrawl.schema.induction.candidates.candidate import Candidate
    from vultrcrawl.schema.sources.reading import Reading

#: How likely such headings name those who speak.
_HEADED: Final = 0.85
#: Share of the pages of a selector on which it must find them and nothing else.
_ALONE: Final = 0.8
#: Words and characters of a name, at most.
_WORDS, _NAME = 6, 60


def speakers(
    readings: Sequence[Reading], vocabulary: AbstractSet[str]
) -> Iterator[Candidate]:
    """Yield what names the people below a heading such as ``Speakers``."""
    found: dict[str, dict[int, list[HtmlElement]]] = defaultdict(dict)
    for number, reading in enumerate(readings):
        for element in _headed(reading):
            css = path_of(element, vocabulary)
            found[css].setdefault(number, []).append(element)
    for css, pages in found.items():
        texts = {n: [text_of(one) for one in elements] for n, elements in pages.items()}
        read = Locator(kind="css", expr=css, attribute="text")
        alone = sum(readings[n].find(read) == said for n, said in texts.items())
        if len(texts) >= least_pages(len(readings)) and alone >= _ALONE * len(texts):
            yield made(
                "css",
                css,
                texts,
                {"performer": _HEADED},
                trim=False,
                attribute="text",
                elements={n: tuple(elements) for n, elements in pages.items()},
            )


def _headed(reading: Reading) -> Iterator[HtmlElement]:
    """Yield the headings, or what is marked as names, below one of speakers."""
    scope: HtmlElement | None = None
    level = 0
    for node in reading.document.content.nodes:
        if scope is not None and not is_inside(node, scope):
            scope = None
        if node in reading.aside:
            continue
        depth = HEADINGS.get(node.tag, 0)
        if depth and "performer" in by_labels(text_of(node.element)):
            scope, level = _around(node), depth
        elif depth and depth <= level:
            scope = None
        elif scope is not None and (depth or _is_name(node.element)):
            inside = any(map(_is_name, node.element.iterdescendants()))
            if not inside and _is_persons(text_of(node.element)):
                yield node.element


def _around(heading: Node) -> HtmlElement | None:
    """Return the innermost element that holds more than *heading*."""
    said = len(text_of(heading.element))
    around = heading.element.iterancestors()
    longer = (one for one in around if len(text_of(one, enough=said)) > said)
    return next(longer, None)


def _is_name(element: HtmlElement) -> bool:
    """Whether *element* is marked as a name, beside that of a company, say."""
    classes = (element.get("class") or "").split()
    return any(by_class(word) == "name" for word in classes)


def _is_persons(text: str) -> bool:
    """Whether *text* may be the name of somebody."""
    return (
        0 < len(text) <= _NAME
        and len(text.split()) <= _WORDS
        and not any(map(str.isdigit, text))
        and not by_labels(text)
    )
