"""What CLDR says of a language and a country: decimals, order of dates, currency.

The tables are made by `vultrcrawl.values.cldr`; those with words that CLDR has not are
written by hand and name their sources.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, TypeAlias, TypeVar
from urllib.parse import urlsplit

from vultrcrawl.tables import json_table
from vultrcrawl.values.years import NO_YEARS, Years

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Order: TypeAlias = Literal["dmy", "mdy", "ymd"]
Decimal: TypeAlias = Literal[".", ","]
_Value = TypeVar("_Value")


class Locale(NamedTuple):
    """Where a text is from: what its signs, numbers and dates mean depends on it."""

    language: str | None = None
    """The page's, a BCP 47 tag."""
    url: str | None = None
    """The page's URL, or the name of its host."""
    years: Years = NO_YEARS
    """The years that the page states of what it is about."""


ANYWHERE: Final = Locale()
"""The locale of texts of which nothing is known."""

#: Tags of before 1989 or of wide use, by today's.
_OLD: Final = {"iw": "he", "in": "id", "ji": "yi", "no": "nb", "tl": "fil", "mo": "ro"}


@cache
def table(name: str) -> Any:
    """Return the table *name* of `data/`."""
    return json_table("vultrcrawl.values", f"data/{name}.json")


def phrases(by_language: Mapping[str, Sequence[str]], language: str) -> list[str]:
    """Return the phrases of a table's part in *language*, and those in English."""
    return [*by_language["en"], *by_language.get(language, ())]


@lru_cache(maxsize=1024)
def tags(language: str | None) -> tuple[str, ...]:
    """Return *language*, a BCP 47 tag, and what it is a kind of, the narrowest first.

    ``de_at`` gives ``de-AT`` and ``de``; what is no tag gives nothing.
    """
    parts = (language or "").strip().replace("_", "-").split("-")
    if not 2 <= len(parts[0]) <= 3 or not parts[0].isalpha():
        return ()
    first = parts[0].lower()
    found = [_OLD.get(first, first)]
    for part in parts[1:3]:
        found.append(f"{found[-1]}-{part.title() if len(part) == 4 else part.upper()}")
    return tuple(reversed(found))


def base(language: str | None) -> str:
    """Return the language alone, of ``de-AT`` ``de``; "" without one."""
    return (tags(language) or ("",))[-1]


@lru_cache(maxsize=1024)
def country(language: str | None, host: str | None = None) -> str | None:
    """Return the country of a site, by its domain or else its language's tag.

    *host* may be a URL. Country domains that sites of any country use say nothing.
    """
    last = _domain(host)
    domains = table("domains")
    if last in domains["countries"]:
        return str(domains["countries"][last])
    if last.upper() in table("currencies")["countries"] and (
        last not in domains["generic"]
    ):
        return last.upper()
    for tag in tags(language):
        region = tag.rpartition("-")[2]
        if "-" in tag and len(region) == 2:
            return region
    return None


def _domain(host: str | None) -> str:
    if not host:
        return ""
    if "//" in host:
        try:
            host = urlsplit(host).hostname or ""
        except ValueError:
            return ""
    last = host.rstrip(".").rpartition(".")[2].lower()
    return last if last.isascii() and last.isalpha() else ""


def likely_country(language: str | None) -> str | None:
    """Return the country that *language* is spoken in most."""
    countries: dict[str, str] = table("locales")["countries"]
    return _first(countries, tags(language))


def decimal(language: str | None) -> Decimal | None:
    """Return the sign that *language* has before decimals; None if unknown."""
    signs: dict[str, Decimal] = table("locales")["decimals"]
    return _first(signs, tags(language))


def order(language: str | None, host: str | None = None) -> Order | None:
    """Return the order of day, month and year in dates of *language*.

    The site's country counts first, by its domain. None if unknown, and for English of
    no country: half its readers have another.
    """
    found = tags(language)
    place = country(None, host)
    if found and place is not None:
        found = (f"{found[-1]}-{place}", *found)
    elif found == ("en",):
        return None
    orders: dict[str, Order] = table("locales")["orders"]
    return _first(orders, found)


def _first(values: Mapping[str, _Value], keys: Iterable[str]) -> _Value | None:
    return next((values[one] for one in keys if one in values), None)
