"""Which text of a page is its description, and which the article's."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from vultrcrawl.schema.induction.agreement import AGREE, agreement, is_within
from vultrcrawl.schema.induction.assignment.options import (
    COUNTS,
    TITLES,
    Assignment,
    completed,
    stated_as,
)
from vultrcrawl.schema.induction.fitness import have_labels
from vultrcrawl.schema.model import MAX_LOCATORS, STATED
from vultrcrawl.schema.sources.paths import is_identifier
from vultrcrawl.schema.sources.prose import LEAD, UNLABELLED, beside_classes
from vultrcrawl.schema.values import folded, price

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from vultrcrawl.schema.induction.candidates.candidate import Candidate

#: The end of a sentence, and no dots that stand for what is left out.
_ENDED: Final = re.compile(r"(?<!\.)[.!?\u3002\uff01\uff1f][\"')\]\u201d\u00bb\s]*$")
#: Score as ``description`` that a lead needs to be one by itself.
_LEAST: Final = 0.3
#: Shortest text that is one, in characters, and pages whose lines tell what is usual.
_LITTLE, _PAGES = 40, 3
#: Kinds of candidates that are a part of the page's text.
_SHOWN: Final = frozenset(("css", "near", "prose"))


def texts_of(
    waiting: Mapping[str, Sequence[Assignment]],
    candidates: Sequence[Candidate],
    pages: int,
    *,
    described: bool,
    descriptions: Sequence[Assignment] = (),
) -> dict[str, list[Assignment]]:
    """Return the options for ``description`` and ``articleBody`` of those *waiting*.

    What could be both is the description of a thing that is *described*, and else the
    text. The other one says nothing that is in it. *descriptions* are the options for
    the description with those that say all of the text, which *waiting* lacks.
    """
    text, other = ("description", "articleBody")[:: 1 if described else -1]
    whole, rest = list(waiting[text]), list(waiting[other])
    if not whole:
        whole = [
            replace(option, name=text)
            for option in descriptions or rest
            if (described and not _has_facts(option, candidates))
            or (not described and _is_main_text(option, candidates))
        ]
    body = whole[0].candidates[0] if whole else None
    if body is not None:
        rest = [
            kept
            for option in rest
            if body.expr != UNLABELLED and (kept := _besides(option, body)) is not None
        ]
        rest = [completed(option, rest, pages) for option in rest]
    if not described:
        recipe = bool(waiting["recipeInstructions"])
        rest = _with_lead(rest, candidates, body, recipe=recipe)
    return {text: whole, other: rest}


def with_own_texts(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return *candidates* without texts of pages that are only what is around one.

    Where that is all but tables of facts, these are no text either.
    """
    titles = [one for one in candidates if one.expr in TITLES]
    texts = [one for one in candidates if one.kind == "prose"]
    little = [one for one in texts if _says_little(one, titles)]
    if any(one.expr == UNLABELLED for one in little):
        little = texts
    return [one for one in candidates if one not in little]


def _says_little(one: Candidate, titles: Sequence[Candidate]) -> bool:
    """Whether *one* is text of most pages without more than what is around a text.

    So is a thing without a description: its name, which *titles* have, too, its price,
    labelled facts, and lines that half of the pages have but for the name, such as
    those of buttons.
    """
    pages: list[list[tuple[str, int]]] = []
    for number, texts in one.values.items():
        names = {title.keys.get(number, "") for title in titles}
        lines = [line for text in texts for line in text.splitlines()]
        own = [line for line in lines if not price(line) and not have_labels([line])]
        pages.append([(_unnamed(folded(line), names), len(line)) for line in own])
    counts = Counter(key for lines in pages for key in {key for key, _ in lines})
    often = {key for key, count in counts.items() if 2 * count > len(pages)}
    usual = often if len(pages) >= _PAGES else set[str]()
    left = [sum(n for key, n in lines if key and key not in usual) for lines in pages]
    return 2 * sum(length < _LITTLE for length in left) > len(left)


def _unnamed(line: str, names: AbstractSet[str]) -> str:
    """Return *line* without the *names* in it, the longest first."""
    for name in sorted(names, key=len, reverse=True):
        line = line.replace(name, "") if name else line
    return line.strip()


def _has_facts(option: Assignment, candidates: Sequence[Candidate]) -> bool:
    """Whether *option* is all text of pages, and tables of facts are a part of that."""
    facts = any(one.expr == UNLABELLED for one in candidates)
    return facts and _is_all(option.candidates[0])


def _is_all(one: Candidate) -> bool:
    return one.kind == "prose" and one.expr == "main"


