"""What is decided of a property: the candidates that give it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from vultrcrawl.page.html.text import text_of
from vultrcrawl.schema.induction.agreement import (
    AGREE,
    agreement,
    is_composed,
    labelled_texts,
)
from vultrcrawl.schema.model import MAX_LOCATORS, STATED
from vultrcrawl.schema.properties.registry import PROPERTIES, by_meta, by_path
from vultrcrawl.schema.sources.prose import UNLABELLED
from vultrcrawl.taxonomy import PageType
from vultrcrawl.values import people

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vultrcrawl.schema.induction.candidates.candidate import Candidate


#: Score that a candidate of a property needs to count.
COUNTS: Final = 0.05
#: What names a page where nothing better does, and pages that may have the same title.
_HEADING = re.compile(r"(?:^|> )h1[^\s>]*$")
_LOWER_HEADING = re.compile(r"(?:^|> )h[23][^\s>]*$")
TITLES: Final = ("og:title", "title")
_SAME_TITLE: Final = 3
#: Share of the pages from which on a title is that of the site.
_SAME_NAME: Final = 0.6
#: Pages that say the same where it is a remark of the site's.
_MANY: Final = 3
#: Longest such remark, in characters: several things may have one longer text.
_REMARK: Final = 120
#: Characters of a line that are read for the words that it begins with.
_LEAD: Final = 100
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
#: What else a thing of a type may have: food and cosmetics have ingredients.
_TOO: Final = {"Product": "recipeIngredient"}


@dataclass(frozen=True, slots=True)
class Assignment:
    """The candidates that give a property, best first."""

    name: str
    support: float
    """How likely they are right, 0 to 1."""
    candidates: tuple[Candidate, ...]


def parted(options: Sequence[Assignment], pages: int) -> list[Assignment]:
    """Return *options* for a description without the main text, if a part is told.

    What most pages label their description is that, and not all that is around it; and
    without such a label the rows of a table of facts are no part of it.
    """
    candidates = [one for option in options for one in option.candidates]
    left_out = []
    if any(one.label is not None and 2 * len(one.keys) > pages for one in candidates):
        left_out = ["main", UNLABELLED]
    elif any(one.expr == UNLABELLED for one in candidates):
        left_out = ["main"]
    kept = []
    for option in options:
        parts = [
            one
            for one in option.candidates
            if one.kind != "prose" or one.expr not in left_out
        ]
        if parts:
            kept.append(replace(option, candidates=tuple(parts)))
    return kept


def keywords_of(
    options: Sequence[Assignment],
    candidates: Sequence[Candidate],
    names: Sequence[Assignment],
) -> list[Assignment]:
    """Return *options* for keywords without what stands beside labels of others.

    Nor with the *names* of the pages, which some state as their keywords.
    """
    others = [one for one in candidates if not one.scores.get("keywords")]
    pairs = labelled_texts(others)
    return [
        one
        for one in options
        if not is_composed(one.candidates[0], pairs)
        and all(agreement(one.candidates[0], n.candidates[0]) < AGREE for n in names)
    ]


def stated_as(one: Candidate) -> str | None:
    """Return the property that pages state *one* as, such as ``keywords``, if any."""
    if one.kind == "meta":
        return by_meta(one.expr)
    return by_path(one.schema_org) if one.schema_org is not None else None


def is_name_of_site(one: Candidate) -> bool:
    """Whether most pages have the same text, as they have the title of their site."""
    counts = Counter(one.keys.values())
    return max(counts.values(), default=0) > max(2, _SAME_NAME * counts.total())


def titled(
    candidates: Sequence[Candidate], pages: int, support: float
) -> list[Assignment]:
    """Return the pages' first heading or title as their ``name``, if most have one.

    The same one on more than a few pages is that of the site: then a lower heading of
    which each has one.
    """
    usual = [one for one in candidates if not one.is_list and 2 * len(one.keys) > pages]
    first = [
        one
        for one in usual
        if (_HEADING.search(one.expr) and one.attribute == "text")
        or (one.kind == "meta" and one.expr in TITLES)
    ]
    lower = [
        one
        for one in usual
        if _LOWER_HEADING.search(one.expr)
        and one.attribute == "text"
        and one.distinct == len(one.keys) > 1
    ]
    options = [one for one in first if not is_name_of_site(one)] or lower
    if not options and pages <= _SAME_TITLE:
        options = first
    options.sort(key=lambda one: (-len(one.keys), one.kind == "meta", one.expr))
    return [Assignment("name", support, tuple(options[:1]))] if options else []


def of_type(
    candidates: Sequence[Candidate], page_type: PageType | None
) -> list[Candidate]:
    """Return *candidates* with the properties that things of a page's type have.

    What a page of a job shows as its author is the employer, and the date of an event
    is that of its start, but that of a byline. What is stated stays what it is stated
    as. No author begins all threads: a word that heads each of them is none. And whom
    the titles of profiles name is what these are of.
    """
    if page_type is PageType.PROFILE:
        candidates = _named_by_titles(candidates)
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
    lines = [before + text for text in one.texts()[:_MANY]]
    placed = [found[0].getparent() for found in one.elements.values() if found]
    lines += [text_of(around, _LEAD) for around in placed[:_MANY] if around is not None]
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


def remarks(candidates: Sequence[Candidate]) -> set[str]:
    """Return the folded texts that stand at one place of most pages.

    Where a thing has no description, the next text may be such a remark of the site's:
    that there are no reviews yet.
    """
    return {
        key
        for one in candidates
        if one.kind == "css" and len(one.keys) >= _MANY
        for key, count in Counter(one.keys.values()).most_common(1)
        if 2 * count > len(one.keys) and count >= _MANY and len(key) <= _REMARK
    }


def completed(
    option: Assignment, others: Sequence[Assignment], pages: int
) -> Assignment:
    """Return *option* with what fills the pages that it leaves open."""
    chosen = list(option.candidates)
    # A text may be one place on a page and several paragraphs on another, as a thing
    # may have one author or several.
    property_ = PROPERTIES[option.name]
    mixed = property_.accepts == "prose" or property_.is_list
    known = {number for one in chosen for number in one.keys}
    for other in others:
        if len(known) >= pages or len(chosen) >= MAX_LOCATORS:
            break
        # One that says something else where the others speak is the second choice.
        filling = max(
            other.candidates,
            key=lambda one: (len(one.keys.keys() - known), -len(one.keys)),
        )
        alike = mixed or filling.is_usually_list == chosen[0].is_usually_list
        if filling in chosen or not alike:
            continue
        more = filling.keys.keys() - known
        if len(more) >= max(1, 0.05 * pages):
            chosen.append(filling)
            known |= more
    return Assignment(option.name, option.support, tuple(chosen))
