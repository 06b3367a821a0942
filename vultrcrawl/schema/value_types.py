"""Which transform makes the values of a role, and with what told by the site."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from vultrcrawl.schema.model import Transform
from vultrcrawl.schema.transforms import convert
from vultrcrawl.schema.values import DATE, DATE_TIME
from vultrcrawl.values import currencies, dates, money, numbers
from vultrcrawl.values.locales import ANYWHERE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from vultrcrawl.schema.model import JsonType, TransformName
    from vultrcrawl.schema.values import Scalar
    from vultrcrawl.values.locales import Locale

#: Values of a field by which the signs and the order of its numbers are told.
_SEEN: Final = 200
#: Share of a role's values that its transform must read, for a field to have it.
_READ: Final = 0.5
_OF_MONEY: Final = ("price", "regularPrice", "currency", "currencyRaw")
_OF_DATES: Final = ("date", "datePublished", "dateModified", "startDate", "endDate")

#: The transform of the values that a role has. Roles without one are text.
ROLES: Final[Mapping[str, TransformName]] = {
    **dict.fromkeys(("price", "lowPrice", "highPrice", "salePrice"), "price"),
    **dict.fromkeys(("regularPrice", "listPrice"), "regularPrice"),
    "currency": "currency", "priceCurrency": "currency", "currencyRaw": "currencyRaw",
    **dict.fromkeys(
        (
            "dateCreated", "uploadDate", "datePosted", "endDate", "validThrough",
            "priceValidUntil", "date",
        ),
        "date",
    ),
    "datePublished": "datePublished", "dateModified": "dateModified",
    "startDate": "startDate",
    "availability": "availability",
    **dict.fromkeys(("sku", "mpn", "productID"), "sku"),
    **dict.fromkeys(("brand", "manufacturer"), "unlabelled"),
    **dict.fromkeys(("gtin", "gtin8", "gtin12", "gtin13", "gtin14", "ean"), "gtin"),
    "isbn": "isbn", "author": "author",
    **dict.fromkeys(("rating", "ratingValue"), "rating"), "bestRating": "number",
    **dict.fromkeys(("reviewCount", "ratingCount", "commentCount"), "count"),
    **dict.fromkeys(
        ("totalTime", "prepTime", "cookTime", "performTime", "duration"), "duration"
    ),
    **dict.fromkeys(("image", "images", "thumbnailUrl"), "image"),
}  # fmt: skip


def for_role(
    role: str,
    texts: Sequence[str],
    locale: Locale = ANYWHERE,
    *,
    currency: str | None = None,
) -> Transform | None:
    """Return the transform of a field with this *role*, or name; None for text.

    None also where it reads fewer than half of *texts*, the field's values: they are
    something else. *currency* is the code that the site states elsewhere.
    """
    name = ROLES.get(role)
    if name is None:
        return None
    found = settled(name, texts, locale, currency=currency)
    read = sum(convert(text, (found,), locale) is not None for text in texts[:_SEEN])
    return found if read >= _READ * min(len(texts), _SEEN) and read else None


def settled(
    name: TransformName,
    texts: Sequence[str],
    locale: Locale = ANYWHERE,
    *,
    currency: str | None = None,
) -> Transform:
    """Return the transform *name* with what all *texts* of a field tell of each.

    That is the sign before decimals and the order of dates, where only some of them
    show it; and the *currency* that a sign of several stands for.
    """
    seen, language = texts[:_SEEN], locale.language
    if name in _OF_MONEY:
        if currency is None:
            currency = _common_currency(seen, locale)
        decimal = numbers.decimal_of(seen)
        return Transform(
            name=name, language=language, decimal=decimal, currency=currency
        )
    if name in _OF_DATES:
        order = dates.date_order(seen)
        return Transform(name=name, language=language, order=order)
    if name in ("number", "rating", "count"):
        decimal = numbers.decimal_of(seen) if name == "number" else None
        return Transform(name=name, decimal=decimal)
    if name in ("integer", "boolean", "gtin", "isbn", "image"):
        return Transform(name=name)
    return Transform(name=name, language=language)


def _common_currency(texts: Iterable[str], locale: Locale) -> str | None:
    """Return the currency that all *texts* have whose sign stands for one alone."""
    paid = (money.read(text, locale) for text in texts)
    signs = {one.raw_currency for one in paid if one is not None}
    codes = {code for sign in signs if (code := currencies.certain(sign))}
    return codes.pop() if len(codes) == 1 else None


def stated_currency(texts: Iterable[str]) -> str | None:
    """Return the code that all *texts* of a currency's field mean, if it is one."""
    codes = {currencies.certain(text.strip()) for text in texts}
    return codes.pop() if len(codes) == 1 else None


def most(languages: Sequence[str | None]) -> str | None:
    """Return the language that most pages state; None if most state none."""
    return Counter(languages).most_common(1)[0][0] if languages else None


def type_of(
    name: TransformName, values: Sequence[Scalar]
) -> tuple[JsonType, str | None]:
    """Return JSON type and format of *values*, made by the transform *name*."""
    if name in ("price", "regularPrice", "rating", "number"):
        return "number", None
    if name in ("count", "integer"):
        return "integer", None
    if name == "boolean":
        return "boolean", None
    if name in _OF_DATES:
        texts = list(map(str, values))
        for pattern, format_ in ((DATE, "date"), (DATE_TIME, "date-time")):
            if texts and all(map(pattern.fullmatch, texts)):
                return "string", format_
        return "string", None
    return "string", {"image": "uri", "duration": "duration"}.get(name)
