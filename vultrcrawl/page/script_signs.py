"""Signs in static HTML that a page's content appears only by script.

Names alone mean nothing: pages that a server renders in full have `<div id="root">`, a
notice in `<noscript>` and data for their scripts too. What counts is that content is
missing where it should stand, and that there are scripts which could bring it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from vultrcrawl.items import Region
from vultrcrawl.page.html.text import TextReader
from vultrcrawl.page.scripts import Scripts, read_scripts
from vultrcrawl.page.tree import finder
from vultrcrawl.tables import alternatives, json_table

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from vultrcrawl.page.document import Document

#: From so many characters of main text on, a page is no shell.
FULL = 600
#: Less main text than that is little, and less than that is next to nothing.
_LITTLE, _NOTHING = 300, 60
#: With so much text around it, a page of little main text is one that we misread.
_MUCH = 1_500
#: Links, pictures and fields in the main content that are content without a word.
_FEW_LINKS, _FEW_IMAGES, _FEW_FIELDS = 8, 6, 2
#: JSON for scripts that is longer than that may be the page's content.
_MUCH_DATA = 1_000
#: Unfilled placeholders that no text about templates needs to have.
_MANY_PLACEHOLDERS = 2
#: Elements of a kind that are looked at on one page.
_MOST = 20


class Strength(StrEnum):
    """How surely a page needs its scripts."""

    NONE = "none"
    """It doesn't: no script that brings content, or the content is there."""
    WEAK = "weak"
    """Scripts of its own and little content: worth a try."""
    STRONG = "strong"
    """A shell: the place of the content is empty."""


@dataclass(frozen=True, slots=True)
class ScriptSigns:
    """What tells that a page's content appears only by script."""

    strength: Strength
    evidence: tuple[str, ...] = ()
    """Sentences without a full stop, such as `the element #root is empty`."""

    @property
    def is_shell(self) -> bool:
        """Whether the page is one, as far as can be told without a browser."""
        return self.strength is Strength.STRONG


_NO_SIGNS = ScriptSigns(Strength.NONE)

# A bot wall: a browser gets no further than the wall either.
_WALL = re.compile(
    r"_cf_chl_opt|Incapsula incident|captcha-delivery\.com|px-captcha|gokuProps"
    r"|sec-if-cpt-container"
)
_ASKS = re.compile(r"java\s?script", re.IGNORECASE)
_NOTICES = json_table("vultrcrawl.page", "notices.json")
_BEFORE, _AFTER = map("|".join, _NOTICES["waiting_for"].values())
_WAIT = re.compile(
    rf"(?:(?:{_BEFORE})\s+)*(?:{alternatives(_NOTICES['waiting'])})"
    rf"(?:\s+(?:{_AFTER}))*[\s.\u2026!]*",
    re.IGNORECASE,
)
_PLACEHOLDER = re.compile(r"\{\{[^{}\n]{1,80}\}\}")

# Where frameworks put a page; documents know the elements of an id without a search.
_roots_by_id = finder(
    "id('root app __next __nuxt ___gatsby gatsby-focus-wrapper svelte q-app react-root"
    " app-root main-app application ember-app vue-app single-spa-container mount')"
)
_roots = finder(
    "//main|//app-root|//router-outlet|//router-view|//ng-view|//ui-view"
    "|//*[@role='main' or @ng-view or @data-ng-view or @ui-view or @data-ui-view]"
)
_noscripts = finder("//body//noscript")
_embedded = finder(
    "//frame|(//iframe[@src]|//object|//embed|//video|//canvas)[not(ancestor::noscript)]"
)
_fields = finder(
    "//input[not(@type='hidden' or @type='submit' or @type='button')]"
    "|//select|//textarea"
)
_holds = finder(
    ".//a[@href]|.//img|.//input|.//select|.//textarea|.//video|.//iframe|.//form"
    "|.//canvas|.//object"
)
_named = finder(
    "//*[@id][self::div or self::main or self::section or self::article"
    " or self::ul or self::ol or self::table or self::tbody or self::dl]"
)


