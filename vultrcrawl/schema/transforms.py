"""From raw text to the value of a record, by the transforms that a field states."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

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
        value = _MAKE[one.name](str(value), one, context)
        if value is None:
            return None
    return value if value != "" else None


def _language(one: Transform, context: Context) -> str | None:
    return context.language or one.language


def _integer(text: str, _one: Transform, _context: Context) -> int | None:
    try:
        return int(text)
    except ValueError:
        return None


def _boolean(text: str, _one: Transform, _context: Context) -> bool | None:
    known = {"true": True, "True": True, "false": False, "False": False}
    return known.get(text)


def _money(text: str, one: Transform, context: Context) -> Money | None:
    return money.read(
        text,
        language=_language(one, context),
        host=context.url,
        decimal=one.decimal,
        currency=one.currency,
        bare=True,
    )


def _price(text: str, one: Transform, context: Context) -> float | None:
    paid = _money(text, one, context)
    return None if paid is None else paid.amount


def _regular_price(text: str, one: Transform, context: Context) -> float | None:
    paid = money.read_regular(
        text,
        language=_language(one, context),
        host=context.url,
        decimal=one.decimal,
        currency=one.currency,
    )
    return _price(text, one, context) if paid is None else paid.amount


def _currency(text: str, one: Transform, context: Context) -> str | None:
    """Return the code of the currency of a price, or of a sign or code alone."""
    paid = _money(text, one, context)
    if paid is not None:
        return paid.currency
    return currencies.code(
        text.strip(),
        language=_language(one, context),
        host=context.url,
        currency=one.currency,
    )


def _currency_raw(text: str, one: Transform, context: Context) -> str | None:
    paid = _money(text, one, context)
    if paid is not None:
        return paid.raw_currency or None
    return text.strip() if _currency(text, one, context) else None


def _number(text: str, one: Transform, context: Context) -> float | None:
    """Return the number that *text* is, or that stands in it beside a currency.

    What one locator finds bare, another of the field may find as a price.
    """
    found = numbers.read(text, decimal=one.decimal)
    if found is None:
        paid = money.read(text, language=_language(one, context), decimal=one.decimal)
        found = None if paid is None else paid.amount
    return found


def _date(text: str, one: Transform, context: Context) -> str | None:
    return dates.read(
        text,
        language=_language(one, context),
        host=context.url,
        order=one.order,
        role=DATE_ROLES.get(one.name),
    )


def _availability(text: str, one: Transform, context: Context) -> str | None:
    return availability.read(text, _language(one, context))


def _author(text: str, one: Transform, context: Context) -> str | None:
    return people.byline(text, language=_language(one, context))


def _sku(text: str, one: Transform, context: Context) -> str | None:
    return identifiers.sku(text, _language(one, context))


def _unlabelled(text: str, one: Transform, context: Context) -> str | None:
    return identifiers.unlabelled(text, _language(one, context)) or None


def _rating(text: str, _one: Transform, _context: Context) -> float | None:
    found = ratings.read(text)
    return None if found is None else found.value


def _count(text: str, one: Transform, context: Context) -> int | None:
    return ratings.count(text, _language(one, context))


def _duration(text: str, one: Transform, context: Context) -> str | None:
    return durations.read(text, language=_language(one, context))


def _image(text: str, _one: Transform, context: Context) -> str | None:
    return absolute_http(text, context.url or "")


#: What words beside a date have to say of it.
DATE_ROLES: Final[Mapping[str, dates.DateRole]] = {
    "datePublished": "published",
    "dateModified": "modified",
}
_MAKE: Final[
    Mapping[TransformName, Callable[[str, Transform, Context], Scalar | None]]
] = {
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
    "price": _price,
    "regularPrice": _regular_price,
    "currency": _currency,
    "currencyRaw": _currency_raw,
    "author": _author,
    "date": _date,
    "datePublished": _date,
    "dateModified": _date,
    "availability": _availability,
    "sku": _sku,
    "unlabelled": _unlabelled,
    "gtin": lambda text, _one, _context: identifiers.gtin(text),
    "isbn": lambda text, _one, _context: identifiers.isbn(text),
    "rating": _rating,
    "count": _count,
    "duration": _duration,
    "image": _image,
}
