"""Which candidates are which property: one joint decision for a template.

For each property the candidates that say the same on most pages support each other:
the chance that all of them are wrong falls with every source that is of another kind.
The property whose support is highest is decided first, and what it takes is no longer
free for others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vultrcrawl.schema.induction.agreement import (
    AGREE,
    agreement,
    is_table,
)
from vultrcrawl.schema.induction.assignment.gallery import without_stand_ins
from vultrcrawl.schema.induction.assignment.options import (
    COUNTS,
    TITLES,
    Assignment,
    completed,
    is_name_of_site,
    keywords_of,
    parted,
    remarks,
    stated_as,
    titled,
)
from vultrcrawl.schema.induction.assignment.picture_sizes import larger
from vultrcrawl.schema.induction.assignment.texts import (
    is_whole,
    texts_of,
    whole_first,
    with_own_texts,
    without_beside,
)
from vultrcrawl.schema.induction.fitness import fits, lacks_cents
from vultrcrawl.schema.model import MAX_LOCATORS
from vultrcrawl.schema.properties.registry import PROPERTIES
from vultrcrawl.schema.sources.prose import UNLABELLED

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    from vultrcrawl.schema.induction.candidates.candidate import Candidate

#: Support from which on a property is told: precision and recall are in balance there,
#: in cross-validation, for most properties.
THRESHOLD = 0.3
#: The same for texts, which are seldom wrong in part, and pictures, of which those that
#: many pages share are left out before: 18 sites lose none that is right at 0.2. Shops
#: tell of few things that these are sold out, and of the others nothing.
_OF_CONTENT: Final = {"prose": 0.2, "image": 0.2, "availability": 0.15}
#: Labels that the text of a whole table is searched for, at most.
_ROWS: Final = 200
#: Pairs of properties that one place may have both of: a byline has author and date.
_BYLINE: Final = (
    frozenset(("author", "datePublished")),
    frozenset(("author", "dateModified")),
)
#: Pairs of properties whose values may be the same on all pages.
_MAY_BE_EQUAL: Final = frozenset((
    frozenset(("datePublished", "dateModified")),
    frozenset(("description", "abstract")),
    frozenset(("articleBody", "recipeInstructions")),
    frozenset(("image", "images")),
    frozenset(("image", "video")),
    frozenset(("startDate", "endDate")),
    *_BYLINE,
))  # fmt: skip
#: Properties that are texts of several paragraphs.
_TEXTS = ("description", "articleBody")


def assign(
    candidates: Sequence[Candidate], pages: int, *, described: bool = False
) -> list[Assignment]:
    """Return the properties that *candidates* of a template of *pages* pages give.

    What could be both is the ``description`` of a thing that is *described*, such as a
    product, and else the ``articleBody``. A recipe is a text, whatever else it is.
    """
    found: list[Assignment] = []
    taken: dict[int, str] = {}
    said = remarks(candidates)
    if _ranked("recipeInstructions", candidates, pages, said):
        described = False
    candidates = (
        with_own_texts(candidates)
        if described
        else [one for one in candidates if one.expr != UNLABELLED]
    )
    waiting = {name: _ranked(name, candidates, pages, said) for name in PROPERTIES}
    labelled = [one for one in candidates if one.kind == "label"][:_ROWS]
    descriptions = [] if described else waiting["description"]
    if not described:
        shorter = [one for one in candidates if not is_whole(one, candidates)]
        waiting["description"] = _ranked("description", shorter, pages, said)
        waiting["articleBody"] = whole_first(waiting["articleBody"])
    waiting["description"] = [
        one
        for one in waiting["description"]
        if one.candidates[0].label is None or not is_table(one.candidates[0], labelled)
    ]
    waiting["keywords"] = keywords_of(
        waiting["keywords"], candidates, waiting["name"][:1]
    )
    if described:
        waiting["description"] = parted(waiting["description"], pages)
    waiting |= texts_of(
        waiting, candidates, pages, described=described, descriptions=descriptions
    )
    while waiting:
        best = {
            name: option
            for name, ranked in waiting.items()
            if (option := _first_free(name, ranked, taken)) is not None
        }
        waiting = {name: waiting[name] for name in best}
        if not best:
            break
        name, option = max(best.items(), key=lambda one: one[1].support)
        del waiting[name]
        if not _repeats(option, found):
            found.append(option)
            for one in _used(option, candidates):
                taken.setdefault(id(one), name)
    if all(one.name != "name" for one in found):
        found += titled(candidates, pages, THRESHOLD)
    return [without_beside(one) if one.name in _TEXTS else one for one in found]


def _used(option: Assignment, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return the *candidates* that *option* uses: a place has one date."""
    used = list(option.candidates)
    if PROPERTIES[option.name].accepts == "date":
        places = {one.expr for one in option.candidates if one.kind == "css"}
        used += [one for one in candidates if one.expr in places]
    return used


