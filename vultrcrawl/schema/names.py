"""Names of fields: schema.org's or zyte-common-items' where one fits, else the label's.

Sources: https://schema.org/docs/full.html, and the items of
https://zyte-common-items.readthedocs.io for ``regularPrice``, ``breadcrumbs`` and more.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

#: Paths below an item whose value has another name than its last part.
_RENAMED: Final = {
    "recipeInstructions.itemListElement.name": "recipeInstructionNames",
    "recipeInstructions.name": "recipeInstructionNames",
    "mainEntity.name": "questions", "mainEntity.acceptedAnswer.text": "answers",
    "additionalProperty.value": "additionalPropertyValues",
}  # fmt: skip
#: Paths of a picture's address; other addresses lead to what the item is not.
_PICTURES: Final = ("image.url", "image.contentUrl", "thumbnail.url")
#: Properties of the markup, of the page around the thing, or of no use in a table.
_NOISE: Final = re.compile(
    r"^(?:author|creator|publisher|brand)\.(?!name$)|^image\.(?!url$|contentUrl$)"
    r"|^video\.(?!name$|contentUrl$)|"
    r"(?:^|\.)(?:mainEntityOfPage|isPartOf|breadcrumb|potentialAction|speakable|hasPart"
    r"|primaryImageOfPage|width|height|logo|sameAs|review|reviews|comment|interactionStatistic"
    r"|isAccessibleForFree|inLanguage|copyrightHolder|encodingFormat|caption|position"
    r"|hasMerchantReturnPolicy|shippingDetails|itemReviewed|worstRating|copyrightYear"
    r"|isRelatedTo|isSimilarTo|publishingPrinciples|wordCount|subjectOf|embedUrl|itemListOrder"
    r"|commentCount|cssSelector|xpath|value_type|identifier\.propertyID|duringMedia)(?:\.|$)"
)
_CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_WORDS = re.compile(r"[^\W_]+")


def stated_name(path: str) -> str | None:
    """Return the name of what a structured *path* states; None for noise.

    The path starts with the type: ``Product.offers.seller.name`` is ``seller``.
    """
    rest = path.partition(".")[2]
    if not rest or _NOISE.search(rest) or rest in ("url", "id"):
        return None
    if rest in _RENAMED:
        return _RENAMED[rest]
    parts = rest.split(".")
    if len(parts) > 1 and parts[-1] in ("url", "contentUrl") and rest not in _PICTURES:
        return None
    if len(parts) > 1 and parts[-1] in ("name", "value", "text"):
        parts = parts[:-1]
    return parts[-1] if len(parts) < 3 else _camel("_".join(parts[-2:]))


def _camel(text: str) -> str | None:
    """Return the words of *text* as one, in camel case; None if it has none."""
    words: list[str] = _WORDS.findall(text)
    joined = "".join(word[:1].upper() + word[1:] for word in words[1:])
    return words[0] + joined if words else None


def worded(key: str) -> str:
    """Return *key* with ``_`` where a capital begins a word: ``unit_Price``."""
    return _CAPITAL.sub("_", key)


def snake(text: str) -> str:
    """Return the words of *text* in snake_case, at most five; "" if it has none."""
    text = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text)
    text = unicodedata.normalize("NFKC", text).casefold()
    name = "_".join(_WORDS.findall(text)[:5])
    return f"n_{name}" if name[:1].isdigit() else name
