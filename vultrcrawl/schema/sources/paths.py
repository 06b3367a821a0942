"""Where texts, images and times stand in the tree, as CSS selectors.

A selector climbs from the element until it has met an id or two classes that the
template gives (not the page), so that it survives what stands around it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from vultrcrawl.items import Region
from vultrcrawl.page.html.content import IN_LINE
from vultrcrawl.page.html.text import HEADINGS, own_text, text_of
from vultrcrawl.page.signature import stable_classes
from vultrcrawl.schema.sources.nodes import is_whole
from vultrcrawl.schema.sources.prose import is_linked
from vultrcrawl.schema.values import MAX_LIST, clean
from vultrcrawl.urls.joining import absolute
from vultrcrawl.values import images
from vultrcrawl.values.images import is_picture

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from collections.abc import Set as AbstractSet

    from lxml.html import HtmlElement

    from vultrcrawl.page.document import Document
    from vultrcrawl.page.html.content import Node

#: Steps of a selector at most.
_STEPS = 5
_NAME = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_")
#: Longest text of one block that is a value.
_LONG = 20_000
#: Share of the text of an element that stands directly in it, if that is a value.
_OWN = 0.3
#: Types of what stands on a page that is about something else, of schema.org.
_INSIDE = re.compile(r"(?:Media|Video|Audio|Image)Object|Clip|Comment|Review|Answer$")
_SILENT = frozenset(("br", "input", "button", "label", "body"))
_URLS = ("href", "src", "data-src", *images.LARGER)


#: What is read of a link to a picture: its address, and nothing of other links.
TO_PICTURE: Final = "picture"


class Place(NamedTuple):
    """A selector and what is read of the elements it finds."""

    css: str
    attribute: str
    """``text``, ``own`` (text directly in it), ``rest`` (that of all elements in it but
    the first), ``picture`` (the address of the one that it links to), or the name of an
    attribute."""


class Placed(NamedTuple):
    """One value of a place."""

    text: str
    element: HtmlElement
    """Where it was read."""


Places: TypeAlias = dict[Place, list[Placed]]


def is_identifier(name: str) -> bool:
    """Whether *name* can stand in a selector as it is."""
    return bool(name) and _NAME.issuperset(name) and not name[0].isdigit()


def step_of(element: HtmlElement, vocabulary: AbstractSet[str]) -> tuple[str, int]:
    """Return the step for *element*, and what it weighs: 2 for an id, 1 for classes."""
    name = element.get("id")
    if name and f"#{name}" in vocabulary and is_identifier(name):
        return f"#{name}", 2
    tag = str(element.tag)
    names = [
        f".{name}"
        for name in stable_classes(element.get("class") or "")
        if f".{name}" in vocabulary and is_identifier(name)
    ]
    if names:
        # The longest names say most, and there are no reasons to list ten of them.
        names.sort(key=lambda name: (-len(name), name))
        return tag + "".join(sorted(names[:2])), 1
    kinds = (element.get("rel") or "").split()
    if len(kinds) > 1 and kinds[0].isalpha():  # WordPress has "category tag"
        return f'{tag}[rel~="{kinds[0]}"]', 1
    for attribute in ("itemprop", "rel", "data-testid", "property"):
        value = element.get(attribute) or ""
        if value and _NAME.issuperset(value) and len(value) < 40:
            return f'{tag}[{attribute}="{value}"]', 1
    return tag, 0


def path_of(element: HtmlElement, vocabulary: AbstractSet[str]) -> str:
    """Return a selector of *element*, as short as is safe."""
    steps: list[str] = []
    weight = 0
    at: HtmlElement | None = element
    while at is not None and len(steps) < _STEPS:
        if at.tag in ("body", "html"):
            break
        step, more = step_of(at, vocabulary)
        steps.append(step)
        weight += more
        if weight >= 2:
            break
        at = at.getparent()
    return " > ".join(reversed(steps))


def places(
    document: Document,
    vocabulary: AbstractSet[str],
    *,
    skip: AbstractSet[Node] = frozenset(),
    body: HtmlElement | None = None,
) -> Places:
    """Return the values of a page by place, but for those of nodes in *skip*.

    *body* holds the page's text, see `vultrcrawl.schema.sources.prose`.
    """
    found: Places = {}
    for node in document.content.nodes:
        if node in skip or node.region is Region.ASIDE:
            continue
        if node.region is Region.HEADER and not _is_heading(node.element):
            continue
        if _says_something(node.element, node.tag, vocabulary):
            css = path_of(node.element, vocabulary)
            for attribute, text in _read(node, document):
                _add(found, css, attribute, text, node.element)
    css = path_of(body, vocabulary) if body is not None else ""
    texts = list(body.iter("p")) if body is not None and css else []
    if not any(map(is_linked, texts)):  # a selector would find the cards, too
        for paragraph in texts:
            _add(found, f"{css} p", "text", text_of(paragraph), paragraph)
    return found


def _is_heading(element: HtmlElement) -> bool:
    """Tell whether *element* is the page's heading, or a shorter one before it.

    Javadoc calls the head of a page's own text a header, with an ``<h2>`` in it.
    """
    if element.tag not in HEADINGS:
        return False
    after = element.getnext()
    return (
        element.tag == "h1"
        or (after is not None and after.tag == "h1")
        or next(element.getroottree().getroot().iter("h1", "h2"), None) is element
    )


def _add(
    found: Places, css: str, attribute: str, value: str, element: HtmlElement
) -> None:
    if value and css:
        values = found.setdefault(Place(css, attribute), [])
        if len(values) < MAX_LIST:
            values.append(Placed(value, element))


def _read(node: Node, document: Document) -> Iterator[tuple[str, str]]:
    """Yield what is read of *node*, with what it says."""
    element, tag = node.element, node.tag
    if tag == "img":
        if not _leads_on(element, document):
            yield picture_of(element, document)
        return
    whole = ""
    for attribute, text in texts_of(node):
        if attribute == "text":
            whole = text
        elif tag != "h1" and len(text) <= _OWN * len(whole):
            continue  # a few words around what stands in elements of its own
        yield attribute, text
    if moment := element.get("datetime"):
        yield "datetime", clean(moment)
    if (content := element.get("content")) and _is_stray(element):
        yield "content", clean(content)


def texts_of(node: Node) -> Iterator[tuple[str, str]]:
    """Yield what is read of the text of *node*, with what it says.

    All of it where it is read as one, and what stands directly in it where that is
    less.
    """
    element = node.element
    text = ""
    if is_whole(node):
        text = text_of(element)
        if not text or len(text) >= _LONG:
            return
        yield "text", text
        if not len(element):
            return
    own = own_text(element)
    if own != text and any(map(str.isalnum, own)):
        yield "own", own


def _says_something(
    element: HtmlElement, tag: str, vocabulary: AbstractSet[str]
) -> bool:
    """Whether the text of *element* may be a value of the page.

    What a button says is none, but for a heading, such as a question that unfolds.
    """
    if tag in _SILENT or (tag in IN_LINE and not _marked(element, vocabulary)):
        return False
    return tag in HEADINGS or next(element.iterancestors("button"), None) is None


def _is_stray(element: HtmlElement) -> bool:
    """Whether *element* has a property of microdata that may be one of the page.

    Those of a video or of a comment are not.
    """
    return "itemprop" in element.attrib and not any(
        _INSIDE.search(above.get("itemtype") or "") for above in element.iterancestors()
    )


def _marked(element: HtmlElement, vocabulary: AbstractSet[str]) -> bool:
    """Whether an inline element is more than emphasis."""
    if element.tag in ("a", "time", "data", "img", "span"):
        return True
    return step_of(element, vocabulary)[1] > 0


def _leads_on(image: HtmlElement, document: Document) -> bool:
    """Whether *image* is the picture of a link to another page, or of a button."""
    for above in image.iterancestors("a", "button"):
        if above.tag == "button":
            return True
        address = absolute(above.get("href") or "", document.base_url)
        here = address.partition("#")[0] == document.base_url
        return not here and not is_picture(address)
    return False


def picture_of(element: HtmlElement, document: Document) -> tuple[str, str]:
    """Return the attribute of an image that has its address, and that; or ""."""
    found = images.source(element.attrib)
    if found is None:
        return "src", ""
    return found[0], absolute(found[1], document.base_url)


def _rest(element: HtmlElement) -> str:
    return clean(" ".join(text_of(one) for one in element[1:]))


#: What is read of the text of an element; the rest are its attributes.
_TEXTS: Final[Mapping[str, Callable[[HtmlElement], str]]] = {
    "text": text_of,
    "own": own_text,
    "rest": _rest,
}


def read(element: HtmlElement, attribute: str, base: str) -> str:
    """Return what *attribute* of a `Place` says of *element*."""
    if attribute in _TEXTS:
        return _TEXTS[attribute](element)
    if attribute == TO_PICTURE:
        return images.linked(element.get("href") or "", base)
    value = element.get(attribute) or ""
    if element.tag == "img" and attribute == "src" and images.is_inside(value.strip()):
        address = images.source(element.attrib)
        return absolute(address[1], base) if address is not None else ""
    if attribute in images.SETS:
        return absolute(images.largest(value) or "", base)
    if attribute in _URLS or attribute.startswith("data-"):
        return _address(element, attribute, value.strip(), base)
    return clean(value)


def _address(element: HtmlElement, attribute: str, value: str, base: str) -> str:
    """Return *value*, an absolute URL if it is one; "" for an image's filler."""
    if element.tag == "img" and images.is_filler(value):
        return ""
    is_url = attribute in _URLS or value.startswith(("/", "http"))
    return absolute(value, base) if value and is_url else value
