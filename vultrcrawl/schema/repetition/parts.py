"""Parts of a page's own thing as arrays of objects: posts, parameters, questions ..."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from functools import cache
from itertools import islice, takewhile
from statistics import fmean
from typing import TYPE_CHECKING

from vultrcrawl.items import Region
from vultrcrawl.page.html.text import HEADINGS, text_of
from vultrcrawl.schema.model import Field
from vultrcrawl.schema.names import snake
from vultrcrawl.schema.repetition.objects import (
    MEMBERS,
    Shape,
    first_text,
    object_fields,
    shape_of,
)
from vultrcrawl.schema.repetition.runs import without_stripe
from vultrcrawl.schema.repetition.survey import ITEMS, PARTS
from vultrcrawl.schema.values import folded
from vultrcrawl.tables import json_table
from vultrcrawl.taxonomy import PageType

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.html import HtmlElement

    from vultrcrawl.schema.repetition.outline import Outline
    from vultrcrawl.schema.repetition.runs import Container, Run
    from vultrcrawl.schema.repetition.survey import Survey

#: Mean probability from which on runs of a shape are parts. On sites held back the best
#: run was right at 0.1 to 0.3; definitions and rows are told by their names, too, which
#: are other ones on each page.
_LEAST = {
    Shape.QUESTIONS: 0.05, Shape.POSTS: 0.1, Shape.DEFINITIONS: 0.0, Shape.ROWS: 0.1,
    Shape.OTHER: 0.45,
}  # fmt: skip
_NAMED = (Shape.DEFINITIONS, Shape.ROWS)
#: Share of the pages that have an array, at least.
_OFTEN = 0.15
#: Arrays of a template, at most.
_ARRAYS = 4
#: What names the run that follows it, and share of the pages that must have the same.
_NAMING = frozenset((*HEADINGS, "caption", "summary", "legend"))
_SAME = 0.5
#: Mean length of members from which on they explain what they name. Of 17 sites tables
#: of facts have 15 to 40 characters a row, lists of options and parameters 70 to 600.
_EXPLAINED = 60
#: Siblings before and after a head that are looked at.
_NEAR = 3
#: Share of a page's text that its posts have, and comments below something have not.
_MOST = 0.4
_UNNAMED = {
    Shape.DEFINITIONS: "definitions", Shape.ROWS: "rows", Shape.OTHER: "parts",
}  # fmt: skip


def parts_of(surveyed: Survey, *, page_type: PageType | None = None) -> list[Field]:
    """Return arrays of what belongs to the things that the surveyed pages are about.

    Not yet tested on other pages. None of them overlap.
    """
    fields: list[Field] = []
    taken: list[list[tuple[Outline, Run]]] = []
    for having in _likely(surveyed):
        if len(fields) == _ARRAYS:
            break
        if any(_overlap(having, other) for other in taken):
            continue
        shape = shape_of(having)
        items = object_fields(shape, having, surveyed.words)
        if not items:
            continue
        headings = _headings(having)
        name = _name(shape, having, headings, page_type)
        if any(field.name == name for field in fields):
            continue
        taken.append(having)
        run = having[0][1]
        fields.append(
            Field(
                name=name,
                label=_same_heading(headings) or None,
                type="array",
                container=run.css,
                spread=run.spread,
                items=tuple(items),
                nullable=len(having) < len(surveyed.pages),
                distinct_ratio=1.0,
            )
        )
    return fields


def _likely(surveyed: Survey) -> list[list[tuple[Outline, Run]]]:
    """Return the runs that likely are parts, of all pages, the best first."""
    found: dict[Container, list[tuple[float, Outline, Run]]] = defaultdict(list)
    for page in surveyed.pages:
        for run, scores in zip(page.runs, page.scores, strict=True):
            score = float(scores[PARTS])
            either = score + float(scores[ITEMS])
            if score < _LEAST[Shape.QUESTIONS] <= either:
                # Questions with their answers are no cards of other pages.
                asked = shape_of([(page.outline, run)]) is Shape.QUESTIONS
                score = either if asked else score
            found[run.container].append((score, page.outline, run))
    least = max(1.0, _OFTEN * len(surveyed.pages))
    ranked = []
    for scored in found.values():
        mean = fmean(score for score, _, _ in scored)
        having = [(outline, run) for _, outline, run in scored]
        if len(having) < least or not _in_main(having):
            continue
        shape = shape_of(having)
        if mean < _LEAST[shape] or (shape in _NAMED and _facts(having)):
            continue
        if shape is not Shape.OTHER and not _spreads(shape, having):
            continue
        ranked.append((mean * len(having) + (shape is not Shape.OTHER), having))
    ranked.sort(key=lambda one: -one[0])
    return [having for _, having in ranked]


def _in_main(having: Sequence[tuple[Outline, Run]]) -> bool:
    regions = Counter(
        outline.nodes[run.spans[0][0]].region is Region.MAIN for outline, run in having
    )
    return regions[True] > regions[False]


def _facts(having: Sequence[tuple[Outline, Run]]) -> bool:
    """Whether members start with what those of other pages start with: labels.

    Options of commands recur, too, but seldom on most pages, and are explained at
    length.
    """
    pages = [
        {first_text(outline, start) for start, _ in run.spans[:MEMBERS]}
        for outline, run in having
    ]
    if len(pages) == 1:
        return False
    seen = Counter(text for texts in pages for text in texts)
    repeated = sum(count for count in seen.values() if count > 1)
    often = sum(count for count in seen.values() if count >= len(pages) / 2)
    lengths = [
        outline.text_in([span])
        for outline, run in having
        for span in run.spans[:MEMBERS]
    ]
    most = _SAME * seen.total()
    return repeated > most and (often > most or fmean(lengths) < _EXPLAINED)


def _spreads(shape: Shape, having: Sequence[tuple[Outline, Run]]) -> bool:
    """Whether runs go on over siblings as their tag says that they should.

    Posts may have their text beside the head that says by whom and when.
    """
    outline, run = having[0]
    tag = outline.nodes[run.spans[0][0]].tag
    if shape is Shape.POSTS and run.spread:
        if _begins_late(outline.nodes[run.spans[0][0]].element):
            return False
        heads = [
            (one, replace(run, spans=tuple((n, one.ends[n]) for n, _ in run.spans)))
            for one, run in having
        ]
        return tag in HEADINGS or shape_of(heads) is not Shape.POSTS
    return run.spread == (tag == "dt" or tag in HEADINGS)


def _begins_late(head: HtmlElement) -> bool:
    """Whether what follows *head* stands before it, too: what it goes on over."""
    before = list(islice(head.itersiblings(preceding=True), _NEAR))
    after = takewhile(lambda one: not _alike(one, head), head.itersiblings())
    return any(_alike(one, other) for one in islice(after, _NEAR) for other in before)


def _alike(one: HtmlElement, other: HtmlElement) -> bool:
    """Whether two elements have one tag, and a class in common if they have any."""
    if one.tag != other.tag:
        return False
    classes, others = (
        set(map(without_stripe, (element.get("class") or "").split()))
        for element in (one, other)
    )
    return classes == others or not classes.isdisjoint(others)


def _overlap(
    one: Sequence[tuple[Outline, Run]], other: Sequence[tuple[Outline, Run]]
) -> bool:
    known = {id(outline): run for outline, run in other}
    for outline, run in one:
        rival = known.get(id(outline))
        if rival is not None and (
            run.spans[0][0] < rival.spans[-1][1]
            and rival.spans[0][0] < run.spans[-1][1]
        ):
            return True
    return False


def _name(
    shape: Shape,
    having: Sequence[tuple[Outline, Run]],
    headings: Sequence[str],
    page_type: PageType | None,
) -> str:
    same = _same_heading(headings)
    if shape is Shape.QUESTIONS:
        return "questions"
    named = _names().get(folded(same)) or _common_name(headings)
    if shape is Shape.POSTS:
        if named in ("reviews", "comments"):
            return named
        if page_type is PageType.PROFILE:  # "Posts" is how many somebody wrote
            return "comments"
        share = fmean(outline.share_in(run.spans) for outline, run in having)
        if page_type is PageType.FORUM_THREAD or share >= _MOST:
            return "posts"
        return "reviews" if page_type is PageType.PRODUCT else "comments"
    return named or snake(same) or _UNNAMED[shape]


def _headings(having: Sequence[tuple[Outline, Run]]) -> list[str]:
    """Return the heading, or the caption, before each of the runs; "" without one."""
    nodes = (outline.before(run.spans[0][0], _NAMING) for outline, run in having)
    return ["" if node is None else text_of(node.element) for node in nodes]


def _same_heading(headings: Sequence[str]) -> str:
    """Return the heading that most have; "" if there is none."""
    for text, count in Counter(filter(None, headings)).most_common(1):
        if count >= max(2, _SAME * len(headings)):
            return text
    return ""


def _common_name(headings: Sequence[str]) -> str:
    """Return what a word means that most headings have: ``pg_am Columns``."""
    words = Counter(word for text in headings for word in set(folded(text).split()))
    for word, count in words.most_common(3):
        if count >= max(2, _SAME * len(headings)) and word in _names():
            return _names()[word]
    return ""


@cache
def _names() -> dict[str, str]:
    """Return names of parts by the folded headings that mean them."""
    table = json_table("vultrcrawl.schema.repetition", "data/parts.json")
    return {folded(text): name for name, texts in table.items() for text in texts}


def with_coverage(field: Field, found: Sequence[bool]) -> Field | None:
    """Return *field* with the share of pages held back that have it; None if 0."""
    if not found:
        return field
    coverage = sum(found) / len(found)
    if not coverage:
        return None
    return replace(
        field, coverage=round(coverage, 3), nullable=field.nullable or coverage < 1
    )
