"""Which place of cards has the name, the link, the price ..., by a model's scores."""

from __future__ import annotations

import re
from collections import defaultdict
from statistics import fmean
from typing import TYPE_CHECKING

import numpy as np

from vultrcrawl.schema.properties.registry import by_class
from vultrcrawl.schema.repetition.card_columns.features import common_start
from vultrcrawl.schema.repetition.targets import address_of
from vultrcrawl.schema.sources.paths import Place
from vultrcrawl.schema.values import folded
from vultrcrawl.urls.actions import by_address
from vultrcrawl.urls.files import is_file
from vultrcrawl.urls.normal_form import normalize_routed
from vultrcrawl.values import money
from vultrcrawl.values.dates import date_in

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from numpy.typing import NDArray

    from vultrcrawl.schema.repetition.card_columns.places import Card, Column

ROLES = (
    "none", "name", "itemUrl", "image", "price", "regularPrice", "datePublished",
    "author", "description",
)  # fmt: skip
"""Classes of the model, in its order."""
#: How much more a text counts for a name in the item's own link; and how much less than
#: one with all words of its address, if that is any: with half of them by far.
_LINKED, _SPELLED, _ALL = 2.0, 8.0, 3
#: How much more it counts if its class calls it one; how likely another role is that a
#: class says; shortest mean length of a text, in characters.
_CALLED, _SAID, _TEXT = 4.0, 0.6, 40
#: The part of a class that says it is of a card: ``product-card__name``.
_PART = re.compile(r"(?<![^\W_])card(?:-(?!-)|__)")
#: Links that may be the item's own and are tried with all names.
_LIKELY = 6
#: What a link counts for that leads to no page that is known, of one that does.
_ELSEWHERE = 0.3
#: A name may stand in so many cards of a page without counting less.
_REPEATED = 3
#: Share of the pictures of a page's cards, and of all, that differ at least: a sign of
#: unread threads is on many of them. So many cards tell that.
_PICTURED, _SIGNED = 0.35, 4
#: Texts of links that are less apart on the cards of a page are not of the card.
_SHARED = 0.2
#: Probabilities from which on a place has a role. A card without a name is none, so the
#: best place has it; a wrong link is worse than none.
_LEAST = {"name": 0.01, "itemUrl": 0.03, "image": 0.25, "price": 0.35}
_LEAST_OTHER = 0.5


def roles_of(
    found: Sequence[Column],
    scores: NDArray[np.float64],
    cards: Sequence[Card],
    pages: AbstractSet[str] = frozenset(),
) -> dict[str, int]:
    """Return the column of each role that is told, by its number.

    *scores* are those of the model, shape (columns, roles); *pages* are URLs of pages
    of the site that are known.
    """
    leading = np.array([_leading(column, pages) for column in found])
    chosen: dict[str, int] = {}
    links = np.array([column.place.attribute == "href" for column in found])
    sources = np.array([is_source(column) for column in found])
    texts = ~links & ~sources
    called = [_called(column) for column in found]
    by_name = np.array([1 + _CALLED * (one == "name") for one in called])
    names = np.where(texts, scores[:, 1] * by_name * _telling(found, cards), -1)
    own_links = scores[:, 2] * leading
    likely = np.argsort(-np.where(links, own_links, -1), kind="stable")
    # The name and the item's link are chosen together: one stands in the other.
    best = 0.0
    for at in map(int, likely[:_LIKELY]):
        if not links[at] or scores[at, 2] < _LEAST["itemUrl"]:
            break
        own = found[at].first()
        linked = np.array([_share_in(column, own) for column in found])
        spelled = np.array([_share_spelled(column, own) for column in found])
        alike = 1 + _SPELLED * spelled**_ALL
        both = names * (1 + _LINKED * linked) * alike / alike.max() * own_links[at]
        if both.max() > best:
            best = float(both.max())
            chosen = {"itemUrl": at, "name": int(np.argmax(both))}
    if not chosen and names.max() > 0:
        chosen["name"] = int(np.argmax(names))
    if chosen and names[chosen["name"]] < _LEAST["name"]:
        del chosen["name"]
    if "name" in chosen:
        chosen["name"] = _without_link(found, chosen["name"], cards)
    taken = set(chosen.values())
    leads = found[chosen["itemUrl"]].first() if "itemUrl" in chosen else {}
    signs = np.array([_is_sign(column, cards, leads) for column in found])
    pictures = sources & ~signs
    paid = texts & np.array([_is_paid(column) for column in found])
    usable_for = {"image": pictures, "price": paid, "regularPrice": paid}
    for number, role in enumerate(ROLES):
        if role in ("none", "name", "itemUrl"):
            continue
        usable = usable_for.get(role, texts)
        free = np.array([n not in taken for n in range(len(found))])
        said = np.array([
            one == role and _is_written_so(column, role)
            for one, column in zip(called, found, strict=True)
        ])  # fmt: skip
        likely = np.where(said, np.maximum(scores[:, number], _SAID), scores[:, number])
        at = int(np.argmax(np.where(usable & free, likely, -1)))
        if usable[at] and free[at] and likely[at] >= _LEAST.get(role, _LEAST_OTHER):
            chosen[role] = at
            taken.add(at)
    return chosen


