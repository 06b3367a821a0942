"""From raw text to the value of a record, by the transforms that a field states."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, TypeAlias

from vultrcrawl.urls.joining import absolute_http
from vultrcrawl.values import (
    api_kinds,
    availability,
    currencies,
    dates,
    durations,
    identifiers,
    money,
    numbers,
    people,
    ratings,
)
from vultrcrawl.values.dates import spans
from vultrcrawl.values.locales import ANYWHERE, Locale

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from vultrcrawl.page.document import Document
    from vultrcrawl.schema.model import Transform, TransformName
    from vultrcrawl.schema.values import Scalar
    from vultrcrawl.values.money import Money


#: What parts the members of a list in one text; Arabic and East Asian commas, too.
_COMMA: Final = re.compile("[,;\u060c\u061b\u3001\uff0c\uff1b]")


def locale_of(document: Document) -> Locale:
    """Return the locale of values from *document*."""
    return Locale(document.language, document.base_url)


def convert(
    raw: str, transforms: Sequence[Transform], locale: Locale = ANYWHERE
) -> Scalar | None:
    """Return the value of *raw*, of a page of *locale*; None if it has none.

    Nothing is made up: a number is the one written there, a currency what the sign or
    code that stands there means, a date the day that is written there.
    """
    value: Scalar | None = raw
    for one in transforms:
        own = locale if locale.language else locale._replace(language=one.language)
        value = _MAKE[one.name](str(value), one, own)
        if value is None:
            return None
    return value if value != "" else None


def converted(
    raws: Iterable[str], transforms: Sequence[Transform], locale: Locale = ANYWHERE
) -> list[Scalar]:
    """Return the values of *raws*, what one locator finds; those without one left out.

    The transform ``list`` makes several of one, and those `OF_EVENTS` one of several.
    """
    if any(one.name in OF_EVENTS for one in transforms):
        raws = (" | ".join(raws),)
    if any(one.name == "list" for one in transforms):
        raws = (part for raw in raws for part in _COMMA.split(raw))
    made = (convert(raw, transforms, locale) for raw in raws)
    return [value for value in made if value is not None]


def _integer(text: str) -> int | None:
    try:
        return int(text)
    except ValueError:
        return None


def _money(text: str, one: Transform, locale: Locale) -> Money | None:
    return money.read(
        text, locale, decimal=one.decimal, currency=one.currency, bare=True
    )


def _price(text: str, one: Transform, locale: Locale) -> float | None:
    paid = _money(text, one, locale)
    return None if paid is None else paid.amount


def _regular_price(text: str, one: Transform, locale: Locale) -> float | None:
    paid = money.read_regular(text, locale, decimal=one.decimal, currency=one.currency)
    return _price(text, one, locale) if paid is None else paid.amount


def _currency(text: str, one: Transform, locale: Locale) -> str | None:
    """Return the code of the currency of a price, or of a sign or code alone."""
    paid = _money(text, one, locale)
    if paid is not None:
        return paid.currency
    return currencies.code(text.strip(), locale, currency=one.currency)


def _currency_raw(text: str, one: Transform, locale: Locale) -> str | None:
    paid = _money(text, one, locale)
    if paid is not None:
        return paid.raw_currency or None
    return text.strip() if _currency(text, one, locale) else None


def _number(text: str, one: Transform, locale: Locale) -> float | None:
    """Return the number that *text* is, or that stands in it beside a currency.

    What one locator finds bare, another of the field may find as a price.
    """
    found = numbers.read(text, decimal=one.decimal)
    if found is None:
        paid = money.read(text, Locale(locale.language), decimal=one.decimal)
        found = None if paid is None else paid.amount
    return found


def _date(text: str, one: Transform, locale: Locale) -> str | None:
    role = DATE_ROLES.get(one.name)
    return dates.read(text, locale, order=one.order, role=role)


def _start(text: str, one: Transform, locale: Locale) -> str | None:
    found = spans.read(text, locale, order=one.order)
    return None if found is None else found.start


def _end(text: str, one: Transform, locale: Locale) -> str | None:
    found = spans.read(text, locale, order=one.order)
    return None if found is None else found.end


def _duration(text: str, _: Transform, locale: Locale) -> str | None:
    """Return the duration that *text* is, or that it says beside something else."""
    if (found := durations.read(text, locale.language)) is not None:
        return found
    parts = durations.beside(text, locale.language)
    return None if parts is None else parts[1]


def _beside_duration(text: str, _: Transform, locale: Locale) -> str:
    """Return what *text* says beside a duration; all of it where it says none."""
    parts = durations.beside(text, locale.language)
    return text if parts is None else parts[0]


#: What words beside a date have to say of it.
DATE_ROLES: Final[Mapping[str, dates.DateRole]] = {
    "datePublished": "published",
    "dateModified": "modified",
}
#: What is told by all that one locator finds: one line has the day, another the hours.
OF_EVENTS: Final = ("startDate", "endDate")
_BOOLEANS: Final = {"true": True, "True": True, "false": False, "False": False}
_Maker: TypeAlias = "Callable[[str, Transform, Locale], Scalar | None]"
#: Makes a value of its text, the transform, and the locale of its page.
_MAKE: Final[Mapping[TransformName, _Maker]] = {
    "integer": lambda text, *_: _integer(text),
    "number": _number,
    "boolean": lambda text, *_: _BOOLEANS.get(text),
    "price": _price,
    "regularPrice": _regular_price,
    "currency": _currency,
    "currencyRaw": _currency_raw,
    "author": lambda text, _, locale: people.byline(text, locale.language),
    "date": _date,
    "datePublished": _date,
    "dateModified": _date,
    "startDate": _start,
    "endDate": _end,
    "availability": lambda text, _, locale: availability.read(text, locale.language),
    "sku": lambda text, _, locale: identifiers.sku(text, locale.language),
    "unlabelled": lambda text, _, locale: identifiers.unlabelled(text, locale.language),
    "gtin": lambda text, *_: identifiers.gtin(text),
    "isbn": lambda text, *_: identifiers.isbn(text),
    "rating": lambda text, *_: ratings.read(text),
    "count": lambda text, _, locale: ratings.count(text, locale.language),
    "duration": _duration,
    "besideDuration": _beside_duration,
    "list": lambda text, *_: text.strip(),
    "image": lambda text, _, locale: absolute_http(text, locale.url or ""),
    "apiName": lambda text, *_: api_kinds.name(text),
    "apiKind": lambda text, *_: api_kinds.kind(text),
}
