"""What the program knows of each property that a record may have, from data tables.

`properties.json` has one row for a property, `labels.json` of `vultrcrawl.values` the
words that pages label it with, by language. `stated.json` has names of other things
that structured data states, see `vultrcrawl.schema.names`.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias
from urllib.parse import unquote

from vultrcrawl.tables import json_table

if TYPE_CHECKING:
    from collections.abc import Mapping

Accepts: TypeAlias = Literal[
    "text", "label", "prose", "person", "price", "currency", "availability", "code",
    "number", "date", "duration", "image", "url", "trail",
]  # fmt: skip
"""The kinds of values that properties have."""

#: Longest label or class that is looked up, in characters.
_LONGEST: Final = 60
#: Longest label that needs its accents, in characters.
_ACCENTED: Final = 4
#: Parts of the class of an icon that are looked at.
_PARTS: Final = 8
_WORDS = re.compile(r"[^\W_]+")
_REMARK = re.compile(r"\s\([^()]*\)$|\s?\uff08[^\uff08\uff09]*\uff09$")
_CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Property:
    """One property of a record."""

    name: str
    """schema.org's name, or that of zyte-common-items."""
    accepts: Accepts
    """The kind of its values."""
    order: int
    """Where it stands in a record, from 0."""
    is_list: bool
    """Whether a thing has several of it."""
    may_be_constant: bool
    """Whether it may be the same for all things of a site."""
    of: str | None
    """schema.org type of the only things that have it; None if many have."""
    keeps_label: bool
    """Whether a labelled value keeps the page's own label as its name."""
    paths: tuple[str, ...]
    """Paths below an item of schema.org that state it, the plainest first."""
    called: Mapping[str, str]
    """For things of a schema.org type, the property that it is there."""


_PACKAGE: Final = "vultrcrawl.schema.properties"
_TABLE: Final = json_table(_PACKAGE, "properties.json")
_ROWS: Final[list[dict[str, Any]]] = _TABLE["properties"]
#: Words of classes that say of what a property is, not which.
_NAMESPACES: Final = frozenset(_TABLE["namespaces"])
_DRAWN: Final = frozenset(_TABLE["drawn"])
PROPERTIES: Final[Mapping[str, Property]] = MappingProxyType(
    {
        row["name"]: Property(
            name=row["name"],
            accepts=row["accepts"],
            order=order,
            is_list=row.get("list", False),
            may_be_constant=row.get("constant", False),
            of=row.get("of"),
            keeps_label=row.get("label", False),
            paths=tuple(row.get("paths", ())),
            called=row.get("called", {}),
        )
        for order, row in enumerate(_ROWS)
    }
)
"""All properties by name, in the order of a record."""


