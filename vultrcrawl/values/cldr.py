"""Makes the tables of `data/` from CLDR (babel) and price-parser's signs of currencies.

``python -m vultrcrawl.values.cldr``; needs the packages of the extra ``tables``.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path
from typing import Any, Final, Literal

from babel import Locale, localedata
from babel.core import get_global
from babel.numbers import (
    UnsupportedNumberingSystemError,
    get_territory_currencies,
)
from babel.units import format_unit
from price_parser._currencies import CURRENCIES

_DATA: Final = Path(__file__).parent / "data"
_LETTERS: Final = re.compile(r"[^\W\d_]")
_PLACES: Final = re.compile(r"[dMyL]")
#: Currencies in use at some time between these days are known; the second is the day
#: for which a country's own is asked. Fixed, so that the tables change with CLDR alone.
_SINCE: Final = date(2010, 1, 1)
_UNTIL: Final = date(2026, 6, 1)
#: Units of time by their length in seconds.
_UNITS: Final = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}
#: Counts that, between them, take every plural form of CLDR's languages.
_COUNTS: Final = (0, 1, 2, 3, 5, 11, 20, 100)
_DIGITS: Final = re.compile(r"[\d.,]+")
#: Direction marks and no-break spaces of CLDR's names.
_MARKS: Final = str.maketrans(
    {"\u200e": "", "\u200f": "", "\u061c": "", "\u00a0": " ", "\u202f": " "}
)


def _plain(text: str) -> str:
    return " ".join(text.translate(_MARKS).split())


def _locales() -> dict[str, Locale]:
    """Return all locales by their identifier: ``de``, ``de-CH``, ``sr-Latn``."""
    found = {}
    for name in sorted(localedata.locale_identifiers()):
        if name != "root" and not name.startswith("en_US_POSIX"):
            found[name.replace("_", "-")] = Locale.parse(name)
    return found


def _months(locales: dict[str, Locale]) -> dict[str, list[list[str]]]:
    """Return the names of months by language, in lower case and without a final dot.

    Those of a country are among its language's: ``jänner`` is German.
    """
    found: dict[str, list[set[str]]] = {}
    for name, locale in locales.items():
        key = name.partition("-")[0]
        names = [_month_names(locale, month) for month in range(1, 13)]
        if not all(names) or (key != "en" and names[0] == {"jan", "january"}):
            continue  # not told: babel gives the root's or English names
        known = found.setdefault(key, [set() for _ in names])
        for month, words in enumerate(names):
            other = set().union(*known[:month], *known[month + 1 :])
            known[month] |= words - other
    return {name: list(map(sorted, months)) for name, months in found.items()}


def _month_names(locale: Locale, month: int) -> set[str]:
    words = {
        _plain(locale.months[use][width][month]).casefold().rstrip(".")
        for use in ("format", "stand-alone")
        for width in ("wide", "abbreviated")
    }
    return {
        word
        for word in words
        if len(word) > 1 and _LETTERS.search(word) and not re.match(r"m\d\d$|\d", word)
    }


def _weekdays(locales: dict[str, Locale]) -> dict[str, list[list[str]]]:
    """Return the names of the days of the week by language, as those of `_months`.

    Monday is the first. A name of two days is none.
    """
    found: dict[str, list[set[str]]] = {}
    for name, locale in locales.items():
        days: list[set[str]] = [set() for _ in range(7)]
        for use in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, text in locale.days[use][width].items():
                    days[number].add(_plain(text).casefold().rstrip("."))
        key = name.partition("-")[0]
        if key == "en" or "sunday" not in days[6]:  # else babel gives English names
            own = found.setdefault(key, [set() for _ in range(7)])
            for known, words in zip(own, days, strict=True):
                known |= {word for word in words if len(word) > 1}
    return {name: _told_apart(days) for name, days in found.items()}


def _told_apart(days: list[set[str]]) -> list[list[str]]:
    often = Counter(word for words in days for word in words)
    return [sorted(word for word in words if often[word] == 1) for words in days]


def _by_locale(values: dict[str, str]) -> dict[str, str]:
    """Return *values* without those of places that do as their language does."""
    return {
        name: value
        for name, value in values.items()
        if "-" not in name or values.get(name.partition("-")[0]) != value
    }


def _decimals(locales: dict[str, Locale]) -> dict[str, str]:
    """Return the sign before decimals by locale: a point or a comma."""
    signs = {
        name: locale.number_symbols.get("latn", {}).get("decimal", "")
        for name, locale in locales.items()
    }
    return _by_locale({name: sign for name, sign in signs.items() if sign in ",."})


def _orders(locales: dict[str, Locale]) -> dict[str, str]:
    """Return the order of day, month and year in short dates by locale: ``dmy``."""
    orders = {}
    for name, locale in locales.items():
        pattern = re.sub("'[^']*'", "", locale.date_formats["short"].pattern)
        places = _PLACES.findall(pattern.replace("L", "M"))
        order = "".join(dict.fromkeys(places)).casefold()
        if order in ("dmy", "mdy", "ymd"):
            orders[name] = order
    return _by_locale(orders)


def _likely(locales: dict[str, Locale]) -> dict[str, str]:
    """Return the country that a language is spoken in most, by language."""
    return {
        language: parts[-1]
        for language, full in get_global("likely_subtags").items()
        if language in locales and len(parts := full.split("_")) == 3
    }


def _countries() -> tuple[dict[str, list[str]], set[str]]:
    """Return the currencies of each country, today's first, and the codes of all."""
    countries: dict[str, list[str]] = {}
    codes: set[str] = set()
    for territory in get_global("territory_currencies"):
        if len(territory) == 2:
            known = get_territory_currencies(territory, _SINCE, _UNTIL)
            codes.update(known)
            if current := get_territory_currencies(territory, _UNTIL):
                others = [code for code in known if code != current[0]]
                countries[territory] = [current[0], *others]
    return countries, codes


