"""Whether a candidate can be what its name says, and whether it is content at all."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from vultrcrawl.schema import names

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from vultrcrawl.schema.candidate import Candidate

#: What classes, ids and labels call parts that pages have besides their content.
_BOILERPLATE = re.compile(
    r"(?:^|[^a-z])(?:you[-_ ]m(?:ay|ight)[-_ ]also|also[-_ ]like|related|recommended"
    r"|recommendations?|share|sharing|social|facebook|twitter|pinterest|whatsapp"
    r"|newsletter|subscribe|cookies?|consent|ads?|adverts?|advertisement|advertising"
    r"|promo|banner|popup|modal|most[-_ ]?(?:read|popular)|trending|popular|bottommenu"
    r"|navigation"
    r"|breaking|sponsor(?:ed)?|recently[-_ ]viewed|placeholder|log[-_ ]?in"
    r"|sign[-_ ]?(?:in|up))(?:$|[^a-z])",
    re.IGNORECASE,
)
#: Labels and headings of what leads around the page, or asks its reader for something.
_AROUND = re.compile(
    r"(?:jump|skip)[-_ ]to\b.*|table[-_ ]of[-_ ]contents|inhaltsverzeichnis"
    r"|leave[-_ ]a[-_ ](?:reply|comment)\b.*|cancel[-_ ]reply"
    r"|(?:(?:primary|site)[-_ ])?sidebar|read[-_ ]more"
    r"|(?:similar|more)[-_ ](?:posts?|recipes?|articles?|stories|products?)"
    r"|pass(?:word|wort)|search(?:[-_ ](?:this|our|the|for|by|form)\b.*)?"
    r"|werbung|anzeige|publicidad|publicit[ée]",
    re.IGNORECASE,
)
#: Pages from which on it shows that their headings are the same.
_HEADED = 4
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
    if one.label is not None and _AROUND.fullmatch(one.label.strip()):
        return True
    return says_boilerplate(where)


def says_boilerplate(words: str) -> bool:
    """Whether a class, an id, a key or a label calls what pages have beside content."""
    return _BOILERPLATE.search(words) is not None


def is_label(one: Candidate) -> bool:
    """Whether *one* holds words that stand beside values, or numbers of items.

    ``Cooking time:`` is what another field is called, ``By`` what a name follows, and
    1, 2, 3 is what a list counts its items with. Headings that are all on several pages
    head their sections.
    """
    texts = [text for values in one.values.values() for text in values]
    if all(text.rstrip().endswith((":", "\uff1a")) for text in texts):
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
    texts = [text for found in values.values() for text in found]
    if name == "image":
        fitting = sum(bool(_ADDRESS.match(text)) for text in texts)
    elif name == "author":
        fitting = sum(not _ADDRESS.match(text) for text in texts)
    elif name in ("price", "regularPrice"):
        fitting = sum(bool(_AMOUNT.fullmatch(text)) for text in texts)
    elif name in _NUMERIC:
        fitting = sum(bool(_DIGIT.search(text)) for text in texts)
    else:
        return True
    return fitting >= 0.6 * len(texts)


def other_name(one: Candidate) -> str:
    """Return a name for *one* that can't be what its name says."""
    if one.name == "author":
        return "authorUrl"
    return one.markup or names.snake(one.label or "") or "text"
