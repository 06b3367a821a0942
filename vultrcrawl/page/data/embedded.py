"""Embedded data: JSON that a page carries for its scripts."""

from __future__ import annotations

import json
import re
from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote

from vultrcrawl.page.data import react_flight
from vultrcrawl.page.data.devalue import devalued, streamed
from vultrcrawl.page.data.script_literals import assigned, string_at
from vultrcrawl.page.tree import finder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement


#: Longest data that is read of one page, in characters: of scripts, of attributes.
_MAX_ALL: Final = 3_000_000
#: Scripts of one page that are read: streams come in some hundreds.
_MAX_SCRIPTS: Final = 5_000
#: Attributes of one page that are tried.
_MAX_ATTRIBUTES: Final = 200
#: Shortest data that is worth a look, in characters.
_SHORT: Final = 20

_JSON = ("application/json", "text/json", "application/hal+json")
_CODE = ("", "text/javascript", "application/javascript", "module")
#: What Magento 2 starts its components by, and the one that has a product's pictures:
#: https://developer.adobe.com/commerce/frontend-core/javascript/init/
_MAGENTO, _GALLERY = "text/x-magento-init", "mage/gallery/gallery"
_ENQUEUED = re.compile(
    r"(?P<name>__(?:remix|reactRouter)Context)\.streamController\.enqueue\(\s*(?=[\"'])"
)
#: What scripts that configure players, advertising and measuring call their data.
_FOREIGN = re.compile(
    r"data_?layer|(?<![a-z])(?:ga|ads?)(?![a-z])|gtag|gtm|fbq|webpack|config|settings"
    r"|i18n|analytic|tracking|consent|cookie|beacon|utag|tc_(?:json_)?vars|digitaldata|pysoptions"
    r"|targeting|localize\b|locali[sz]ation|translations",
    re.IGNORECASE,
)
#: And what attributes are called that say how a part of the page behaves.
_BEHAVIOUR = re.compile(
    r"track|option|popover|popup|popmake|modal|tooltip|carousel|slider|click|target"
    r"|toggle|animat|style|srcset|resized|context|actuator|shortcode|-ga4|-cf-",
    re.IGNORECASE,
)
_ATTRIBUTE = re.compile(r"data-[a-z][a-z0-9-]{1,60}")
_NUMBERED = re.compile(r"([A-Za-z][\w-]{2,}?)[0-9]{4}")
_FETCHED: Final = "data-sveltekit-fetched"
_PLAIN_ID = re.compile(r"[A-Za-z_][\w-]{0,60}")
_attributes = finder(
    "//@*[starts-with(name(), 'data-') and string-length() > 20"
    " and (starts-with(., '{') or starts-with(., '[{') or starts-with(., '%7B%22'))]"
)


def embedded(root: HtmlElement) -> Iterator[tuple[str, Any]]:
    """Yield each piece of data that a page carries for its scripts, and its source.

    A source is a CSS selector of the script (``script#__NEXT_DATA__``), the name that a
    script assigns the data to (``__PRELOADED_STATE__``), the selector of an attribute
    (``[data-product]``), or the name of a stream: ``__next_f`` of Next.js, whose data
    is what components get as properties, ``__reactRouterContext`` or
    ``__remixContext``; or a component of Magento: ``mage/gallery/gallery``. The data is
    what JSON can be, but objects may be shared and contain each other
    (`vultrcrawl.page.data.devalue`). No input makes it raise.
    """
    pushing: list[str] = []
    queued: dict[str, list[str]] = {}
    for element, text in _scripts(root):
        kind = (element.get("type") or "").partition(";")[0].strip().lower()
        if kind in _JSON:
            yield from _in_json(element, text)
        elif kind == _MAGENTO:
            yield from _in_magento(text)
        elif kind not in _CODE:
            continue
        elif "__next_f" in text:
            pushing.append(text)
        elif ".streamController.enqueue(" in text:
            for name, piece in _enqueued(text):
                queued.setdefault(name, []).append(piece)
        else:
            yield from _assigned(text)
    yield from _of_streams(pushing, queued)
    yield from _in_attributes(root)


