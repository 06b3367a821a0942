"""Amounts of money: a number with the sign or code of a currency right beside it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from vultrcrawl.urls.short_cache import short_cache
from vultrcrawl.values import currencies
from vultrcrawl.values.locales import ANYWHERE, base, phrases, table
from vultrcrawl.values.locales import decimal as usual_decimal
from vultrcrawl.values.numbers import NUMBER, normal, parsed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vultrcrawl.values.currencies import Sign
    from vultrcrawl.values.locales import Decimal, Locale

#: Longest text that is read, in characters, and the most amounts in it.
MAX_TEXT: Final = 300
_MAX_AMOUNTS: Final = 20
#: Currencies with three decimals (ISO 4217): one sign before three digits is theirs.
_THREE: Final = frozenset(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"))
#: Cents that are written as a dash: ``1.299,-``.
_DASH: Final = re.compile(r"[.,]?[-\u2013\u2014]{1,2}(?!\s?\d)")
_EVEN: Final = re.compile(r"\s?:[-\u2013](?!\d)")
#: Cents behind the sign, ``12€50``, or apart, as raised: ``$19 99``, ``19 99 €``.
_CENTS: Final = re.compile(r"\d\d(?![\d%])(?![.,]\d)")
_APART: Final = re.compile(r"(?: | [.,] ?)(\d\d)(?![\d%])(?![.,']\d)")
_LOWER: Final = re.compile(r" ?[a-z]")
_UNIT: Final = re.compile(r"\s?/\s?(?:\d+\s?)?[^\W\d]")
#: What leads to one of several payments: ``12x de R$ 108,32``, ``3 x 20 €``.
_INSTALMENT: Final = re.compile(r"\d{1,3} ?[x\u00d7](?: [^\W\d]{2,3})? ?$")
_RANGE: Final = re.compile(
    r"\s*(?:[-\u2013\u2014~\u301c\uff5e]|to|bis|a|à|al|do|до|ile|through)\s*",
    re.IGNORECASE,
)
_FOLLOWED: Final = re.compile(r" ?\d")
_WORDS: Final = re.compile(r"[^\W\d_]+")


class Money(NamedTuple):
    """An amount of money."""

    amount: float
    currency: str | None
    """ISO 4217 code; None if the sign alone does not tell, or there is none."""
    raw_currency: str
    """The sign or code as written; "" if there is none."""


class _Found(NamedTuple):
    """An amount, and where it stands with its sign."""

    money: Money
    start: int
    end: int
    is_aside: bool
    """Whether it is what is saved, a tax, a postage, the price of a litre."""


@short_cache(65_536)
def read(
    text: str,
    locale: Locale = ANYWHERE,
    *,
    decimal: Decimal | None = None,
    currency: str | None = None,
    bare: bool = False,
) -> Money | None:
    """Return what has to be paid by a short *text*; None if it says no amount.

    Of an old and a new price that is the new one, of a range the start. *decimal* is
    the sign before decimals and *currency* the code of the site's other prices. With
    *bare*, a number alone is an amount, too: where something else says that it is a
    price.
    """
    amounts = _amounts(text, locale, decimal, currency)
    if not amounts:
        return _bare(text, locale.language, decimal) if bare else None
    paid = [one for one in amounts if not one.is_aside] or amounts
    if len(paid) > 1 and _RANGE.fullmatch(text[paid[0].end : paid[1].start]):
        return paid[0].money
    return min(paid, key=lambda one: one.money.amount).money


@short_cache(65_536)
def read_regular(
    text: str,
    locale: Locale = ANYWHERE,
    *,
    decimal: Decimal | None = None,
    currency: str | None = None,
) -> Money | None:
    """Return the price before a reduction where *text* has both; else None."""
    amounts = _amounts(text, locale, decimal, currency)
    paid = [one for one in amounts if not one.is_aside]
    if len(paid) < 2 or _RANGE.fullmatch(text[paid[0].end : paid[1].start]):
        return None
    most = max(paid, key=lambda one: one.money.amount).money
    least = min(one.money.amount for one in paid)
    return most if most.amount > least else None


def _bare(text: str, language: str | None, decimal: Decimal | None) -> Money | None:
    """Return the number that *text* is, as an amount without a sign."""
    digits = _DASH.sub("", normal(text).strip()).rstrip(".,")
    if len(digits) > 40 or not NUMBER.fullmatch(digits):
        return None
    # Stated data has a point before decimals, of any number: 19.990 is 19.99.
    sign = decimal or usual_decimal(language)
    amount = parsed(digits, decimal=sign)
    return None if amount is None else Money(amount, None, "")


def _amounts(
    text: str, locale: Locale, decimal: Decimal | None, currency: str | None
) -> list[_Found]:
    """Return the amounts in *text* that have a sign beside them, in their order."""
    text = text[:MAX_TEXT]
    plain = normal(text)
    found: list[_Found] = []
    end = 0
    trailing = _is_trailing(plain, locale)
    for match in NUMBER.finditer(plain):
        if match.start() < end or len(found) == _MAX_AMOUNTS:
            continue
        read_ = _amount(plain, match, end, locale, trailing=trailing)
        if read_ is None:
            continue
        digits, sign, start, stop = read_
        if _is_signed(plain, start):
            end = stop
            continue
        code = currencies.code(sign.key, locale, currency=currency)
        amount = _number(digits, code, locale.language, decimal)
        if amount is None or (currencies.is_word(sign.key) and "." not in digits[-3:]):
            continue
        if currencies.is_minor(sign.key):
            amount = round(amount / 100, 4)
        aside = _is_aside(plain, end, start, stop, locale.language)
        raw = text[sign.start : sign.end].strip()
        found.append(_Found(Money(amount, code, raw), start, stop, aside))
        end = stop
    return found


def _amount(
    plain: str,
    match: re.Match[str],
    begin: int,
    locale: Locale,
    *,
    trailing: bool,
) -> tuple[str, Sign, int, int] | None:
    """Return digits and sign of the number at *match*, and where both start and end.

    None if it has no sign beside it, or is a part of something else.
    """
    digits, end = match[0], match.end()
    whole = not re.search(r"[.,]\d{1,2}$", digits)
    first = currencies.before(plain, match.start(), locale)
    if first is not None and first.start < begin:
        first = None
    cents = _APART.match(plain, end) if whole else None
    if first is not None:
        if cents is not None and not _LOWER.match(plain, cents.end()):
            digits, end = f"{digits}.{cents[1]}", cents.end()
        elif dash := _DASH.match(plain, end):
            end = dash.end()
        behind = currencies.after(plain, end, locale)
        if behind is None and plain[end : end + 1].isalpha():
            return None  # "$500K"
        if behind is not None and _says_which(behind, first, plain):
            return digits, behind, first.start, behind.end
        return digits, first, first.start, end
    if cents is not None:
        behind = currencies.after(plain, cents.end(), locale)
        if behind is not None:
            return f"{digits}.{cents[1]}", behind, match.start(), behind.end
    return _signed_behind(plain, match, locale, trailing=trailing)


def _says_which(behind: Sign, first: Sign, plain: str) -> bool:
    """Whether a code behind an amount says which dollar: ``$19.99 CAD``."""
    code = behind.key
    is_code = len(code) == 3 and code.isalpha() and code.isupper()
    return is_code and code != first.key and not _FOLLOWED.match(plain, behind.end)


def _is_trailing(plain: str, locale: Locale) -> bool:
    """Whether a sign stands behind some number of *plain*, and before no other.

    Then so do the others: ``690 RON 857 RON``.
    """
    for match in NUMBER.finditer(plain):
        sign = currencies.after(plain, match.end(), locale)
        if sign is not None and not _FOLLOWED.match(plain, sign.end):
            return True
    return False


def _signed_behind(
    plain: str, match: re.Match[str], locale: Locale, *, trailing: bool
) -> tuple[str, Sign, int, int] | None:
    digits, start, end = match[0], match.start(), match.end()
    if start and (plain[start - 1].isalpha() or plain[start - 1] in "#_/"):
        return None
    if dash := _DASH.match(plain, end):
        end = dash.end()
    elif even := _EVEN.match(plain, end):
        end = even.start()
    sign = currencies.after(plain, end, locale)
    if sign is None:
        return None
    if sign.start > end and not trailing and _FOLLOWED.match(plain, sign.end):
        return None  # "3 $5": it is the next number's
    cents = _CENTS.match(plain, sign.end) if sign.start == end else None
    if cents is not None and digits.isdigit():
        return f"{digits}.{cents[0]}", sign, start, cents.end()
    return digits, sign, start, sign.end


def _number(
    digits: str, code: str | None, language: str | None, decimal: Decimal | None
) -> float | None:
    """Return the number that *digits* are, as an amount of the currency *code*."""
    if code in _THREE:
        decimal = decimal or usual_decimal(language)
    return parsed(digits, decimal=decimal)


def _is_signed(plain: str, start: int) -> bool:
    """Whether a plus or minus stands before an amount: what is added, or taken off."""
    before = plain[:start].rstrip(" ")
    if before[-1:] not in ("-", "+", "\u2013"):
        return False
    return len(before) == start or not before[:-1].strip()


def _is_aside(
    plain: str, begin: int, start: int, end: int, language: str | None
) -> bool:
    """Whether what stands around an amount says that it is not what is paid."""
    lead = plain[begin:start]
    depth = max(lead.rfind("("), lead.rfind("\uff08"), lead.rfind("["))
    if depth > max(lead.rfind(")"), lead.rfind("\uff09"), lead.rfind("]")):
        return True
    if _UNIT.match(plain, end) or _INSTALMENT.search(lead):
        return True
    if begin and lead.rstrip().endswith("+"):
        return True
    words = " ".join(_WORDS.findall(lead.casefold())[-4:])
    return bool(words) and any(
        f" {words} ".endswith(f" {phrase} ")
        or (not phrase.isascii() and phrase in words)
        for phrase in _asides(base(language))
    )


@lru_cache(maxsize=256)
def _asides(language: str) -> Sequence[str]:
    """Return phrases before what is no price, in *language* and in English."""
    known = phrases(table("price_words"), language)
    return [" ".join(_WORDS.findall(one.casefold())) for one in known]
