"""From raw text to the value of a record, by the transforms that a field states."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from vultrcrawl.urls.joining import absolute_http
from vultrcrawl.values import (
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

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from vultrcrawl.page.document import Document
    from vultrcrawl.schema.model import Transform, TransformName
    from vultrcrawl.schema.values import Scalar
    from vultrcrawl.values.money import Money


class Context(NamedTuple):
    """The page that a value is from: its language and its URL."""

    language: str | None = None
    url: str | None = None


#: The context of values whose page is not known.
NOWHERE: Final = Context()


def context_of(document: Document) -> Context:
    """Return the context of values from *document*."""
    return Context(document.language, document.base_url)


def convert(
    raw: str, transforms: Sequence[Transform], context: Context = NOWHERE
) -> Scalar | None:
    """Return the value of *raw*, of a page of *context*; None if it has none.

    Nothing is made up: a number is the one written there, a currency what the sign or
    code that stands there means, a date the day that is written there.
    """
    value: Scalar | None = raw
    for one in transforms:
        page = context if context.language else context._replace(language=one.language)
        value = _MAKE[one.name](str(value), one, page)
        if value is None:
            return None
    return value if value != "" else None


def _integer(text: str) -> int | None:
    try:
        return int(text)
    except ValueError:
        return None


def _money(text: str, one: Transform, page: Context) -> Money | None:
    return money.read(
        text,
        language=page.language,
        host=page.url,
        decimal=one.decimal,
        currency=one.currency,
        bare=True,
    )


def _price(text: str, one: Transform, page: Context) -> float | None:
    paid = _money(text, one, page)
    return None if paid is None else paid.amount


def _regular_price(text: str, one: Transform, page: Context) -> float | None:
    paid = money.read_regular(
        text,
        language=page.language,
        host=page.url,
        decimal=one.decimal,
        currency=one.currency,
    )
    return _price(text, one, page) if paid is None else paid.amount


def _currency(text: str, one: Transform, page: Context) -> str | None:
    """Return the code of the currency of a price, or of a sign or code alone."""
    paid = _money(text, one, page)
    if paid is not None:
        return paid.currency
    return currencies.code(
        text.strip(), language=page.language, host=page.url, currency=one.currency
    )


def _currency_raw(text: str, one: Transform, page: Context) -> str | None:
    paid = _money(text, one, page)
    if paid is not None:
        return paid.raw_currency or None
    return text.strip() if _currency(text, one, page) else None


def _number(text: str, one: Transform, page: Context) -> float | None:
    """Return the number that *text* is, or that stands in it beside a currency.

    What one locator finds bare, another of the field may find as a price.
    """
    found = numbers.read(text, decimal=one.decimal)
    if found is None:
        paid = money.read(text, language=page.language, decimal=one.decimal)
        found = None if paid is None else paid.amount
    return found


def _date(text: str, one: Transform, page: Context) -> str | None:
    return dates.read(
        text,
        language=page.language,
        host=page.url,
        order=one.order,
        role=DATE_ROLES.get(one.name),
    )


#: What words beside a date have to say of it.
DATE_ROLES: Final[Mapping[str, dates.DateRole]] = {
    "datePublished": "published",
    "dateModified": "modified",
}
_BOOLEANS: Final = {"true": True, "True": True, "false": False, "False": False}
_Maker: TypeAlias = "Callable[[str, Transform, Context], Scalar | None]"
#: Makes a value of its text, the transform, and the page that has it.
_MAKE: Final[Mapping[TransformName, _Maker]] = {
    "integer": lambda text, *_: _integer(text),
    "number": _number,
    "boolean": lambda text, *_: _BOOLEANS.get(text),
    "price": _price,
    "regularPrice": _regular_price,
    "currency": _currency,
    "currencyRaw": _currency_raw,
    "author": lambda text, _, page: people.byline(text, language=page.language),
    "date": _date,
    "datePublished": _date,
    "dateModified": _date,
    "availability": lambda text, _, page: availability.read(text, page.language),
    "sku": lambda text, _, page: identifiers.sku(text, page.language),
    "unlabelled": lambda text, _, page: identifiers.unlabelled(text, page.language),
    "gtin": lambda text, *_: identifiers.gtin(text),
    "isbn": lambda text, *_: identifiers.isbn(text),
    "rating": lambda text, *_: ratings.read(text),
    "count": lambda text, _, page: ratings.count(text, page.language),
    "duration": lambda text, _, page: durations.read(text, language=page.language),
    "image": lambda text, _, page: absolute_http(text, page.url or ""),
}