def script_signs(document: Document) -> ScriptSigns:
    """Return what tells that the content of *document* appears only by script.

    It takes some 4 µs beside the page's text, which is kept, if the page is full of
    it, and mostly less than 1 ms otherwise. No input makes it raise.
    """
    main = len(document.main_text)
    if main >= 2 * FULL or not document.tags["script"]:
        return _NO_SIGNS
    notices = _notices(document)
    of_notices = sum(len(notice) for notice in notices if notice in document.text)
    if main - of_notices >= FULL:
        return _NO_SIGNS
    scripts = read_scripts(document.root)
    if not scripts.own:
        return _NO_SIGNS
    visible = max(len(document.text) - of_notices, 0)
    if visible < FULL and _WALL.search(document.html):
        return _NO_SIGNS
    return _weigh(document, scripts, max(main - of_notices, 0), visible, notices)


def _weigh(
    document: Document,
    scripts: Scripts,
    main: int,
    visible: int,
    notices: list[str],
) -> ScriptSigns:
    """Weigh a page by its characters of *main* text, and of all that are *visible*."""
    linked = sum(link.region is Region.MAIN for link in document.links)
    links = linked >= _FEW_LINKS
    fields = _has_fields(document)
    images = document.tags["img"] + document.tags["picture"] >= _FEW_IMAGES
    filled = links or fields or images or bool(_embedded(document.root))
    places = _empty_places(document, scripts, main)
    evidence = places + _hints(document, scripts, main, notices)
    waits = not visible or _WAIT.fullmatch(document.text)
    if waits and linked < 2 and not filled:  # pictures may be links
        nothing = "no text but what scripts put there"
        return ScriptSigns(Strength.STRONG, (nothing, *evidence))
    hinted = bool(evidence) and visible < FULL and not filled
    if main < _NOTHING and (hinted or (places and not links and not fields)):
        little = f"{main} characters of main text"
        return ScriptSigns(Strength.STRONG, (little, *evidence))
    if places:
        return ScriptSigns(Strength.WEAK, tuple(evidence))
    bare = main < _NOTHING and not fields
    if visible < _MUCH and (bare or (main < _LITTLE and not filled)):
        little = f"{main} characters of main text, and scripts of its own"
        return ScriptSigns(Strength.WEAK, (little, *evidence))
    return _NO_SIGNS


def _empty_places(document: Document, scripts: Scripts, main: int) -> list[str]:
    """Return what shows that the place of the content is empty."""
    found = []
    if main < _LITTLE and (empty := _empty_roots(document)):
        found.append(f"the element {empty[0]} is empty")
    if scripts.named and (named := _filled_by_script(document, scripts)):
        found.append(f"an inline script fills #{named[0]}, which is empty")
    if len(_PLACEHOLDER.findall(document.main_text)) >= _MANY_PLACEHOLDERS:
        found.append("placeholders such as {{ name }} stand in its text")
    return found


def _hints(
    document: Document, scripts: Scripts, main: int, notices: list[str]
) -> list[str]:
    """Return what says little by itself."""
    found = []
    if notices:
        found.append("a notice in <noscript> asks for JavaScript")
    if scripts.data >= _MUCH_DATA:
        found.append(f"{scripts.data:,} characters of data for scripts")
    if main < _NOTHING and len(document.hidden_text) >= FULL:
        found.append("its text is hidden until a script shows it")
    return found


def _notices(document: Document) -> list[str]:
    """Return the texts of `<noscript>` that ask to switch scripts on."""
    if not document.tags["noscript"]:
        return []
    text_of = TextReader(each=1_000)
    texts = map(text_of, _noscripts(document.root)[:_MOST])
    return [text for text in texts if _ASKS.search(text)]


def _has_fields(document: Document) -> bool:
    """Tell whether the page has a form that a visitor could fill in."""
    tags = document.tags
    most = tags["input"] + tags["select"] + tags["textarea"]
    return most >= _FEW_FIELDS and len(_fields(document.root)) >= _FEW_FIELDS


def _is_empty(element: HtmlElement) -> bool:
    """Tell whether there is nothing in *element*, or only a word of waiting."""
    text = TextReader(each=200)(element)
    if text and not (len(text) < 60 and _WAIT.fullmatch(text)):
        return False
    return len(_holds(element)) <= 1


def _empty_roots(document: Document) -> list[str]:
    root = document.root
    return [
        _label(element)
        for element in [*_roots_by_id(root), *_roots(root)[:_MOST]]
        if element.tag not in ("html", "body") and _is_empty(element)
    ]


def _filled_by_script(document: Document, scripts: Scripts) -> list[str]:
    return [
        name
        for element in _named(document.root)
        if (name := element.get("id") or "") in scripts.named and _is_empty(element)
    ]


def _label(element: HtmlElement) -> str:
    name = element.get("id")
    return f"#{name[:60]}" if name else f"<{element.tag}>"
