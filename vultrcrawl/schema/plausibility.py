"""Whether a candidate can be what its name says, and whether it is content at all."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from vultrcrawl.schema import names
from vultrcrawl.schema.amounts import is_unit
from vultrcrawl.schema.values import kind_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from vultrcrawl.schema.candidate import Candidate

#: What classes, ids and labels call parts that pages have besides their content.
_BOILERPLATE = re.compile(
    r"(?:^|[^a-z])(?:you[-_ ]m(?:ay|ight)[-_ ]also|related|recommended"
    r"|(?:also|will)[-_ ](?:like|love|enjoy)"
    r"|recommendations?|share|sharing|social|facebook|twitter|pinterest|whatsapp"
    r"|newsletter|subscribe|cookies?|consent|ads?|adverts?|advertisement|advertising"
    r"|promo|banner|popup|modal|most[-_ ]?(?:read|popular)|trending|popular|bottommenu"
    r"|navigation|drawer|hamburger"
    r"|(?:next|prev(?:ious)?)[-_ ]?(?:post|article|entry|story|recipe|page|link|title)"
    r"|breaking|sponsor(?:ed)?|recently[-_ ]viewed|placeholder|log[-_ ]?in"
    r"|sign[-_ ]?(?:in|up))(?:$|[^a-z])",
    re.IGNORECASE,
)
#: Labels and headings of what leads around the page, or asks its reader for something.
_AROUND = re.compile(
    r"(?:jump|skip)[-_ ]to\b.*|table[-_ ]of[-_ ]contents|inhaltsverzeichnis"
    r"|leave[-_ ]a[-_ ](?:reply|comment)\b.*|cancel[-_ ]reply"
    r"|(?:(?:primary|site)[-_ ])?sidebar"
    r"|(?:read|show|load|see|view)[-_ ](?:more|all|less)"
    r"|(?:next|prev(?:ious)?)|(?:print|pin|save|rate)(?:[-_ ](?:it|this|recipe|page))*"
    r"|(?:similar|more)[-_ ](?:.*[-_ ])?(?:posts?|recipes?|articles?|stories|products?)"
    r"|pass(?:word|wort)|search(?:[-_ ](?:this|our|the|for|by|form)\b.*)?"
    r"|.*\?"  # asks its reader, or what only this page answers
    r"|werbung|anzeige|publicidad|publicit[ée]",
    re.IGNORECASE,
)
#: Pages from which on it shows that their headings are the same.
_HEADED = 4
#: Words that name who wrote something, at most; with more it is about them.
_NAMES = 20
#: Ends of selectors of what holds sentences.
_FLOWING = ("> p", " p", "> li", "> dd")
#: Standard names that a class or a tag gives to any text.
_LOOSE = ("articleBody", "description")
_DIGIT = re.compile(r"\d")
_ADDRESS = re.compile(
    r"(?:https?:)?/|data:|.*\.(?:jpe?g|png|webp|gif|svg|avif)", re.IGNORECASE
)
_NUMERIC = frozenset(
    ("price", "regularPrice", "ratingValue", "reviewCount", "datePublished", "isbn")
)
#: An amount of money: a number alone, or with a sign or code; not "29 copies".
_AMOUNT = re.compile(
    r"[^\w]{0,3}\d[\d.,' ]*[^\w]{0,3}|.*[^\w\s.,]\s?\d.*|.*\d\s?[^\w\s.,)].*"
    r"|.*[A-Z]{3}.*"
)


def is_boilerplate(one: Candidate) -> bool:
    """Whether the place or label of *one* says that it is no content of the page."""
    where = one.label if one.label is not None else one.expr
    if one.kind == "near":
        where = where.partition(" | ")[0]
    if one.kind != "css" and _AROUND.fullmatch(where.strip()):
        return True
    if one.kind == "css" and all(
        _AROUND.fullmatch(text.strip()) for text in _texts(one.values)
    ):
        return True
    return says_boilerplate(where)


def says_boilerplate(words: str) -> bool:
    """Whether a class, an id, a key or a label calls what pages have beside content."""
    return _BOILERPLATE.search(names.worded(words)) is not None


def _texts(values: Mapping[int, Sequence[str]]) -> list[str]:
    return [text for found in values.values() for text in found]


def is_label(one: Candidate) -> bool:
    """Whether *one* holds words or units that stand beside values, or item numbers.

    ``Cooking time:`` is what another field is called, ``By`` what a name follows, and
    1, 2, 3 is what a list counts its items with. Headings that are all on several pages
    head their sections.
    """
    texts = _texts(one.values)
    if all(text.rstrip().endswith((":", "\uff1a")) or is_unit(text) for text in texts):
        return True
    if len(one.values) > 1 and len(set(texts)) == 1:
        # "In stock" is what it says, even where all of a listing is.
        said = names.hinted(texts[0])
        if said is not None and said != "availability":
            return True
    if one.name == "headings" and len(one.values) >= _HEADED:
        pages = Counter(text for values in one.values.values() for text in set(values))
        return min(pages.values()) > 1
    return one.multiple and all(
        [text.strip(" .)#") for text in values]
        == [str(number) for number in range(1, len(values) + 1)]
        for values in one.values.values()
    )


def plausible(name: str, values: Mapping[int, Sequence[str]]) -> bool:
    """Whether most of *values* can be what *name* promises."""
    texts = _texts(values)
    if name == "image":
        fitting = sum(bool(_ADDRESS.match(text)) for text in texts)
    elif name == "author":
        fitting = sum(
            not _ADDRESS.match(text) and len(text.split()) <= _NAMES for text in texts
        )
    elif name == "recipeInstructions":  # `method` is a class of programs, too
        fitting = sum(len(text.split()) > 1 for text in texts)
    elif name in ("price", "regularPrice"):
        fitting = sum(bool(_AMOUNT.fullmatch(text)) for text in texts)
    elif name in _NUMERIC:
        fitting = sum(bool(_DIGIT.search(text)) for text in texts)
    else:
        return True
    return fitting >= 0.6 * len(texts)


def other_name(one: Candidate) -> str:
    """Return a name for *one* that can't be what its name says."""
    if one.name == "author" and all(map(_ADDRESS.match, _texts(one.values))):
        return "authorUrl"
    return one.markup or names.snake(one.label or "") or "text"


def has_meaning(head: Candidate) -> bool:
    """Whether its kind or a standard name says what *head* is."""
    if head.attribute not in (None, "text", "own"):
        return True
    if head.attribute == "own" and head.expr.endswith(_FLOWING):
        return False  # what links leave of a sentence
    if names.is_standard(head.name) and head.name not in _LOOSE:
        return True
    return kind_of(_texts(head.values)) != "text"
