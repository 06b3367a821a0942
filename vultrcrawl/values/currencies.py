"""Signs and codes of currencies: where one stands, and what it means there."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from vultrcrawl.values.locales import ANYWHERE, base, country, likely_country, table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vultrcrawl.values.locales import Locale

#: Signs that one code of a currency or country before them makes clear: ``AUD $``.
_SHARED: Final = "$£¥€"
#: Most currencies that a sign stands for, if it may have its usual meaning in any
#: language. The dollar sign has 28: in a language other than English it says nothing.
_FEW: Final = 6


class Sign(NamedTuple):
    """A sign as it stands in a text, from *start* to *end*."""

    key: str
    start: int
    end: int


class _Table(NamedTuple):
    """What `data/` says of signs."""

    meanings: Mapping[str, tuple[str, ...]]
    """The codes that a sign, or a code itself, stands for; the likeliest first."""
    local: frozenset[str]
    """Signs that are words or letters elsewhere: only where their currency is used."""
    words: frozenset[str]
    """Codes that are English words, too: ``ALL``, ``TOP``."""
    minor: Mapping[str, str]
    """Signs of a hundredth, with the sign of the whole."""
    longest: int


@cache
def _table() -> _Table:
    known, written = table("currencies"), table("signs")
    meanings = {sign: tuple(codes) for sign, codes in known["signs"].items()}
    meanings |= {
        sign.rstrip("."): codes
        for sign, codes in meanings.items()
        if sign.endswith(".") and sign.rstrip(".") not in meanings and len(sign) > 2
    }
    meanings |= {sign: tuple(codes) for sign, codes in written["signs"].items()}
    meanings = {sign.replace(" ", ""): codes for sign, codes in meanings.items()}
    anywhere = {sign.replace(" ", "") for sign in written["anywhere"]}
    local = {
        sign
        for sign in meanings
        if all(char.isalpha() or char in "./" for char in sign)
        and (sign.isascii() or len(sign) == 1)
        and sign not in anywhere
        and sign not in known["codes"]
        and ord(sign[0]) < 0x2E80  # not so characters of Chinese and Japanese
    }
    meanings |= {code: (code,) for code in known["codes"]}
    return _Table(
        meanings,
        frozenset(local),
        frozenset(written["words"]),
        written["minor"],
        max(map(len, meanings)),
    )


def before(text: str, at: int, locale: Locale) -> Sign | None:
    """Return the sign that ends right before *at*, or one space before it."""
    end = at - 1 if text[at - 1 : at] == " " else at
    known = _table()
    for start in range(max(0, end - known.longest - 1), end):
        key = text[start:end].replace(" ", "")
        if text[start] == " " or not _means(key, locale):
            continue
        previous = text[start - 1 : start]
        if key[0].isalpha() and (previous.isalnum() or previous in ("$", "@")):
            continue
        return Sign(key, start, end)
    return None


def after(text: str, at: int, locale: Locale) -> Sign | None:
    """Return the sign that begins at *at*, or one space behind it."""
    start = at + 1 if text[at : at + 1] == " " else at
    known = _table()
    for end in range(min(len(text), start + known.longest + 1), start, -1):
        key = text[start:end].replace(" ", "")
        if text[end - 1] == " " or not (
            _means(key, locale) or (key in known.minor and start == at)
        ):
            continue
        following = text[end : end + 1]
        # Chinese and Japanese are written without spaces.
        if key[-1].isalpha() and following.isalnum() and ord(key[-1]) < 0x2E80:
            continue
        return Sign(key, start, end)
    return None


def _means(key: str, locale: Locale) -> bool:
    """Whether *key* is a sign of money in a text of this language and site."""
    known = _table()
    if key in known.meanings:
        return key not in known.local or _is_used(key, locale)
    # A code or a country before a sign that many share: "AUD$", "CAD $".
    return len(key) == 4 and key[-1] in _SHARED and key[:3] in known.meanings


def _is_used(key: str, locale: Locale) -> bool:
    options = _table().meanings[key]
    language, url = locale.language, locale.url
    places = (country(None, url), country(language), likely_country(language))
    return any(code in options for place in places for code in _used_in(place))


def _used_in(place: str | None) -> list[str]:
    """Return the currencies of a country, today's first."""
    found: list[str] = table("currencies")["countries"].get(place, [])
    return found


def is_word(key: str) -> bool:
    """Whether a code is an English word, too."""
    return key in _table().words


def is_minor(key: str) -> bool:
    """Whether *key* is the sign of a hundredth, such as the cent's."""
    return key in _table().minor


def code(
    key: str, locale: Locale = ANYWHERE, *, currency: str | None = None
) -> str | None:
    """Return the ISO 4217 code of the sign *key*; None if it may be several.

    Of the currencies that a sign stands for, *currency* (the site's own, as stated
    elsewhere), that of the site's country or that of its language is meant; else the
    only one, or the one that English means.
    """
    options = _options(key)
    if len(options) < 2:
        return options[0] if options else None
    if currency in options:
        return currency
    for place in (
        country(locale.language, locale.url),
        likely_country(locale.language),
    ):
        for used in _used_in(place):
            if used in options:
                return used
    usual = table("currencies")["usual"].get(_table().minor.get(key, key))
    if usual is None:
        return None
    plain = base(locale.language) in ("", "en") or len(options) <= _FEW
    return str(usual) if plain else None


def certain(key: str) -> str | None:
    """Return the code of the sign *key* if it stands for that currency alone."""
    options = _options(key)
    return options[0] if len(options) == 1 else None


def _options(key: str) -> tuple[str, ...]:
    """Return the codes that the sign *key* stands for, the likeliest first."""
    known = _table()
    key = known.minor.get(key, key).replace(" ", "")
    if key in known.meanings:
        return known.meanings[key]
    shared = len(key) == 4 and key[-1] in _SHARED
    return known.meanings.get(key[:3], ()) if shared else ()
