"""What properties a place may have on pages of a type, and by its label."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from vultrcrawl.page.html.text import text_of
from vultrcrawl.schema.induction.agreement import AGREE, agreement
from vultrcrawl.schema.induction.assignment.options import COUNTS, TITLES
from vultrcrawl.schema.model import STATED
from vultrcrawl.schema.properties.registry import (
    PROPERTIES,
    by_address,
    by_class,
    by_link,
)
from vultrcrawl.taxonomy import PageType
from vultrcrawl.values import people

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    from vultrcrawl.schema.induction.candidates.candidate import Candidate

#: Characters of a line that are read for the words that it begins with, and lines.
_LEAD, _LINES = 100, 3
#: Classes and ids, and kinds of links, in a selector.
_NAMES, _RELS = re.compile(r"[.#]([\w-]+)"), re.compile(r'\[rel~?="([\w-]+)"\]')
#: How likely a property is what it is called on pages of a type: so that what is
#: stated there, and labelled, comes first.
_RATHER: Final = 0.8
#: schema.org types of what pages are about, by their types, where it is one only.
_THINGS: Final = {
    PageType.JOB_POSTING: "JobPosting",
    PageType.EVENT: "Event",
    PageType.PROFILE: "Person",
    PageType.FORUM_THREAD: "DiscussionForumPosting",
    PageType.DOCUMENTATION: "TechArticle",
    PageType.PRODUCT: "Product",
}
#: Types of pages that offer nothing: what looks like a price there is of the cart, or
#: of what the whole site states. A homepage may state what its site offers.
_WITHOUT_OFFERS: Final = frozenset((
    PageType.LEGAL, PageType.ABOUT, PageType.CONTACT, PageType.FAQ_SUPPORT,
    PageType.AUTH, PageType.ERROR_OR_BLOCKED, PageType.HOMEPAGE,
))  # fmt: skip
_OF_OFFERS: Final = frozenset((
    "price", "regularPrice", "currency", "availability", "sku", "gtin", "mpn", "rating",
    "reviewCount", "ratingCount",
))  # fmt: skip
#: What else a thing of a type may have: food and cosmetics have ingredients.
_TOO: Final = {"Product": "recipeIngredient"}


def of_type(
    candidates: Sequence[Candidate], page_type: PageType | None, *, alone: bool = False
) -> list[Candidate]:
    """Return *candidates* with the properties that things of a page's type have.

    What a page of a job shows as its author is the employer, and the date of an event
    is that of its start, but that of a byline. What is stated stays what it is stated
    as. No author begins all threads: a word that heads each of them is none. And whom
    the titles of profiles name is what these are of. *alone* tells that all are of one
    page.
    """
    candidates = _of_one_page(candidates) if alone else candidates
    if page_type is PageType.PROFILE:
        candidates = _named_by_titles(candidates)
    if page_type in _WITHOUT_OFFERS:
        stated = STATED if page_type is PageType.HOMEPAGE else ()
        return [
            one if one.kind in stated else _without(one, _OF_OFFERS)
            for one in candidates
        ]
    thing = _THINGS.get(page_type) if page_type is not None else None
    if thing is None:
        return list(candidates)
    names = {
        one.name: other
        for one in PROPERTIES.values()
        if (other := one.called.get(thing)) is not None
    }
    others = {one.name for one in PROPERTIES.values() if one.of not in (None, thing)}
    others.discard(_TOO.get(thing, ""))
    found = []
    for one in candidates:
        scores = {n: score for n, score in one.scores.items() if n not in others}
        if page_type is PageType.FORUM_THREAD and "author" in scores:
            if one.is_constant:
                scores.pop("author")
            elif one.is_list:  # the first one began it
                firsts = {number: texts[:1] for number, texts in one.values.items()}
                one = replace(one, values=firsts)  # noqa: PLW2901 (as it counts here)
        for name, other in names.items() if one.kind not in STATED else ():
            is_said = PROPERTIES[name].accepts == "date" or one.label is not None
            if is_said and is_of_byline(one):
                continue
            score = _RATHER * scores.pop(name, 0.0)
            scores[other] = max(score, scores.get(other, 0.0))
        found.append(replace(one, scores=scores))
    return found


def _of_one_page(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return *candidates* of a single page without persons and labels by looks alone.

    Nothing tells there a menu from a byline: what has neither a class nor a link of the
    property, nor stands behind words such as ``By``, is none.
    """
    return [
        _without(one, _unsaid(one)) if one.kind in ("css", "near") else one
        for one in candidates
    ]


def _unsaid(one: Candidate) -> frozenset[str]:
    """Return the persons and labels among the scores of *one* that nothing says."""
    names = {by_class(name) for name in _NAMES.findall(one.expr)}
    names |= {by_link(kind) for kind in _RELS.findall(one.expr)}
    hrefs = (at.get("href") for found in one.elements.values() for at in found[:1])
    names |= {said[0] for href in hrefs if href and (said := by_address(href))}
    if is_of_byline(one):
        names.add("author")
    return frozenset(
        name
        for name in one.scores
        if PROPERTIES[name].accepts in ("person", "label") and name not in names
    )


def _without(one: Candidate, names: AbstractSet[str]) -> Candidate:
    kept = {name: score for name, score in one.scores.items() if name not in names}
    return replace(one, scores=kept) if len(kept) < len(one.scores) else one


def _named_by_titles(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return *candidates*, of which persons that titles name are names."""
    titles = [one for one in candidates if one.kind == "meta" and one.expr in TITLES]
    found = []
    for one in candidates:
        persons = {
            name: score
            for name, score in one.scores.items()
            if score >= COUNTS and PROPERTIES[name].accepts == "person"
        }
        if persons and any(agreement(one, title) >= AGREE for title in titles):
            kept = {n: s for n, s in one.scores.items() if n not in persons}
            best = _RATHER * max(persons.values())
            kept["name"] = max(best, kept.get("name", 0.0))
            found.append(replace(one, scores=kept))
        else:
            found.append(one)
    return found


def is_of_byline(one: Candidate) -> bool:
    """Whether *one* stands behind words such as ``Submitted by``."""
    before = f"{one.expr} " if one.kind in ("near", "label") else one.prefix
    lines = [before + text for text in one.texts()[:_LINES]]
    placed = [found[0].getparent() for found in one.elements.values() if found]
    lines += [
        text_of(around, _LEAD) for around in placed[:_LINES] if around is not None
    ]
    return any(map(people.is_byline, lines))


def by_plainer_labels(candidates: Sequence[Candidate], pages: int) -> list[Candidate]:
    """Return *candidates* without meanings of a label that another says plainly.

    A *Synopsis* may be a description or a signature. Where most of the *pages* have a
    *Description*, too, it is none.
    """
    plain: dict[str, set[int]] = defaultdict(set)
    for one in candidates:
        if one.label is not None and len(meant := _meant(one)) == 1:
            plain[meant[0]] |= one.keys.keys()
    said = {name for name, numbers in plain.items() if 2 * len(numbers) > pages}
    found = []
    for one in candidates:
        meant = _meant(one) if one.label is not None else []
        left = {name: one.scores[name] for name in meant if name not in said}
        found.append(replace(one, scores=left) if 0 < len(left) < len(meant) else one)
    return found


def _meant(one: Candidate) -> list[str]:
    return [name for name, score in one.scores.items() if score > 0]
