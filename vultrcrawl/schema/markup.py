"""What classes and ids call the things they mark."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from vultrcrawl.schema import names
from vultrcrawl.schema.pictures import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

_STEP_NAMES = re.compile(r'[.#]([A-Za-z_-][\w-]*)|\[\w[\w-]*="([^"]+)"\]')
_LOOKS = re.compile(
    # Utilities of Tailwind CSS (https://tailwindcss.com/docs), and what libraries of
    # components put before the names of their parts. What measures things, too, is one
    # with a value of CSS only: a film has a duration, a player a size.
    r"(?:cursor|transition|overscroll|hyphens|animate|will-change|backdrop|mix-blend"
    r"|align|decoration|fade|snap|aos|no|theme-)-.*"
    r"|break-(?:words|all|normal|keep|after.*|before.*|inside.*)"
    r"|(?:pointer-events|place-(?:items|content|self)|select-(?:none|text|all|auto)"
    r"|table-(?:auto|fixed|cell|row)|scroll-[mp]?[xytblr]?-?\w*|antialiased"
    r"|(?:lower|normal)-?case|capitalize|(?:not-)?sr-only|screen-reader)(?:[-_].*)?"
    r"|(?:size|attachment)-(?:full|auto|fit|min|max|px|thumbnail|small|medium|large)"
    r"|float-(?:left|right|start|end|none)|ease-(?:in|out|linear|in-out)"
    r"|touch-(?:auto|none|manipulation)|(?:appearance|outline)-none|divide-[xy]"
    r"|aspect-(?:auto|square|video)|theme-(?:dark|light)|transition|isolate|grow|shrink"
    r"|Mui[A-Z].*|(?:chakra|mantine|mat|mdc|mdl|ant)-.*"
    r"|(?:u|js|is|has|col|text|font|bg|border|rounded|shadow|leading|tracking|items"
    r"|justify|self|content|order|gap|space|overflow|object|whitespace|line|list"
    r"|[mp][xytblr]?|[wh]|min|max|z|top|left|right|bottom|inset|flex|grid|inline"
    r"|not|sm|md|lg|xl|uk|wp|elementor|et|fl|vc|css|sc)[-_].*"
    r"|row|flex|grid|block|inline|hidden|absolute|relative|fixed|sticky|static|italic"
    r"|bold|uppercase|truncate|underline|container|wrapper|wrap|inner|outer|group"
    r"|clearfix|cf|center|left|right|active|current|first|last|even|odd|main|body"
    r"|section|box|col|cell|item|items|link|links|text|title|img|image|small|large"
    r"|figure|btn|button|icon|span|div"
    # Values of font-weight, font-size, text-transform, font-variant-numeric, direction
    # and of basic colours: https://www.w3.org/TR/css-fonts-4/, .../css-color-4/
    r"|(?:extra-?|semi-?|demi-?)?bold(?:er)?|(?:extra-?)?light(?:er)?|thin|smaller|larger"
    r"|(?:upper|lower)case|(?:lining|oldstyle|tabular|proportional)-nums|rtl|ltr"
    r"|(?:dir-)?(?:horizontal|vertical)|center(?:ed)?|pull-(?:left|right)"
    r"|black|white|gr[ae]y|red|green|blue|yellow|orange|purple|pink|brown",
    re.IGNORECASE,
)
#: Words of classes and ids that say where or how something stands, not what it is.
_PLACES = frozenset((
    "wrapper", "wrap", "wrapped", "container", "inner", "outer", "inside", "content",
    "contents", "body", "main", "box", "boxed", "block", "row", "col", "column",
    "columns", "cell", "grid", "flex", "layout", "legend", "copy", "text", "txt",
    "section", "area", "holder", "group", "item", "items", "list", "element", "elem",
    "node", "module", "mod", "component", "widget", "panel", "pane", "part", "field",
    "value", "label", "title", "heading", "header", "link", "links", "left", "right",
    "center", "top", "bottom", "first", "last", "even", "odd", "active", "current",
    "small", "large", "big", "medium", "full", "align", "root", "base",
    "default", "primary", "secondary", "single", "view", "div", "span", "table",
    "tbl", "clearfix", "hidden", "visible", "visually", "stack", "img", "image",
    "line", "paragraph", "button", "btn", "class", "style", "color", "plain", "html",
    "lazy", "lazyload", "lazyloaded", "noopener", "noreferrer", "nofollow", "external",
    "responsive", "fluid", "alignleft", "alignright", "aligncenter", "typography",
    "page", "post", "posts", "article", "entry", "story", "recipe", "product", "site",
    "app", "data", "info", "detail", "details", "meta", "new", "old", "the", "for",
    "none", "auto", "sub", "compound", "admonition", "toctree", "pre", "ref", "std",
    "simple", "highlight", "notranslate", "sig",
    "descname", "descclassname", "prename", "reference", "internal", "sphinx",
    "bodywrapper", "documentwrapper", "indextable", "genindextable", "docutils",
    "true", "false", "null", "undefined", "follow", "normal", "middle", "wide",
    "narrow", "rounded", "striped", "stripped", "dark", "light", "foreground", "shadow",
    "toggle", "expanded", "collapsed", "clear", "cols", "ignore", "highlighted",
    "unstyled", "footer", "sidebar", "nav",
    # Patterns of user interfaces: https://www.w3.org/WAI/ARIA/apg/patterns/
    "accordion", "carousel", "dialog", "tab", "tabs", "tooltip", "slider", "slide",
    "slides", "swiper", "disclosure", "card", "cards", "tile", "tiles", "hero",
    "gutter", "anchor", "screen", "reader", "scroller",
))  # fmt: skip
#: Classes that WordPress's post_class() gives to the element of a post, beside those of
#: its categories and tags: https://developer.wordpress.org/reference/functions/post_class/
_POST = re.compile(r"hentry|has-post-thumbnail|(?:type|status|format)-[\w-]+")
_HEADINGS = frozenset(("h2", "h3", "h4", "h5", "h6"))
#: Tags of parts of a text that aren't the text itself, nor a step of instructions.
_BITS = _HEADINGS | {"a", "dt", "pre", "code", "figcaption", "time"}
#: What a class says of a text as a whole, and the tags of which it says nothing.
_PARTS = {"articleBody": _BITS | {"li", "td", "th"}, "recipeInstructions": _BITS}
#: A property of schema.org is a name as it stands.
_ITEMPROP = re.compile(r'\[itemprop="([A-Za-z]+)"\]$')
#: Letters of a word that says something, at least.
_SHORT = 3
_TOKEN = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^\W\d_A-Za-z]+")
#: What generators of style sheets put before a name of their own making.
_GENERATED = re.compile(
    r"(?:[a-z]*css|jss|sc|emotion|jsx|svelte|astro)[-_]", re.IGNORECASE
)
_SPELLED = re.compile(r"[aeiouyà-öø-ÿ]|[^\W\d_a-zà-ÿ]", re.IGNORECASE)
_CLUSTER = re.compile(r"[b-df-hj-np-tv-xz]{5}", re.IGNORECASE)
#: What a name is worth that only says what an element is.
BARE = 0.3
#: One and several of what an element holds.
_BY_TAG = {
    "a": ("link", "links"), "p": ("text", "paragraphs"), "li": ("item", "items"),
    "td": ("cell", "cells"), "th": ("heading", "headings"), "img": ("image", "images"),
    "time": ("date", "dates"), "figcaption": ("caption", "captions"),
    "pre": ("code", "code"), "code": ("code", "code"), "dt": ("term", "terms"),
    "blockquote": ("quote", "quotes"), "dd": ("text", "texts"),
} | {f"h{level}": ("heading", "headings") for level in range(1, 7)}  # fmt: skip


def markup_name(
    steps: list[str], tag: str, attribute: str, *, several: bool = False
) -> tuple[str, float]:
    """Return a name for what *steps* of a selector find, and what it is worth, 0 to 1.

    *tag* is that of the last step, *attribute* what is read of the element; *several*
    tells whether a page has more than one.
    """
    if attribute == "datetime":
        return "datePublished", 0.75
    if tag == "img":
        return shown(" ".join(steps)) or "image", 0.5
    titles = several and tag in _HEADINGS
    if titles:
        steps = steps[-1:]  # what is around several headings is called by their texts
    known = _property(steps[-1]) or hint(steps)
    part = known is not None and tag in _PARTS.get(known[0], ())
    if known is not None and not part:
        return ("headings", BARE) if titles and known[0] == "name" else known
    if tag in ("h1", "h2") and not several and not part:
        return "name", 0.6
    if name := markup(steps):
        return name, 0.4
    return _BY_TAG.get(tag, ("text", "texts"))[several], BARE


def _property(step: str) -> tuple[str, float] | None:
    """Return the schema.org property that *step* names."""
    match = _ITEMPROP.search(step)
    return (names.hinted(match[1]) or match[1], 0.65) if match else None


def hint(steps: list[str]) -> tuple[str, float] | None:
    """Return the standard name that one of the last two marked steps means.

    Of ``ingredient-name`` that is the whole: the name of an ingredient is not the name.
    """
    marked = [marks for step in reversed(steps) if (marks := marks_of(step))]
    for depth, marks in enumerate(marked[:2]):
        for mark in marks:
            words = mark.rstrip("0123456789-_")
            if (name := names.hinted(words)) is not None:
                return name, 0.75 - 0.08 * depth
            tokens = re.split(r"[-_]+", words)
            for token in _heads(tokens):
                if (name := names.hinted(token)) is not None:
                    whole = telling(mark) if name == "name" else ""
                    if whole.endswith("_name"):
                        name = whole
                    return name, 0.65 - 0.08 * depth
    return None


def _heads(tokens: list[str]) -> Iterator[str]:
    """Yield the words of a class that may say what the whole of it means.

    The last one does, and the first one of ``author-box``: ``tag-recipes`` is the class
    of a thing with that tag, and ``ingredient-unit`` is no ingredient.
    """
    if len(tokens) > 1:
        yield tokens[-1]
        if all(token.lower() in _PLACES for token in tokens[1:]):
            yield tokens[0]


def marks_of(step: str) -> list[str]:
    """Return the classes, the id and the attribute values that *step* names."""
    return [match[1] or match[2] for match in _STEP_NAMES.finditer(step)]


def markup(steps: list[str]) -> str:
    """Return the name that the nearest telling class or id gives; "" without any."""
    for step in reversed(steps):
        marks = marks_of(step)
        if any(map(_POST.fullmatch, marks)):
            continue
        said = [name for words in marks if (name := telling(words))]
        if said:
            # Of "details-minutes" and "prep_time-minutes" the latter says more.
            first = set(said[0].split("_"))
            return next((one for one in said if first < set(one.split("_"))), said[0])
    return ""


def is_noise(css: str) -> bool:
    """Whether *css* finds a property that is of the markup, such as a width."""
    match = _ITEMPROP.search(css)
    return match is not None and names.property_of(f"Thing.{match[1]}") is None


def telling(words: str) -> str:
    """Return what a class or an id says to a reader, in snake_case; "" if nothing.

    What says how something looks or where it stands (``text-xs``, ``bodywrapper``) is
    left out, so are prefixes (``c-``, ``wprm-``) and what only a program made
    (``css-1x8aq2``, ``hoFfRa``).
    """
    if generated := _GENERATED.match(words):
        words = words[generated.end() :].partition("-")[2]  # css-1x8aq2-Name
    if _LOOKS.fullmatch(words):
        return ""
    tokens = _TOKEN.findall(words)
    one_word = "-" not in words and "_" not in words
    if one_word and len(tokens) > 1 and min(map(len, tokens)) < _SHORT:
        return ""  # hoFfRa: no words, but letters by chance
    kept = [
        token
        for token in tokens
        if len(token) >= _SHORT
        and _SPELLED.search(token)
        and not _CLUSTER.search(token)
    ]
    said = [token for token in kept if token.lower() not in _PLACES]
    return names.snake(" ".join(said))
