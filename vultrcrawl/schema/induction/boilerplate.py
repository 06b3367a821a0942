"""Words of classes, ids, keys and labels of what pages have besides their content."""

from __future__ import annotations

import re

from vultrcrawl.schema.names import worded

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


def is_interface(label: str) -> bool:
    """Whether a label leads around the page, or asks its reader for something."""
    return _AROUND.fullmatch(label.strip()) is not None


def says_boilerplate(words: str) -> bool:
    """Whether a class, an id, a key or a label calls what pages have beside content."""
    return _BOILERPLATE.search(worded(words)) is not None
