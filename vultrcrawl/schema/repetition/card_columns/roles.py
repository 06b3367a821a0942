"""Which place of cards has the name, the link, the price ..., by a model's scores."""

from __future__ import annotations

from collections import defaultdict
from statistics import fmean
from typing import TYPE_CHECKING

import numpy as np

from vultrcrawl.schema.repetition.card_columns.features import common_start
from vultrcrawl.schema.repetition.targets import address_of
from vultrcrawl.schema.sources.paths import Place
from vultrcrawl.schema.values import folded
from vultrcrawl.urls.files import is_file
from vultrcrawl.urls.normal_form import normalize_routed
from vultrcrawl.values import money

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
#: Other places that say the same are further locators: of this share of the cards.
_AGREEING, _LOCATORS = 0.8, 3


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
    sources = np.array([_is_source(column) for column in found])
    texts = ~links & ~sources
    names = np.where(texts, scores[:, 1] * _telling(found, cards), -1)
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
        at = int(np.argmax(np.where(usable & free, scores[:, number], -1)))
        if (
            usable[at]
            and free[at]
            and scores[at, number] >= _LEAST.get(role, _LEAST_OTHER)
        ):
            chosen[role] = at
            taken.add(at)
    return chosen


def _leading(column: Column, pages: AbstractSet[str]) -> float:
    """Return what the links of *column* count for, by the share that leads to *pages*.

    If none are known, by the share that does not lead to files. Between `_ELSEWHERE`
    and 1: a crawl does not fetch all pages.
    """
    if column.place.attribute != "href":
        return 1.0
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
    if not _is_source(column):
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


def _is_source(column: Column) -> bool:
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


def alike_to(
    found: Sequence[Column], scores: NDArray[np.float64], best: int, role: str
) -> list[Column]:
    """Return the best column, and others of its kind that say the same.

    One that finds nothing besides comes before the best if they differ on no card.
    """
    number = ROLES.index(role)
    first = {n: folded(text) for n, text in found[best].first().items()}
    alike = [found[best]]
    for at in np.argsort(-scores[:, number], kind="stable"):
        column = found[at]
        if at == best or len(alike) == _LOCATORS:
            continue
        if (column.place.attribute == "href") != (
            found[best].place.attribute == "href"
        ):
            continue
        if _is_source(column) != _is_source(found[best]):
            continue
        other = {n: folded(text) for n, text in column.first().items()}
        both = first.keys() & other.keys()
        same = sum(first[n] == other[n] for n in both)
        if not both or same < _AGREEING * len(both):
            continue
        if same == len(first) and _finds_more(alike[0]) and _finds_one(column):
            alike.insert(0, column)
        else:
            alike.append(column)
    return alike


def with_links_of_names(
    found: Sequence[Column], links: list[Column], name: Column
) -> list[Column]:
    """Return *links*, columns of the items' own, after one that is right where not all.

    Where the name stands in a link, that leads to the item: on some pages of a template
    another link, with a picture, comes before it.
    """
    own = {number: values[0].href for number, values in name.values.items()}
    first = links[0].first()
    wrong = {n for n, link in own.items() if link and first.get(n, link) != link}
    right: list[tuple[int, Column]] = []
    for column in found if wrong else ():
        values = column.first()
        agrees = all(own.get(n) == link for n, link in values.items())
        if column.place.attribute == "href" and agrees:
            right.append((len(wrong & values.keys()), column))
    most, best = max(right, key=lambda one: one[0], default=(0, links[0]))
    return [best, *links] if most else links


def _finds_more(column: Column) -> bool:
    """Whether *column* has several values on most cards: the buttons beside a name."""
    several = sum(len({one.text for one in v}) > 1 for v in column.values.values())
    return 2 * several > len(column.values)


def _finds_one(column: Column) -> bool:
    """Whether *column* finds a value by what it is, and not by its number."""
    return not _finds_more(column) and ":nth-" not in column.place.css
