"""Names of fields: schema.org's or zyte-common-items' where one fits, else the label's.

`properties/stated.json` has those of structured data that is no property known.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from vultrcrawl.tables import json_table

_STATED: Final = json_table("vultrcrawl.schema.properties", "stated.json")
_NOISE: Final = frozenset(_STATED["noise"])
#: What is told of others than the item, or of its pictures but their address.
_OF_OTHERS: Final = re.compile(
    r"^(?:author|creator|publisher|brand)\.(?!name$)|^image\.(?!url$|contentUrl$)"
    r"|^video\.(?!name$|contentUrl$)|(?:^|\.)identifier\.propertyID(?:\.|$)"
)
_CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_WORDS = re.compile(r"[^\W_]+")


def stated_name(path: str) -> str | None:
    """Return the name of what a structured *path* states; None for noise.

    The path starts with the type: ``Product.offers.seller.name`` is ``seller``.
    """
    rest = path.partition(".")[2]
    parts = rest.split(".")
    if rest in ("", "url", "id") or not _NOISE.isdisjoint(path.split(".")):
        return None
    # What is of another vocabulary than schema.org, such as ``sioc:num_replies``, too.
    if ":" in parts[-1] or _OF_OTHERS.search(rest):
        return None
    if name := _STATED["renamed"].get(rest):
        return str(name)
    is_address = len(parts) > 1 and parts[-1] in ("url", "contentUrl")
    if is_address and rest not in _STATED["pictures"]:
        return None
    if len(parts) > 1 and parts[-1] in ("name", "value", "text"):
        parts = parts[:-1]
    if len(parts) < 3:
        return of_label(parts[-1]) if parts[0] == "additionalProperty" else parts[-1]
    around, name = parts[-2:]
    repeats = name.casefold().startswith(around.casefold())  # `address.addressRegion`
    return _camel(name if repeats else f"{around}_{name}")


def _camel(text: str) -> str | None:
    """Return the words of *text* as one, in camel case; None if it has none."""
    words: list[str] = _WORDS.findall(text)
    joined = "".join(word[:1].upper() + word[1:] for word in words[1:])
    return words[0] + joined if words else None


def worded(key: str) -> str:
    """Return *key* with ``_`` where a capital begins a word: ``unit_Price``."""
    return _CAPITAL.sub("_", key)


def snake(key: str) -> str:
    """Return the words of a *key* in snake_case, at most five; "" if it has none.

    A capital in it begins a word: of ``unitPrice`` that is ``unit_price``.
    """
    return of_label(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", key))


def of_label(text: str) -> str:
    """Return the words that a page shows in snake_case, at most five; "" if none.

    Of *WiFi* that is ``wifi``: people write their words apart.
    """
    text = unicodedata.normalize("NFKC", text).casefold()
    name = "_".join(_WORDS.findall(text)[:5])
    return f"n_{name}" if name[:1].isdigit() else name
