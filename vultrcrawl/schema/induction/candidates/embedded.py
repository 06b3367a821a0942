"""Candidates for fields from the data that pages carry for their scripts.

Most of such data is the application's: texts of buttons, settings, what is measured. So
what the page is about (`vultrcrawl.schema.things`) gives its properties, and other
objects nothing. Where that can't be told, keys with a standard name count if the page
shows their values.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from vultrcrawl.schema.induction.boilerplate import says_boilerplate
from vultrcrawl.schema.induction.candidates.candidate import Candidate
from vultrcrawl.schema.induction.candidates.embedded_galleries import galleries
from vultrcrawl.schema.induction.candidates.main_entity import (
    ADDRESSES,
    is_frame,
    things,
)
from vultrcrawl.schema.names import snake, worded
from vultrcrawl.schema.properties.registry import PROPERTIES, by_class, by_path
from vultrcrawl.schema.sources.reading import by_key
from vultrcrawl.schema.values import folded, kind_of
from vultrcrawl.values.numbers import read as number

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from vultrcrawl.schema.sources.reading import Reading

#: Properties without a standard name that become candidates at most, and the longest
#: value of one on average, in characters.
_MOST, _LONGEST = 24, 400
#: How likely a key with a property's name is right: of the thing, and elsewhere.
_STANDARD, _ELSEWHERE = 0.8, 0.55
#: Pages from which on what they don't show tells by its differences what it is.
_SEVERAL: Final = 3
#: Length from which on a word of one page's data isn't on the page by chance.
_CHANCE: Final = 12
#: Keys on the way to a value whose thing is not known, at most.
_DEPTH: Final = 7

#: Keys of the application, or of what the record has as its address.
_NOISE = re.compile(
    r"[_$*].*"
    r"|(?:.*_)?(?:type_?name|layout|template|component|tracking|analytics|consent)(?:_.*)?"
    r"|(?:.*_)?(?:hash|token|u?uid|guid|checksum|etag|nonce|cursor|revision|css|locale"
    r"|lang(?:uage)?|robots|schema|query|params|search|mtime|namespace)"
    r"|.+_version|(?:(?:css|body|html)_)?class(?:es|_?name)?"
    r"|(?:(?:sub|post|page|content|author|node|entity|media|object|record|asset)_?)?type"
    r"|path_?name|full_?path",
    re.IGNORECASE,
)
#: Parts of a date that has its own keys for them.
_PARTS_OF_DATES: Final = frozenset((
    "year", "month", "day", "hour", "minute", "second", "timezone",
))  # fmt: skip
_DATE = re.compile(r".*(?:date|time|published|updated|created).*", re.IGNORECASE)
_OPAQUE = re.compile(
    r"(?:[0-9a-f]{16,}|[0-9a-f-]{32,}|gid://.*|[A-Za-z0-9+/_-]{40,}=*)"
)
_PICTURE = re.compile(r"(?:^|.*_)(?:images?|thumb\w*|photo|icon|avatar)(?:_.*|$)")
#: Keys between an object and what it has, as interfaces write them.
_BETWEEN: Final = frozenset(("edges", "node", "nodes", "data", "attributes", "fields"))
#: Keys that add nothing to the name of the object that they stand in.
_INNER: Final = frozenset(("name", "value", "text", "title", "label"))
#: Standard names that are the thing's in whatever part of it they stand.
_OF_THE_WHOLE: Final = frozenset((
    "price", "regularPrice", "availability", "sku", "isbn", "rating",
    "reviewCount",
))  # fmt: skip
_DATES: Final = frozenset(("datePublished", "dateModified"))
#: What pages show in another form, or not as text.
_REWRITTEN: Final = _OF_THE_WHOLE | _DATES | {"image"}
#: Names of prices in cents, and of keys of a row in a database, with how these look.
_OF_SHOP: Final = (
    (re.compile("price", re.IGNORECASE), re.compile(r"\d+")),
    (re.compile(r"(?:^|_)(?:id|key)$", re.IGNORECASE), re.compile(r"\d{10,}")),
)
_NUMBERS = re.compile(r"\d[\d.,'\s]*")


class _Named(NamedTuple):
    """What a property is called."""

    name: str
    other: str
    """For when the name is taken."""
    direct: bool
    """Whether the thing itself has it, and no part of the thing."""


def embedded_candidates(readings: Sequence[Reading]) -> Iterator[Candidate]:
    """Yield candidates of the data that the pages carry for their scripts."""
    embedded = by_key([one.json for one in readings])
    if not embedded:
        return
    yield from galleries(embedded)
    found = things(readings)
    shown = _Shown(readings)
    if not found:
        if len(readings) > 1:
            yield from _elsewhere(embedded, shown)
        return
    left = _MOST
    for path, values in embedded.items():
        named = _named(path, found)
        if named is None:
            continue
        if named.name in PROPERTIES:
            yield from _standard(path, values, named, shown)
        elif left and (one := _other(path, values, named, shown)) is not None:
            left -= 1
            yield one


def _elsewhere(
    embedded: Mapping[str, dict[int, list[str]]], shown: _Shown
) -> Iterator[Candidate]:
    """Yield what has a standard name and is shown, where no thing is known."""
    for path, values in embedded.items():
        name = _hinted(path.rpartition(".")[2])
        if name is None or path.count(".") > _DEPTH or is_frame(path):
            continue
        if (_is_single(values) or PROPERTIES[name].is_list) and shown.mostly(values):
            yield _candidate(path, values, {name: _ELSEWHERE}, None)


def _standard(
    path: str, values: dict[int, list[str]], named: _Named, shown: _Shown
) -> Iterator[Candidate]:
    """Yield a property of a thing that has a standard name."""
    name = named.name
    if not _is_single(values) and not PROPERTIES[name].is_list:
        return
    if name in _DATES and all(
        one.isdecimal() for found in values.values() for one in found
    ):
        return  # milliseconds since 1970
    if shown.pages == 1 and name not in _REWRITTEN and not shown.mostly(values):
        return  # nothing tells what differs from page to page
    yield _candidate(path, values, {name: _STANDARD}, None)


def _other(
    path: str, values: dict[int, list[str]], named: _Named, shown: _Shown
) -> Candidate | None:
    """Return another property of a thing; None if it tells nobody anything."""
    texts = [text for found in values.values() for text in found]
    single = _is_single(values)
    if (
        not (single or named.direct)
        or sum(map(len, texts)) > _LONGEST * len(texts)
        or all(map(_OPAQUE.fullmatch, texts))
        or kind_of(texts) == "boolean"  # most are switches of the application
    ):
        return None
    # Pages need not show it; but dates, prices in cents and keys of a database are what
    # a shop keeps for itself.
    counts = (
        single
        and (named.direct or path.rpartition(".")[2] in _INNER)
        and shown.pages >= _SEVERAL
        and not _PICTURE.fullmatch(named.name)
        and kind_of(texts) not in ("date", "moment")
        and not any(
            name.search(named.name) and all(map(text.fullmatch, texts))
            for name, text in _OF_SHOP
        )
    )
    if not counts and not shown.mostly(values):
        return None
    return _candidate(path, values, {}, named.name.replace("_", " "))


def _candidate(
    path: str,
    values: Mapping[int, Sequence[str]],
    scores: Mapping[str, float],
    label: str | None,
) -> Candidate:
    texts = {page: tuple(found) for page, found in values.items()}
    return Candidate("json", path, texts, scores, label=label)


def _named(path: str, found: Mapping[str, int]) -> _Named | None:
    """Return what the value at *path* is called; None if it is no property of a thing.

    In ``author.name`` of a thing stands its author, in ``author.image`` an
    ``author_image``, but in ``offer.price`` its price.
    """
    parent, _, key = path.rpartition(".")
    steps = parent.split(".")
    while ".".join(steps) not in found and len(steps) > 1 and steps[-1] in _BETWEEN:
        steps.pop()
    if ".".join(steps) in found:
        return _called(_hinted(key), key, key, direct=True)
    outer, inside = ".".join(steps[:-1]), steps[-1]
    if outer not in found or _is_noise(inside) or is_frame(inside):
        return None
    if key in _PARTS_OF_DATES and _DATE.fullmatch(inside):
        return None
    if key in _INNER:
        return _called(_hinted(inside), key, inside, direct=False)
    name = _hinted(key)
    name = name if name in _OF_THE_WHOLE else None
    return _called(name, key, f"{inside} {key}", direct=False)


def _called(
    standard: str | None, key: str, words: str, *, direct: bool
) -> _Named | None:
    """Return a *standard* name or that of *words*; None if *key* is noise."""
    own = snake(words)
    if not own or _is_noise(key):
        return None
    return _Named(standard or own, own, direct)


def _is_noise(key: str) -> bool:
    words = worded(key).replace("-", "_")
    return (
        _NOISE.fullmatch(words) is not None
        or ADDRESSES.fullmatch(words) is not None
        or says_boilerplate(words)
    )


def _hinted(key: str) -> str | None:
    return by_class(key) or by_path(key)


def _is_single(values: Mapping[int, Sequence[str]]) -> bool:
    return all(len(found) == 1 for found in values.values())


class _Shown:
    """What the pages show."""

    def __init__(self, readings: Sequence[Reading]) -> None:
        self.pages = len(readings)
        self._readings = readings
        self._texts: dict[int, tuple[str, frozenset[float]]] = {}

    def mostly(self, values: Mapping[int, Sequence[str]]) -> bool:
        """Whether more than half of *values*, by number of the page, are shown."""
        known = sum(
            self._is_shown(page, text)
            for page, texts in values.items()
            for text in texts
        )
        return known > 0.5 * sum(map(len, values.values()))

    def _is_shown(self, page: int, text: str) -> bool:
        if page not in self._texts:
            whole = self._readings[page].document.text
            amounts = (number(one) for one in set(_NUMBERS.findall(whole)))
            self._texts[page] = (
                f" {folded(whole)} ",
                frozenset(one for one in amounts if one is not None),
            )
        whole, numbers = self._texts[page]
        words = folded(text)
        if self.pages == 1 and " " not in words and len(words) < _CHANCE:
            return False
        if len(words) > 1 and f" {words} " in whole:
            return True
        amount = number(text)
        return amount is not None and amount >= 10 and amount in numbers