def _currencies(locales: dict[str, Locale]) -> dict[str, Any]:
    """Return codes, currencies by country, and signs with what they stand for."""
    countries, codes = _countries()
    signs: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for name, locale in locales.items():
        for code, sign in locale.currency_symbols.items():
            if code in codes and (text := _plain(sign)) and text != code:
                signs[text][code].add(name)
    for code, known in CURRENCIES.items():
        for text in (known["s"], known["sn"], *known.get("sn2", ())):
            if code in codes and (sign := _plain(text)) and sign != code:
                signs[sign][code].add("")
    table = {}
    for sign, meant in sorted(signs.items()):
        if _is_sign(sign) and sign not in codes:
            places = Counter({code: len(names) for code, names in meant.items()})
            table[sign] = [code for code, _ in places.most_common()]
    english = {sign: code for code, sign in locales["en"].currency_symbols.items()}
    return {
        "codes": sorted(codes),
        "countries": countries,
        "signs": table,
        "usual": {s: c for s, c in english.items() if len(s) == 1 and s in table},
    }


def _is_sign(text: str) -> bool:
    """Whether *text* is a sign that no number and no one letter of words is."""
    return (
        not any(map(str.isdigit, text))
        and any(not char.isspace() and char.isprintable() for char in text)
        and text not in ("-", "XXX")
        and len(text) <= 8
        and (len(text) > 1 or not text.isalpha())
    )


def _units(locales: dict[str, Locale]) -> dict[str, dict[str, list[str]]]:
    """Return the names of units of time by language and their seconds."""
    found: dict[str, dict[str, list[str]]] = {}
    for name, locale in locales.items():
        if locale.territory or locale.script:
            continue
        units: dict[str, list[str]] = {}
        for unit, seconds in _UNITS.items():
            words = {
                _plain(_DIGITS.sub(" ", written)).casefold().rstrip(".")
                for width in ("long", "short", "narrow")
                for count in _COUNTS
                if (written := _with_unit(count, unit, width, locale))
            }
            units[str(seconds)] = sorted(
                word for word in words if word and _LETTERS.search(word)
            )
        if all(units.values()) and units != found.get("en"):
            found[name] = units
    return found


def _with_unit(
    count: int, unit: str, width: Literal["long", "short", "narrow"], locale: Locale
) -> str:
    try:
        return format_unit(
            count, f"duration-{unit}", width, locale=locale, numbering_system="latn"
        )
    except UnsupportedNumberingSystemError:
        return ""


def _write(name: str, table: Any) -> None:
    text = json.dumps(table, ensure_ascii=False, indent=None, sort_keys=True)
    # A line for each key, so that a change of CLDR reads as one.
    lines = re.sub(r'(?<=[\]}"]), (?="[\w-]+": [\[{"])', ",\n ", text)
    (_DATA / f"{name}.json").write_text(f"{lines}\n", encoding="utf-8")


def main() -> None:
    """Write the tables."""
    locales = _locales()
    _write("months", _months(locales))
    _write("weekdays", _weekdays(locales))
    _write("units", _units(locales))
    _write("currencies", _currencies(locales))
    _write(
        "locales",
        {
            "decimals": _decimals(locales),
            "orders": _orders(locales),
            "countries": _likely(locales),
        },
    )


if __name__ == "__main__":
    main()