def _folded(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(_WORDS.findall(text))


def _plain(text: str) -> str:
    """Return *text*, folded, without accents: many write ``Producator``."""
    parts = unicodedata.normalize("NFKD", _folded(text))
    return "".join(sign for sign in parts if not unicodedata.combining(sign))


def _index(column: str) -> dict[str, str]:
    return {
        word: row["name"] for row in reversed(_ROWS) for word in row.get(column, ())
    }


_BY_META: Final = _index("meta")
_BY_PATH: Final = _index("paths")
_BY_CLASS: Final = _index("classes")
#: RFC 3966 and RFC 6068, and https://html.spec.whatwg.org/#the-address-element.
_BY_MARK: Final = {
    "tel:": ("telephone",), "mailto:": ("email",), "<address>": ("address",),
}  # fmt: skip
_BY_ICON: Final[dict[str, tuple[str, ...]]] = {}
for _row in _ROWS:
    for _word in _row.get("icons", ()):
        _BY_ICON[_word] = (*_BY_ICON.get(_word, ()), _row["name"])
_BY_LINK: Final = _index("links")
_BY_ADDRESS: Final = _index("addresses")
_BY_LABEL: Final[dict[str, tuple[str, ...]]] = {}
for _name, _languages in json_table("vultrcrawl.values", "data/labels.json").items():
    for _words in _languages.values() if isinstance(_languages, dict) else ():
        for _word in _words:
            _known = _BY_LABEL.get(_folded(_word), ())
            if _name not in _known:
                _BY_LABEL[_folded(_word)] = (*_known, _name)
for _word, _known in tuple(_BY_LABEL.items()):
    # A short word without its accents is one of another language: thẻ is not "the".
    if len(_word) > _ACCENTED:
        _BY_LABEL.setdefault(_plain(_word), _known)


def by_meta(name: str) -> str | None:
    """Return the property that a ``<meta>`` of this *name* states."""
    return _BY_META.get(name.lower())


def by_path(path: str) -> str | None:
    """Return the property at *path* below an item: ``offers.price`` is ``price``."""
    return _BY_PATH.get(path)


def is_mark(label: str) -> bool:
    """Whether *label* is what marks values instead of words.

    The class of an icon before them, as a selector, ``.fa-clock``; the scheme of a
    link, ``tel:``; or ``<address>``, see `vultrcrawl.schema.sources.marked`.
    """
    return label.startswith(".") or label in _BY_MARK


@lru_cache(maxsize=16_384)
def by_labels(label: str) -> tuple[str, ...]:
    """Return the properties that a page may call *label*, the usual one first.

    In any of the languages known. A film's ``Synopsis`` is its description, that of a
    function its signature. ``Price (incl. tax)`` is a price: a remark in brackets tells
    more of it, and nothing else. Of what is no word (`is_mark`) the
    properties that it marks.
    """
    if is_mark(label):
        return by_icon(label[1:]) or _BY_MARK.get(label, ())
    if len(label) > _LONGEST:
        return ()
    plain = _REMARK.sub("", label)
    return _BY_LABEL.get(_folded(label)) or _BY_LABEL.get(_folded(plain), ())


def by_label(label: str) -> str | None:
    """Return the property that a page usually calls *label*."""
    return next(iter(by_labels(label)), None)


@lru_cache(maxsize=16_384)
def by_class(name: str) -> str | None:
    """Return the property that a class or an id of this *name* means.

    Words that say of what it is don't count: ``product-info__price`` is ``price``, but
    ``ingredient-name`` is no ``name``.
    """
    if len(name) > _LONGEST:
        return None
    words = [
        word.casefold()
        for word in _WORDS.findall(_CAPITAL.sub("-", name))
        if not word.isdigit()
    ]
    for start in range(len(words)):
        if known := _BY_CLASS.get("-".join(words[start:])):
            return known
        if words[start] not in _NAMESPACES:
            return None
    return None


@lru_cache(maxsize=4_096)
def by_link(kind: str) -> str | None:
    """Return the property that the text of a link of this *kind* (``rel``) is."""
    return _BY_LINK.get(kind)


@lru_cache(maxsize=4_096)
def by_address(href: str) -> tuple[str, str] | None:
    """Return the property that the text of a link to *href* is, and what says so there.

    A step before the last one, or a parameter: ``/job-category/sales/`` leads to a
    category, as ``job-category/`` says, ``/?tag=red`` to what has a keyword.
    """
    path, _, query = href.partition("#")[0].partition("?")
    steps = [step for step in path.split("/") if step]
    if steps and steps[-1].partition(".")[0] == "index":
        steps.pop()
    keys = [pair.partition("=")[0] for pair in query.split("&")[:_PARTS]]
    words = [(key, f"{key}=") for key in keys]
    words += [(step, f"{step}/") for step in reversed(steps[-_PARTS:-1])]
    for word, part in words:
        last = unquote(word).casefold().rpartition("-")[2]
        if (known := _BY_ADDRESS.get(last)) is not None:
            return known, part
    return None


@lru_cache(maxsize=4_096)
def by_icon(name: str) -> tuple[str, ...]:
    """Return the properties before whose values pages put an icon of this class *name*.

    The first parts name the font, the last ones how it is drawn: ``fa-calendar``,
    ``icon-material-outline-location-on``, ``fa-clock-o``.
    """
    parts = name.lower().split("-")[:_PARTS] if len(name) <= _LONGEST else []
    while len(parts) > 1 and (parts[-1] in _DRAWN or parts[-1].isdigit()):
        parts.pop()
    known = (_BY_ICON.get("-".join(parts[at:])) for at in range(1, len(parts)))
    return next(filter(None, known), ())


def order_of(name: str) -> int:
    """Return where a field of this *name* stands in a record; others come last."""
    known = PROPERTIES.get(name)
    return known.order if known is not None else len(PROPERTIES)