def _is_main_text(option: Assignment, candidates: Sequence[Candidate]) -> bool:
    """Whether *option* says what the main text of the pages does."""
    return any(
        _is_all(one) and agreement(one, option.candidates[0]) >= AGREE
        for one in candidates
    )


def is_whole(one: Candidate, candidates: Sequence[Candidate]) -> bool:
    """Whether *one* is the main text of the pages, by whatever source of a text."""
    return _is_all(one) or (
        one.kind in _SHOWN
        and one.scores.get("description", 0) >= COUNTS
        and any(_is_all(all_) and agreement(all_, one) >= AGREE for all_ in candidates)
    )


def whole_first(options: Sequence[Assignment]) -> list[Assignment]:
    """Return *options* for a text; the main text comes before its paragraphs alone.

    Where these lack much of it, such as lists, tables and code, they are for pages
    where it is not found.
    """
    for option in options:
        head, part = option.candidates[0], options[0].candidates[0]
        if not _is_all(head) or agreement(head, part) >= AGREE:
            continue
        if _is_part(part, head):
            both = (*option.candidates[: MAX_LOCATORS - 1], part)
            others = [one for one in options if one is not option]
            return [replace(option, candidates=both), *others]
    return list(options)


def _besides(option: Assignment, body: Candidate) -> Assignment | None:
    """Return *option* without what *body* says, too; None if that says all of it.

    What pages state stays: a box in the text shows it once more.
    """
    head, *others = option.candidates
    kept = [
        one
        for one in (head, *others)
        if agreement(body, one) < AGREE and not _is_part(one, body)
    ]
    if head not in kept:
        kept = [
            one
            for one in kept
            if stated_as(one) == option.name
            or (one.kind in STATED and agreement(head, one) >= AGREE)
        ]
    return replace(option, candidates=tuple(kept)) if kept else None


def _is_part(one: Candidate, whole: Candidate) -> bool:
    """Whether *one* is no more than a part of what the pages show as *whole*."""
    within = sum(
        is_within(key, whole.keys.get(number, "")) for number, key in one.keys.items()
    )
    return one.kind in _SHOWN and within >= AGREE * len(one.keys)


def _with_lead(
    options: Sequence[Assignment],
    candidates: Sequence[Candidate],
    body: Candidate | None,
    *,
    recipe: bool,
) -> list[Assignment]:
    """Return *options* for the description of a text whose whole is *body*.

    Systems that state a description often cut it out of the first paragraph, in the
    middle of a word: then that paragraph says it in full. Of a *recipe* that states no
    description it is what stands before ingredients and steps.
    """
    lead = next((one for one in candidates if one.expr == LEAD), None)
    if lead is None or (body is not None and agreement(lead, body) >= AGREE):
        return list(options)
    if options and _is_cut(options[0].candidates[0], lead):
        first = options[0]
        whole = (lead, *first.candidates)[:MAX_LOCATORS]
        return [Assignment(first.name, first.support, whole), *options[1:]]
    score = lead.scores.get("description", 0.0)
    if not options and recipe and score >= _LEAST:
        return [Assignment("description", score, (lead,))]
    return list(options)


def _is_cut(one: Candidate, lead: Candidate) -> bool:
    """Whether *one* says how *lead* begins, up to the middle of a sentence."""
    cut = sum(
        len(key) < len(whole := lead.keys.get(number, ""))
        and whole.startswith(key)
        and _ENDED.search(one.values[number][-1]) is None
        for number, key in one.keys.items()
    )
    return cut >= AGREE * len(one.keys)


def without_beside(option: Assignment) -> Assignment:
    """Return *option*, a text, without paragraphs that are beside it by their class.

    In ``main > p`` the price of a product may stand first, in ``main > p.price``.
    """
    return replace(option, candidates=tuple(map(_own_paragraphs, option.candidates)))


def _own_paragraphs(one: Candidate) -> Candidate:
    if one.kind != "css" or not one.is_list:
        return one
    placed = [element for found in one.elements.values() for element in found]
    classes = {name for element in placed for name in beside_classes(element)}
    if not classes or not all(map(is_identifier, classes)):
        return one
    kept = {
        page: [
            (text, element)
            for text, element in zip(one.values[page], found, strict=False)
            if not beside_classes(element)
        ]
        for page, found in one.elements.items()
    }
    kept = {page: pairs for page, pairs in kept.items() if pairs}
    return replace(
        one,
        expr=one.expr + "".join(f":not(.{name})" for name in sorted(classes)),
        values={page: tuple(text for text, _ in pairs) for page, pairs in kept.items()},
        elements={page: tuple(at for _, at in pairs) for page, pairs in kept.items()},
    )
