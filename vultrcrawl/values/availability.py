"""Whether a thing can be bought, as a member of schema.org's ItemAvailability.

https://schema.org/ItemAvailability; the words of shops stand in
`data/availability.json` by language, after translations of WooCommerce, Magento,
PrestaShop and Shopify.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from vultrcrawl.values.locales import base, table
from vultrcrawl.values.words import unaccented

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Longest text that is read, in characters.
MAX_TEXT: Final = 120
_MEMBERS: Final = (
    "BackOrder", "Discontinued", "InStock", "InStoreOnly", "LimitedAvailability",
    "MadeToOrder", "OnlineOnly", "OutOfStock", "PreOrder", "PreSale", "Reserved",
    "SoldOut",
)  # fmt: skip
_BY_LETTERS: Final = {name.casefold(): name for name in _MEMBERS} | {
    "oos": "OutOfStock", "availablefororder": "BackOrder", "available": "InStock",
    "unavailable": "OutOfStock", "true": "InStock", "false": "OutOfStock",
}  # fmt: skip
#: Stands for all languages: for pages that state none, or not their own. There a phrase
#: must be this share of the text.
_ALL: Final = "*"
_SHARE: Final = 0.5
_SPACES: Final = re.compile(r"[\s\d]+")
_NONE_LEFT: Final = re.compile(r"(?<![\d.,])0\s+\w")


def read(text: str, language: str | None = None) -> str | None:
    """Return the member that *text* says: a URL, a word of a program or of a page.

    ``https://schema.org/InStock``, ``in_stock`` and ``3 auf Lager`` are ``InStock``.
    None if *text* says nothing of it, or two things.
    """
    text = text.strip()[:300]
    name = re.sub(r"[-_\W]+", "", text.rpartition("/")[2]).casefold()
    if " " not in text and name in _BY_LETTERS:
        return _BY_LETTERS[name]
    if len(text) > MAX_TEXT:
        return None
    return _member(f" {_SPACES.sub(' ', unaccented(text))} ", base(language), text)


def _member(words: str, language: str, text: str) -> str | None:
    """Return what the longest phrases in *words* say, if they say one thing."""
    for one in dict.fromkeys((language, "en", _ALL)):
        found: dict[str, str] = {}
        rest = words
        for phrase, member in _phrases(one).items():
            if one == _ALL and len(phrase) < _SHARE * len(words.strip()):
                break  # in some language it is a word of many others
            if _has(rest, phrase):
                found[phrase] = member
                # "not in stock" is said once: "in stock" in it is not said.
                rest = rest.replace(phrase, "\n")
        if found:
            members = set(found.values())
            if members == {"InStock"} and _NONE_LEFT.search(text):
                return "OutOfStock"
            return members.pop() if len(members) == 1 else None
    return None


@lru_cache(maxsize=64)
def _phrases(language: str) -> Mapping[str, str]:
    """Return what phrases of a language say, the longest first."""
    tables = table("availability")
    known = tables.values() if language == _ALL else [tables.get(language, {})]
    pairs = [
        (unaccented(phrase), member)
        for one in known
        for member, phrases in one.items()
        for phrase in phrases
    ]
    return dict(sorted(pairs, key=lambda pair: -len(pair[0])))


def _has(text: str, phrase: str) -> bool:
    """Whether *phrase* is in *text* as words; as letters in scripts without spaces."""
    at = text.find(phrase)
    if at < 0 or ord(phrase[0]) >= 0x0E00:
        return at >= 0
    before, after = text[at - 1 : at], text[at + len(phrase) :][:1]
    return not before.isalnum() and not after.isalnum()
