"""Whether values can be what a property holds, by how they are written."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from itertools import chain, islice
from typing import TYPE_CHECKING, Final

from vultrcrawl.page.html.text import text_of
from vultrcrawl.schema.induction.boilerplate import is_interface
from vultrcrawl.schema.properties.registry import PROPERTIES
from vultrcrawl.schema.sources.nodes import STRUCK, struck_by
from vultrcrawl.schema.sources.prose import is_torn
from vultrcrawl.schema.sources.trails import begins_trail, is_in_trail
from vultrcrawl.schema.values import price
from vultrcrawl.values import availability, durations, money, people
from vultrcrawl.values.dates import date_in
from vultrcrawl.values.declarations import declared
from vultrcrawl.values.images import ENDINGS
from vultrcrawl.values.numbers import normal

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from lxml.html import HtmlElement

    from vultrcrawl.schema.induction.candidates.candidate import Candidate
    from vultrcrawl.schema.properties.registry import Accepts
    from vultrcrawl.values.money import Money

#: Share of the values that must fit.
_MOST: Final = 0.6
#: Share of the pages on which a text may be the same: else it is of the site.
_SLOGAN: Final = 0.75
_SAME_PICTURE: Final = 0.6
#: Longest names, persons or labels, codes, lines with a date and places, in characters.
_NAME, _LABEL, _CODE, _LINE, _PLACE = 300, 80, 40, 100, 140
#: Pages on which a price is compared with what stands around it, and the elements.
_PAGES, _AROUND = 5, 3
_FILE_NAME = re.compile(rf".*\.(?:{ENDINGS}|svg)", re.IGNORECASE)
_ADDRESS = re.compile(
    rf"(?:https?:)?/|data:|\.{{1,2}}/|{_FILE_NAME.pattern}", re.IGNORECASE
)
_SPACE = re.compile(r"\s")
_DIGIT = re.compile(r"\d")
#: What a code has: a digit, or capitals alone.
_CODED = re.compile(r"\d|^[A-Z]+(?:[-_.][A-Z]+)*$")
_LETTER = re.compile(r"[^\W\d_]")
_NUMBER = re.compile(r"\D{0,20}\d[\d.,]*\D{0,20}")
#: A line with a label of its own, and the share of lines from which on they have one.
_LABELLED = re.compile(r"[^:\uff1a]{1,40}[:\uff1a]\s*\S")
_HAVE: Final = 0.6
#: An amount: thousands in groups, of which the last has three digits. A version, such
#: as ``1.36.0``, is none.
_AMOUNT = re.compile(r"\D{0,20}\d+(?:([.,])(?:\d{2,3}\1)*\d{3})?(?:[.,]\d*)?\D{0,20}")
#: What is written as a GTIN or an ISBN: a sum has fewer digits, or groups of them.
_TRADE_NUMBER = re.compile(r"(?:\D{0,12}[:\s])?\d{12,14}")
#: A telephone number, and what stands around it.
_TELEPHONE = re.compile(r"[^\d*@]{0,12}(?:\d[^\d*@]{0,6}){5,20}")
_ISO_4217 = re.compile(r"[A-Za-z]{3}")
#: Letters beside an amount, at most, if no currency is known by them: more are a title
#: with its number, such as ``53.4. pg_amop``.
_SIGN: Final = 5
#: Commas in a text that lists all ingredients, at least.
_LISTED: Final = 3
_CODE_SIGNS = re.compile(r"[()\[\]{}=;*#]|--|::|[^\W\d][._][^\W\d]")


def fits(name: str, one: Candidate) -> bool:
    """Whether most values of *one* can be the property *name*, and vary as it does."""
    property_ = PROPERTIES[name]
    # Two things may share a brand or a price, but no text.
    few = 1 if property_.accepts == "prose" else 2
    if one.is_constant and not property_.may_be_constant and len(one.keys) > few:
        return False
    if _is_site_wide(property_.accepts, one) or (
        property_.accepts == "prose" and _has_holes(one)
    ):
        return False
    if one.is_usually_list and not property_.is_list:
        if name == "description":
            return not have_labels(one.texts())
        return name in ("articleBody", "recipeInstructions")
    if (
        (name == "price" and (_is_part(one) or is_struck(one)))
        or (property_.accepts == "trail" and not one.is_list)
        or (property_.accepts == "person" and any(map(is_in_trail, _first(one)[:1])))
        or (name == "category" and _begins_trail(_first(one)))
    ):
        return False
    return written_as(name, one.texts()[:200])


def have_labels(texts: Sequence[str]) -> bool:
    """Whether most of *texts* are lines of a label and its value."""
    labelled = sum(_LABELLED.match(text) is not None for text in texts)
    return labelled >= _HAVE * max(1, len(texts))


def lacks_cents(one: Candidate, others: Sequence[Candidate]) -> bool:
    """Whether *one*, found between texts, ends before the last digits of a price.

    Of ``12€<sup>50</sup>`` it has ``12€``, and one of the *others*, a place, has all.
    """
    return one.kind == "near" and any(
        2 * sum(map(_goes_on, one.texts(), other.texts())) > len(one.texts())
        for other in others
        if other.kind == "css" and other.values.keys() == one.values.keys()
    )


def _goes_on(part: str, whole: str) -> bool:
    return whole.startswith(part) and whole[len(part) :][:1].isdigit()


def written_as(name: str, texts: Sequence[str]) -> bool:
    """Whether most of *texts* are written as values of the property *name* are."""
    accepts = PROPERTIES[name].accepts
    test = _OF_NAME.get(name, _TESTS[accepts])
    return sum(map(bool, map(test, texts))) >= _MOST * len(texts)


def _is_site_wide(accepts: Accepts, one: Candidate) -> bool:
    """Whether most pages have the same text, or the same picture first: an icon."""
    if accepts == "prose":
        counts, share = Counter(one.keys.values()), _SLOGAN
    elif accepts == "image":
        counts = Counter(texts[0] for texts in one.values.values() if texts)
        share = _SAME_PICTURE
    else:
        return False
    most = max(counts.values(), default=0)
    return most > max(2, share * counts.total())


def _has_holes(one: Candidate) -> bool:
    """Whether *one* is text without the links and emphasis in its sentences."""
    return one.attribute == "own" and any(
        is_torn(element) for placed in one.elements.values() for element in placed
    )


def is_struck(one: Candidate) -> bool:
    """Whether most values of *one* are struck through, as an old price is."""
    if one.kind == "near":  # its attribute begins with the look of the element
        tag = (one.attribute or "").partition(" ")[0].partition(".")[0]
        return tag in STRUCK
    struck = sum(struck_by(placed) is not None for placed in _first(one))
    return 2 * struck > len(one.elements) > 0


def _first(one: Candidate) -> list[HtmlElement]:
    """Return where the first value of *one* stands on each page."""
    return [elements[0] for elements in one.elements.values() if elements]


def _begins_trail(elements: Sequence[HtmlElement]) -> bool:
    return 2 * sum(map(begins_trail, elements)) > len(elements)


def _is_part(one: Candidate) -> bool:
    """Whether the prices of *one* are parts of others: the dollars of ``$19<sup>99``.

    What an element says is compared with the short text of the elements around it.
    There the price is another one, too, where this is an old one.
    """
    if one.attribute not in ("text", "own"):
        return False
    parts = pages = 0
    for page, elements in list(one.elements.items())[:_PAGES]:
        if not (texts := one.values.get(page)):
            continue
        pages += 1
        said = money.read(texts[0], bare=True)
        paid = _paid_around(elements[0])
        parts += said is not None and paid is not None and said.amount != paid.amount
    return 2 * parts > pages


def _paid_around(element: HtmlElement) -> Money | None:
    """Return what has to be paid by the text of *element* and of those around it."""
    found = None
    for around in chain((element,), islice(element.iterancestors(), _AROUND)):
        whole = text_of(around)
        if len(whole) > _CODE:
            break
        found = money.read(whole) or found
    return found


def _is_name(text: str) -> bool:
    return len(text) <= _NAME and not _ADDRESS.match(text)


def _is_label(text: str, longest: int = _LABEL) -> bool:
    return (
        len(text) <= longest
        and _LETTER.search(text) is not None
        and not _ADDRESS.match(text)
        and not text.endswith((":", "\uff1a"))  # what labels a value is none
    )


def _is_person(text: str) -> bool:
    """Whether *text* may name somebody, beside a date or not: no date alone."""
    return (
        _is_label(text)
        and not is_interface(text)
        and (people.byline(text) is not None or date_in(text) is None)
    )


def _is_ingredient(text: str) -> bool:
    """Whether *text* may be an ingredient, or all of them with commas between."""
    return _is_label(text) or text.count(",") >= _LISTED


def _is_address(text: str) -> bool:
    """Whether *text* is no more than an address: a text may begin with a file name."""
    return _ADDRESS.match(text) is not None and (
        _SPACE.search(text) is None or _FILE_NAME.fullmatch(text) is not None
    )


def _is_image(text: str) -> bool:
    return _ADDRESS.match(text) is not None and not text.startswith("data:")


def _is_price(text: str) -> bool:
    if len(text) > _LABEL or _TRADE_NUMBER.fullmatch(text):
        return False
    return price(text) is not None or (
        _AMOUNT.fullmatch("".join(normal(text).split())) is not None
        and sum(map(str.isalpha, text)) <= _SIGN
        and not text.rstrip().endswith(".")  # the number of a section
        and date_in(text) is None
    )


def _is_date(text: str) -> bool:
    return len(text) < _LINE and date_in(text) is not None


def _is_duration(text: str) -> bool:
    """Whether *text* says how long something takes, beside something else or not."""
    return durations.read(text) is not None or durations.beside(text) is not None


def _is_currency(text: str) -> bool:
    """Whether *text* is a code of ISO 4217, or has a sign of a currency in it."""
    return bool(_ISO_4217.fullmatch(text)) or any(
        unicodedata.category(sign) == "Sc" for sign in text
    )


def _is_number(text: str) -> bool:
    return _NUMBER.fullmatch(text) is not None and durations.read(text) is None


def _is_prose(text: str) -> bool:
    """Whether *text* has words; how long the preparation takes is no text of it."""
    if _LETTER.search(text) is None or _is_address(text):
        return False
    return len(text) > _CODE or durations.read(text) is None


#: Where what a property accepts does not say it all.
_OF_NAME: Final[dict[str, Callable[[str], object]]] = {
    "signature": lambda text: _CODE_SIGNS.search(text) or declared(text),
    "recipeIngredient": _is_ingredient,
    "telephone": _TELEPHONE.fullmatch,
    "email": lambda text: "@" in text,
    "location": lambda text: _is_label(text, _PLACE),
    "keywords": lambda text: all(map(_is_label, filter(None, text.split(",")))),
}
_TESTS: Final[dict[Accepts, Callable[[str], bool]]] = {
    "text": _is_name,
    "label": _is_label,
    "prose": _is_prose,
    "person": _is_person,
    "price": _is_price,
    "currency": lambda text: len(text) <= 5 and _is_currency(text),
    "availability": lambda text: availability.read(text) is not None,
    "code": lambda text: len(text) <= _CODE and _CODED.search(text) is not None,
    "number": _is_number,
    "date": _is_date,
    "duration": _is_duration,
    "image": _is_image,
    "url": lambda text: _ADDRESS.match(text) is not None,
    "trail": _is_label,
}
