"""Which candidates are all pictures of what a page is about, the main one included."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from statistics import fmean
from typing import TYPE_CHECKING, Final

from vultrcrawl.schema.induction.assignment.options import Assignment
from vultrcrawl.schema.induction.assignment.picture_sizes import share_of
from vultrcrawl.schema.model import MAX_LOCATORS
from vultrcrawl.schema.sources.paths import TO_PICTURE
from vultrcrawl.urls.normal_form import origin

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vultrcrawl.schema.induction.candidates.candidate import Candidate

#: Score as ``image`` that a list of pictures needs; links to pictures need none.
_LEAST: Final = 0.3
#: The same for links to pictures where no main one is known.
_LINKED: Final = 0.1
_KINDS: Final = ("css", "json", "jsonld", "microdata", "rdfa")
#: Share of the pages from which on a picture is the site's: a logo.
_FIXED: Final = 0.5
#: Share of the pages on which the main picture is one of the list.
_SHARED: Final = 0.6


def gallery(
    candidates: Sequence[Candidate], assignments: Sequence[Assignment]
) -> Assignment | None:
    """Return all pictures, as ``images``; None if no list is of the page's thing.

    Links to pictures come first: what they lead to is larger than what is shown. A list
    of them is a gallery by itself, while other lists have to have the main picture.
    """
    main = next((one for one in assignments if one.name == "image"), None)
    if main is None:
        return _linked(candidates)
    lists = [
        one
        for one in candidates
        if one.kind in _KINDS
        and (
            one.attribute == TO_PICTURE
            or (one.is_list and one.scores.get("image", 0) >= _LEAST)
        )
        and not _has_fixed(one)
        and (
            (one.attribute == TO_PICTURE and one.is_usually_list)
            or any(share_of(one, first) >= _SHARED for first in main.candidates)
        )
    ]
    if not lists:
        return None
    lists.sort(
        key=lambda one: (
            one.attribute != TO_PICTURE,
            not one.is_usually_list,
            not one.is_list,
            -len(one.keys),
            -one.scores.get("image", 0),
            fmean(map(len, one.values.values())),
        )
    )
    best = lists[0]
    alike = [one for one in lists[1:] if one.attribute == best.attribute]
    if share_of(best, main.candidates[0]) < _SHARED:
        best = _with_main(best, alike, main.candidates[0])
    return Assignment("images", main.support, (best, *alike)[: MAX_LOCATORS - 1])


def _linked(candidates: Sequence[Candidate]) -> Assignment | None:
    """Return links to pictures that most pages have, where no main one is known.

    Jobs and firms have a logo, if any, and show their rooms in a gallery.
    """
    widest = max((len(one.keys) for one in candidates), default=0)
    lists = [
        one
        for one in candidates
        if one.attribute == TO_PICTURE
        and one.kind == "css"
        and one.scores.get("image", 0) >= _LINKED
        and one.is_usually_list
        and 2 * len(one.keys) > widest
        and not _has_fixed(one)
    ]
    best = max(lists, key=lambda one: one.scores["image"], default=None)
    if best is None:
        return None
    return Assignment("images", best.scores["image"], (best,))


def _with_main(
    best: Candidate, others: Sequence[Candidate], main: Candidate
) -> Candidate:
    """Return *best*, a list without the main picture, with the place that has it.

    Shops show that above the others, in an item with other classes.
    """
    first = next((one for one in others if share_of(one, main) >= _SHARED), None)
    if first is None:
        return best
    pages = sorted(first.values.keys() | best.values.keys())
    return replace(
        best,
        expr=f"{first.expr}, {best.expr}",
        values={n: first.values.get(n, ()) + best.values.get(n, ()) for n in pages},
        elements={},
    )


def without_stand_ins(pictures: Sequence[Candidate]) -> list[Candidate]:
    """Return *pictures* without those that have one for several pages.

    So ``og:image`` has the logo where a page has none. They stay where no others have
    one for all their pages.
    """
    own = [one for one in pictures if one.distinct == len(one.keys)]
    known = {number for one in own for number in one.keys}
    return [one for one in pictures if one in own or not one.keys.keys() <= known]


def _has_fixed(one: Candidate) -> bool:
    """Whether a picture of *one* stands on many pages."""
    counts = Counter(text for texts in one.values.values() for text in set(texts))
    return max(counts.values(), default=0) > max(2, _FIXED * len(one.values))


def at_home(
    option: Assignment, candidates: Sequence[Candidate], urls: Sequence[str]
) -> Assignment:
    """Return *option*, an image, with an address on the pages' own host first.

    A copy of a site, such as one for tests, often states the addresses of the public
    one in its structured data, and its own elsewhere. *urls* are those of the pages.
    """
    hosts = [_host_and_path(url)[0] for url in urls]
    head = option.candidates[0]
    if _is_at_home(head, hosts):
        return option
    own = next(
        (
            one
            for one in candidates
            if one.values.keys() >= head.values.keys()
            and _is_at_home(one, hosts)
            and all(
                _host_and_path(one.values[page][0])[1] == _host_and_path(texts[0])[1]
                for page, texts in head.values.items()
            )
        ),
        None,
    )
    known = dict.fromkeys((*([own] if own else []), *option.candidates))
    return replace(option, candidates=tuple(known)[:MAX_LOCATORS])


def _is_at_home(one: Candidate, hosts: Sequence[str]) -> bool:
    """Whether the first picture of *one* on each page is on that page's host."""
    return all(
        _host_and_path(texts[0])[0] == hosts[page] for page, texts in one.values.items()
    )


def _host_and_path(address: str) -> tuple[str, str]:
    """Return host and port of an absolute URL, and its path."""
    site = origin(address)
    return site.partition("://")[2], address[len(site) :].partition("?")[0]