def _first_free(
    name: str, ranked: Sequence[Assignment], taken: dict[int, str]
) -> Assignment | None:
    for option in ranked:
        owner = taken.get(id(option.candidates[0]))
        if owner is None or frozenset((owner, name)) in _BYLINE:
            return option
    return None


def _repeats(option: Assignment, found: Sequence[Assignment]) -> bool:
    """Whether a property decided before has the same values."""
    head = option.candidates[0]
    if PROPERTIES[option.name].accepts == "trail":  # it ends with the page's name
        return False
    return any(
        frozenset((option.name, other.name)) not in _MAY_BE_EQUAL
        and agreement(head, one) >= AGREE
        and len(head.keys.keys() & one.keys.keys()) * 2 > len(head.keys)
        for other in found
        for one in other.candidates[:2]  # the second may be the first one, cut short
    )


def _ranked(
    name: str, candidates: Sequence[Candidate], pages: int, said: AbstractSet[str]
) -> list[Assignment]:
    """Return the ways to give *name*, best first; none below the threshold.

    *said* are remarks that are no text of a thing's own.
    """
    counting = [
        one
        for one in candidates
        if one.scores.get(name, 0) >= COUNTS
        and (name == "description" or one.expr != UNLABELLED)
        and fits(name, one)
    ]
    if name == "signature":  # names in it are marked, and are not left out
        whole = {one.expr for one in counting if one.attribute == "text"}
        counting = [
            one for one in counting if one.attribute != "own" or one.expr not in whole
        ]
    if name == "name":
        counting = [one for one in counting if not is_name_of_site(one)] or counting
    if PROPERTIES[name].accepts == "prose":  # of its own, if there is any
        own = [one for one in counting if said.isdisjoint(one.keys.values())]
        counting = own or counting
    if name == "price":  # a page called 1849 costs nothing
        titles = [one for one in candidates if one.expr in TITLES]
        counting = [
            one
            for one in counting
            if not lacks_cents(one, counting)
            and all(agreement(one, title) < AGREE for title in titles)
        ]
    if PROPERTIES[name].accepts == "image":
        counting = without_stand_ins(counting)
    counting.sort(key=lambda one: -one.scores[name])
    found = [_supported(name, one, counting, pages) for one in counting[:12]]
    least = _OF_CONTENT.get(PROPERTIES[name].accepts, THRESHOLD)
    found = [one for one in found if one.support >= least]
    stated = any(stated_as(one.candidates[0]) == name for one in found)
    found.sort(key=lambda one: (stated and _is_rare(one, pages), -one.support))
    if name == "image" and found:
        found[0] = larger(found[0], candidates)
    return [completed(one, found, pages) for one in found]


def _is_rare(option: Assignment, pages: int) -> bool:
    """Whether few pages have *option*, and state it as nothing: an advertisement."""
    head = option.candidates[0]
    return 2 * len(head.keys) < pages and stated_as(head) != option.name


def _supported(
    name: str, head: Candidate, counting: Sequence[Candidate], pages: int
) -> Assignment:
    """Return *head* with those that say the same; the ones that say most come first."""
    agreeing = _alike(head, counting)
    widest = max(agreeing, key=lambda one: len(one.keys))
    if len(widest.keys) > len(head.keys):
        # Two sources that say it on different pages are told by one that all have.
        more = _alike(widest, counting)
        agreeing += [one for one in more if one not in agreeing]
    # What one page states well does not speak for the others.
    best: dict[int, float] = {}
    for one in agreeing:
        for number in one.keys:
            best[number] = max(best.get(number, 0.0), one.scores[name])
    together = sum(best.values()) / max(1, len(best))
    support = max(
        score * (0.45 + 0.55 * told / max(1, pages))
        for score, told in ((together, len(best)), (head.scores[name], len(head.keys)))
    )
    # What stands between two texts is the first to break when a page changes, and what
    # is stated as something else says that on other pages.
    agreeing.sort(
        key=lambda one: (
            one.kind == "near",
            stated_as(one) not in (None, name),
            -len(one.keys) * one.scores[name],
        )
    )
    near = [one for one in agreeing if one.kind == "near"]
    agreeing = [one for one in agreeing if one.kind != "near"] + near[:1]
    return Assignment(name, support, tuple(agreeing[:MAX_LOCATORS]))


def _alike(head: Candidate, counting: Sequence[Candidate]) -> list[Candidate]:
    """Return *head* and the candidates that say the same."""
    return [
        one
        for one in counting
        if one is head
        or (
            one.is_usually_list == head.is_usually_list
            and agreement(head, one) >= AGREE
        )
    ]
