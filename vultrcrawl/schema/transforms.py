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
        language = context.language or one.language
        value = _MAKE[one.name](str(value), one, language, context.url)
        if value is None:
            return None
    return value if value != "" else None


def _integer(text: str) -> int | None:
    try:
        return int(text)
    except ValueError:
        return None


def _money(
    text: str, one: Transform, language: str | None, url: str | None
) -> Money | None:
    return money.read(
        text,
        language=language,
        host=url,
        decimal=one.decimal,
        currency=one.currency,
        bare=True,
    )


def _price(
    text: str, one: Transform, language: str | None, url: str | None
) -> float | None:
    paid = _money(text, one, language, url)
    return None if paid is None else paid.amount


def _regular_price(
    text: str, one: Transform, language: str | None, url: str | None
) -> float | None:
    paid = money.read_regular(
        text, language=language, host=url, decimal=one.decimal, currency=one.currency
    )
    return _price(text, one, language, url) if paid is None else paid.amount


def _currency(
    text: str, one: Transform, language: str | None, url: str | None
) -> str | None:
    """Return the code of the currency of a price, or of a sign or code alone."""
    paid = _money(text, one, language, url)
    if paid is not None:
        return paid.currency
    return currencies.code(
        text.strip(), language=language, host=url, currency=one.currency
    )


def _currency_raw(
    text: str, one: Transform, language: str | None, url: str | None
) -> str | None:
    paid = _money(text, one, language, url)
    if paid is not None:
        return paid.raw_currency or None
    return text.strip() if _currency(text, one, language, url) else None


def _number(
    text: str, one: Transform, language: str | None, _url: str | None
) -> float | None:
    """Return the number that *text* is, or that stands in it beside a currency.

    What one locator finds bare, another of the field may find as a price.
    """
    found = numbers.read(text, decimal=one.decimal)
    if found is None:
        paid = money.read(text, language=language, decimal=one.decimal)
        found = None if paid is None else paid.amount
    return found


def _date(
    text: str, one: Transform, language: str | None, url: str | None
) -> str | None:
    return dates.read(
        text,
        language=language,
        host=url,
        order=one.order,
        role=DATE_ROLES.get(one.name),
    )


def _rating(text: str) -> float | None:
    found = ratings.read(text)
    return None if found is None else found.value


#: What words beside a date have to say of it.
DATE_ROLES: Final[Mapping[str, dates.DateRole]] = {
    "datePublished": "published",
    "dateModified": "modified",
}
_BOOLEANS: Final = {"true": True, "True": True, "false": False, "False": False}
_Maker: TypeAlias = "Callable[[str, Transform, str | None, str | None], Scalar | None]"
#: Makes a value of its text, the transform, and the page's language and URL.
_MAKE: Final[Mapping[TransformName, _Maker]] = {
    "integer": lambda text, *_: _integer(text),
    "number": _number,
    "boolean": lambda text, *_: _BOOLEANS.get(text),
    "price": _price,
    "regularPrice": _regular_price,
    "currency": _currency,
    "currencyRaw": _currency_raw,
    "author": lambda text, _, lang, __: people.byline(text, language=lang),
    "date": _date,
    "datePublished": _date,
    "dateModified": _date,
    "availability": lambda text, _, lang, __: availability.read(text, lang),
    "sku": lambda text, _, lang, __: identifiers.sku(text, lang),
    "unlabelled": lambda text, _, lang, __: identifiers.unlabelled(text, lang) or None,
    "gtin": lambda text, *_: identifiers.gtin(text),
    "isbn": lambda text, *_: identifiers.isbn(text),
    "rating": lambda text, *_: _rating(text),
    "count": lambda text, _, lang, __: ratings.count(text, lang),
    "duration": lambda text, _, lang, __: durations.read(text, language=lang),
    "image": lambda text, _, __, url: absolute_http(text, url or ""),
}