def _called(column: Column) -> str | None:
    """Return the property that a class of *column*, or of what is around it, means.

    None if none does. What stands in ``<time>`` is a date.
    """
    css, attribute = column.place
    around, _, own = css.rpartition(" > ")
    if own.partition(".")[0] == "time":
        return "datePublished"
    if attribute not in ("text", "own"):
        return None
    step = own if "." in own else around.rpartition(" > ")[2]
    classes = step.partition(":")[0].split(".")[1:]
    known = (by_class(_PART.sub("", one)) for one in classes)
    return next(filter(None, known), None)


def _is_written_so(column: Column, role: str) -> bool:
    """Whether most values of *column* are written as a date, or long as a text."""
    said = list(column.first().values())
    if role == "datePublished":
        return 2 * sum(date_in(text) is not None for text in said) > len(said)
    return role != "description" or fmean(map(len, said)) >= _TEXT


def _leading(column: Column, pages: AbstractSet[str]) -> float:
    """Return what the links of *column* count for, by the share that leads to *pages*.

    If none are known, by the share that does not lead to files. Between `_ELSEWHERE`
    and 1, since a crawl does not fetch all pages; but 0 if most do something, such as
    fill a cart.
    """
    if column.place.attribute != "href":
        return 1.0
    said = list(column.first().values())
    if 2 * sum(by_address(one) is not None for one in said) > len(said):
        return 0.0
    links = [normalize_routed(link) or "" for link in column.first().values()]
    good = sum(link in pages if pages else not is_file(link) for link in links)
    return _ELSEWHERE + (1 - _ELSEWHERE) * good / len(links)


def _telling(found: Sequence[Column], cards: Sequence[Card]) -> NDArray[np.float64]:
    """Return how much the texts of columns tell the cards of a page apart, 0 to 1.

    What all texts of a page start with, such as ``Read more about``, does not, and a
    text that many cards have does not.
    """
    return np.array([_apart(column, cards) for column in found])


def _apart(column: Column, cards: Sequence[Card]) -> float:
    by_page: dict[int, list[str]] = defaultdict(list)
    for number, text in column.first().items():
        by_page[id(cards[number].outline)].append(text)
    several = [texts for texts in by_page.values() if len(texts) > 1]
    if not several:
        return 1.0
    shares = [
        (1 - common_start(texts)) * min(1.0, _REPEATED * len(set(texts)) / len(texts))
        for texts in several
    ]
    return fmean(shares)


def _is_paid(column: Column) -> bool:
    """Whether most texts of *column* say one amount: all text of a card says more."""
    said = list(column.first().values())
    return 2 * sum(money.read(text, bare=True) is not None for text in said) > len(said)


def _is_sign(column: Column, cards: Sequence[Card], leads: Mapping[int, str]) -> bool:
    """Whether what *column* shows is the same for most items: an icon of their state.

    Items are told apart by where *leads* has them lead; one may be on many pages.
    """
    if not is_source(column):
        return False
    pages: dict[int, dict[str, str]] = defaultdict(dict)
    for number, image in column.first().items():
        item = leads.get(number, str(number))
        pages[id(cards[number].outline)].setdefault(item, image)
    everywhere = {item: one for page in pages.values() for item, one in page.items()}
    shares = [
        len(set(page.values())) / len(page)
        for page in (everywhere, *pages.values())
        if len(page) >= _SIGNED
    ]
    return bool(shares) and max(shares[0], fmean(shares[1:] or shares)) < _PICTURED


def _without_link(found: Sequence[Column], name: int, cards: Sequence[Card]) -> int:
    """Return the column of the *name* without a link that many cards have, if there is.

    An index has ``open() : <a>file.h</a>``: the name stands beside the link.
    """
    css, attribute = found[name].place
    beside = next(
        (at for at, one in enumerate(found) if one.place == Place(css, "own")), name
    )
    links = [one for one in found if one.place == Place(f"{css} a", "text")]
    if attribute != "text" or len(found[beside].values) < len(found[name].values):
        return name
    shared = any(_apart(one, cards) < _SHARED for one in links)
    return beside if shared else name


def is_source(column: Column) -> bool:
    """Whether *column* has addresses of pictures."""
    attribute = column.place.attribute
    return attribute == "src" or attribute.startswith("data-")


def _share_in(column: Column, links: dict[int, str]) -> float:
    """Return the share of the cards whose value stands in the item's own link."""
    inside = sum(
        values[0].href == links.get(number) for number, values in column.values.items()
    )
    return inside / len(links)


def _share_spelled(column: Column, links: dict[int, str]) -> float:
    """Return how far texts and the last steps of *links* have the same words, 0 to 1.

    The mean F1 of both over the cards: ``/army-jobs-2024`` leads to *Army jobs 2024*.
    Addresses with a query have no such words.
    """
    if column.place.attribute == "href":
        return 0.0
    found = []
    for number, text in column.first().items():
        address = address_of(links.get(number, ""), "")
        if address is not None and address.query:
            continue
        words = set(folded(text).split())
        spelled = address.last_words if address is not None else frozenset()
        both = len(words & spelled)
        found.append(2 * both / max(1, len(words) + len(spelled)))
    return fmean(found) if found else 0.0
