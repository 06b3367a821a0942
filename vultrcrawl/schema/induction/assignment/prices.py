"""What stands beside a price: the one before a reduction, and the currency."""

from __future__ import annotations

from itertools import chain, islice
from typing import TYPE_CHECKING, Final

from vultrcrawl.page.html.text import text_of
from vultrcrawl.schema.induction.assignment.options import Assignment
from vultrcrawl.schema.induction.fitness import is_struck
from vultrcrawl.schema.model import MAX_LOCATORS
from vultrcrawl.values import currencies, money

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.html import HtmlElement

    from vultrcrawl.schema.induction.candidates.candidate import Candidate

#: Elements around a price in which the other one stands, and the longest text of these.
_AROUND, _LONGEST = 3, 160
#: Share of a candidate's pages, or of prices, that must agree.
_MOST: Final = 0.9


def old_price(
    candidates: Sequence[Candidate], assignments: Sequence[Assignment]
) -> Assignment | None:
    """Return where the ``regularPrice`` stands; None if none is shown, or it is known.

    That is an amount beside the price, in one short text with it, and higher; with
    other words, such as those of a postage, only if it is struck through.
    """
    decided = {one.name: one for one in assignments}
    price = decided.get("price")
    if price is None or "regularPrice" in decided:
        return None
    found = [
        one
        for one in candidates
        if one.kind == "css"
        and one.attribute in ("text", "own")
        and not one.is_usually_list
        and one not in price.candidates
        and _is_higher(one, price.candidates)
    ]
    found.sort(key=lambda one: (-len(one.values), one.attribute != "text", one.expr))
    if not found:
        return None
    return Assignment("regularPrice", price.support, tuple(found[:MAX_LOCATORS]))


def shown_currency(
    candidates: Sequence[Candidate], assignments: Sequence[Assignment]
) -> Assignment | None:
    """Return where the price stands with its sign; None if that is known, or nowhere.

    ``4 600<span>€</span>`` has the number in one place, and both in another.
    """
    decided = {one.name: one for one in assignments}
    price = decided.get("price")
    if price is None or "currency" in decided:
        return None
    if any(money.read(text) is not None for text in price.candidates[0].texts()):
        return None
    found = [
        one
        for one in candidates
        if one.kind == "css"
        and one.attribute == "text"
        and not one.is_usually_list
        and _is_same_with_sign(one, price.candidates[0])
    ]
    found.sort(key=lambda one: (-len(one.values), one.expr))
    if not found:
        return None
    return Assignment("currency", price.support, tuple(found[:MAX_LOCATORS]))


def without_other_currency(assignments: Sequence[Assignment]) -> list[Assignment]:
    """Return *assignments* without a currency that the sign of the price contradicts.

    A theme may state dollars in a shop that takes liras: ``\u20ba260``. A sign that
    several currencies have contradicts none.
    """
    decided = {one.name: one for one in assignments}
    price, currency = decided.get("price"), decided.get("currency")
    if price is None or currency is None:
        return list(assignments)
    paid = price.candidates[0]
    signs = [
        currencies.certain(found.raw_currency)
        for text in paid.texts()
        if len(text) <= _LONGEST and (found := money.read(text)) is not None
    ]
    said = (text.strip() for text in currency.candidates[0].texts())
    stated = {currencies.certain(text) or text.upper() for text in said}
    other = sum(sign is not None and sign not in stated for sign in signs)
    if other < _MOST * max(1, len(paid.texts())):
        return list(assignments)
    return [one for one in assignments if one is not currency]


def _is_same_with_sign(one: Candidate, price: Candidate) -> bool:
    """Whether *one* says what *price* does and its currency, on most of its pages."""
    same = 0
    for page, texts in one.values.items():
        paid = money.read(texts[0]) if len(texts[0]) <= _LONGEST else None
        amount = _amount(price.values[page][0]) if page in price.values else None
        if paid is not None and paid.currency is not None:
            same += paid.amount == amount
    return 0 < same >= _MOST * len(one.values)


def _is_higher(one: Candidate, prices: Sequence[Candidate]) -> bool:
    """Whether *one* is the higher amount beside the price, on most of its pages."""
    struck, higher = is_struck(one), 0
    for page, elements in one.elements.items():
        amount = _amount(one.values[page][0]) if page in one.values else None
        paid = next(
            (
                read
                for price in prices
                if page in price.values
                and (read := _amount(price.values[page][0])) is not None
            ),
            None,
        )
        if amount is not None and paid is not None and paid < amount:
            pairs = _pairs_around(elements[0], worded=struck)
            higher += (amount, paid) in pairs
    return 0 < higher >= _MOST * len(one.values)


def _amount(text: str) -> float | None:
    found = money.read(text, bare=True) if len(text) <= _LONGEST else None
    return None if found is None else found.amount


def _pairs_around(element: HtmlElement, *, worded: bool) -> set[tuple[float, float]]:
    """Return the old and the new price that *element* and those around it say.

    Without other words beside both, unless these may be *worded*.
    """
    pairs = set()
    for around in chain((element,), islice(element.iterancestors(), _AROUND)):
        text = text_of(around)
        if len(text) > _LONGEST:
            break
        old, new = money.read_regular(text), money.read(text)
        if old is None or new is None:
            continue
        rest = text.replace(old.raw_currency, "").replace(new.raw_currency, "")
        if worded or not any(map(str.isalpha, rest)):
            pairs.add((old.amount, new.amount))
    return pairs


BESIDE: Final = (old_price, shown_currency)
"""Functions that find what stands beside a price, of candidates and assignments."""