def _of_streams(
    pushing: list[str], queued: dict[str, list[str]]
) -> Iterator[tuple[str, Any]]:
    """Yield what scripts send in pieces: to Next.js, and *queued* by name."""
    if pushing and (
        found := react_flight.component_properties(
            b"".join(react_flight.flight_chunks(pushing))
        )
    ):
        yield "__next_f", found
    for name, pieces in queued.items():
        if (data := streamed("".join(pieces))) is not None:
            yield name, data


def _scripts(root: HtmlElement) -> Iterator[tuple[HtmlElement, str]]:
    """Yield the page's own scripts that may hold data, until there is too much."""
    left = _MAX_ALL
    for element in islice(root.iter("script"), _MAX_SCRIPTS):
        text = element.text or ""
        if _SHORT < len(text) <= left and not element.get("src"):
            left -= len(text)
            yield element, text


def _assigned(text: str) -> Iterator[tuple[str, Any]]:
    """Yield what a script assigns, but for what is not of the page."""
    for name, data in assigned(text):
        if not _FOREIGN.search(name):
            yield name, data


def _in_json(element: HtmlElement, text: str) -> Iterator[tuple[str, Any]]:
    """Yield the content of a script that is JSON."""
    source = _selector(element)
    if _FOREIGN.search(source):
        return
    body = text.strip().removeprefix("<!--").removesuffix("-->").strip()
    try:
        data = json.JSONDecoder(strict=False).raw_decode(body)[0]
        if element.get("data-nuxt-data") or element.get("id") == "__NUXT_DATA__":
            data = devalued(data)
        elif _FETCHED in element.attrib and isinstance(data, dict):
            # A response that the server had, as it came: its text is JSON again.
            answer = data.get("body")
            if isinstance(answer, str):
                data = json.loads(answer, strict=False)
    except (ValueError, RecursionError):
        return
    yield source, data


def _in_magento(text: str) -> Iterator[tuple[str, Any]]:
    """Yield the pictures that Magento 2 shows of a product; the rest is of its scripts.

    Each is an object with one picture in several sizes; the main one comes first.
    """
    if _GALLERY not in text:
        return
    try:
        started = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return
    for components in started.values() if isinstance(started, dict) else ():
        if isinstance(components, dict):
            gallery = components.get(_GALLERY)
            data = gallery.get("data") if isinstance(gallery, dict) else None
            if isinstance(data, list):
                pictures = [one for one in data if isinstance(one, dict)]
                pictures.sort(key=lambda one: one.get("isMain") is not True)
                yield _GALLERY, pictures


def _selector(element: HtmlElement) -> str:
    name = element.get("id") or ""
    if _PLAIN_ID.fullmatch(name):
        # Digits are of the thing that the data is of, or of the build.
        start = _NUMBERED.match(name)
        return f"script[id^='{start[1]}']" if start else f"script#{name}"
    if _FETCHED in element.attrib:
        return f"script[{_FETCHED}]"
    for attribute in sorted(map(str, element.attrib)):
        if _ATTRIBUTE.fullmatch(attribute):
            return f"script[{attribute}]"
    return "script[type='application/json']"


def _enqueued(code: str) -> Iterator[tuple[str, str]]:
    at = 0
    while (match := _ENQUEUED.search(code, at)) is not None:
        at = match.end()
        if (found := string_at(code, at)) is not None:
            text, at = found
            yield match["name"], text


def _in_attributes(root: HtmlElement) -> Iterator[tuple[str, Any]]:
    """Yield what attributes hold that only one element has: others are of lists."""
    values: list[Any] = [*_attributes(root)]
    names = Counter(value.attrname for value in values)
    left = _MAX_ALL
    for value in values[:_MAX_ATTRIBUTES]:
        name = value.attrname
        left -= len(value)
        if names[name] > 1 or left < 0:
            continue
        if not _ATTRIBUTE.fullmatch(name):
            continue
        if _FOREIGN.search(name) or _BEHAVIOUR.search(name):
            continue
        text = unquote(value) if value.startswith("%") else str(value)
        try:
            yield f"[{name}]", json.loads(text, strict=False)
        except (ValueError, RecursionError):
            continue
