"""Repeated siblings of a page: whatever may be cards, parts, a menu or a table."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cache, partial
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from vultrcrawl.page.signature import stable_classes
from vultrcrawl.schema.sources.nodes import marks_in, without_series
from vultrcrawl.schema.sources.paths import is_identifier, path_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from vultrcrawl.schema.repetition.outline import Outline

#: Classes of siblings that are tried, and runs of a page that are kept, at most: those
#: with the most text.
_CLASSES, _RUNS = 5, 200
#: Share of the heads that something else follows, if they head cards.
_FOLLOWED = 0.8
#: Nodes of a sibling that are compared with those of another, and the share of tags and
#: classes that both have where they look the same.
_LOOKED_AT, _SAME_LOOK = 60, 0.6
#: Siblings that are compared by their classes, and classes of each, at most.
_COMPARED, _CLASSES_COMPARED = 60, 30
#: Siblings that may be a grid, at least.
_GRID = 4
#: Looks of rows that take turns, and what tells these apart at the end of a class.
_STRIPES, _END = 2, re.compile(r"(?:\d+|odd|even)$")
#: Elements of one page with a class from which on it is one of the layout.
_REPEATED = 3
#: Numbers in ids, such as those of posts, and the letters of an index.
_NUMBER = re.compile(r"\d|(?<=[-_])[A-Za-z]$")
#: Tags that repeat within a text, not beside it.
_TEXT = frozenset((
    "b", "i", "em", "strong", "br", "code", "sup", "sub", "font", "u", "wbr", "small",
    "col", "source", "track", "input", "img", "pre",
))  # fmt: skip


class Container(NamedTuple):
    """What finds repeated siblings on any page of a template."""

    css: str
    """Selector of the elements, or of the first element of each."""
    spread: bool
    """Whether each goes on over the siblings that follow, up to the next."""

    @property
    def step(self) -> str:
        """The selector without what is around the elements."""
        return self.css.rpartition(" > ")[2]


@dataclass(frozen=True, slots=True)
class Run:
    """Siblings that are alike, wherever on the page they have the same path."""

    container: Container
    spans: tuple[tuple[int, int], ...]
    """Stretch of the page's nodes of each, in document order."""

    @property
    def css(self) -> str:
        """The selector of `container`."""
        return self.container.css

    @property
    def spread(self) -> bool:
        """Whether members of `container` go on over siblings."""
        return self.container.spread


def marks_of(outlines: Sequence[Outline]) -> dict[str, int]:
    """Return on how many pages of a template stand marks for the selectors of runs.

    Marks are classes and ids: those of two pages or more (of one, if there is no
    other), and those that repeat on one, as a page may have a layout of its own. What
    only says in which column of a grid an element stands is none. A page where elements
    that look the same lack a class, such as that of posts with a picture, does not
    count for it.
    """
    pages = [marks_in(outline.nodes) for outline in outlines]
    several = {m for marks in pages for m, count in marks.items() if count >= _REPEATED}
    least = 2 if len(outlines) > 1 else 1
    columns = {f".{name}" for outline in outlines for name in _columns(outline)}
    lacking = Counter(f".{one}" for outline in outlines for one in _lacking(outline))
    return {
        mark: count - lacking[mark]
        for mark, count in without_series(pages, _NUMBER).items()
        if (count >= least or mark in several) and mark not in columns
    }


def find_runs(outline: Outline, words: Mapping[str, int]) -> list[Run]:
    """Return the repeated siblings of a page, those with the most text first.

    Elements count as alike by their tag, or their tag and one class of *words*. What
    all siblings have is told by the class that most pages have.
    """
    found: dict[Container, list[tuple[int, int]]] = defaultdict(list)
    names = words.keys()
    for parent, children in outline.children().items():
        if len(children) < 2:
            continue
        base = ""
        for step, members in _alike(outline, children, words):
            base = base or path_of(outline.nodes[parent].element, names) or "body"
            css = f"{base} > {step}"
            ends = outline.ends
            plain = Container(css, spread=False)
            found[plain].extend((one, ends[one]) for one in members)
            if (last := _last(outline, children, members)) is not None:
                stops = [*members[1:], last]
                spans = zip(members, stops, strict=True)
                found[Container(css, spread=True)].extend(spans)
    runs = [Run(one, tuple(sorted(spans))) for one, spans in found.items()]
    if len(runs) > _RUNS:
        runs.sort(key=lambda run: -outline.text_in(run.spans))
    return runs[:_RUNS]


def _alike(
    outline: Outline, children: list[int], words: Mapping[str, int]
) -> list[tuple[str, list[int]]]:
    """Return steps of selectors with the *children* that each finds, two at least."""
    by_tag: dict[str, list[int]] = defaultdict(list)
    for child in children:
        if outline.nodes[child].tag not in _TEXT:
            by_tag[outline.nodes[child].tag].append(child)
    found = []
    for tag, members in by_tag.items():
        if len(members) < 2 or not is_identifier(tag):
            continue
        by_class: dict[str, list[int]] = defaultdict(list)
        for member in members:
            for name in classes_of(outline, member, words):
                by_class[name].append(member)
        common = [name for name, having in by_class.items() if having == members]
        found.append((step_of_all(tag, common, words), members))
        partial = [one for one in by_class.items() if 2 <= len(one[1]) < len(members)]
        partial.sort(key=lambda one: (-len(one[1]), one[0]))
        found += [(f"{tag}.{name}", having) for name, having in partial[:_CLASSES]]
        found += [(f"{tag}#{name}", same) for name, same in _by_id(outline, members)]
    return found


def _by_id(outline: Outline, members: list[int]) -> list[tuple[str, list[int]]]:
    """Return the ids that several of *members* have, as if these were classes."""
    by_id: dict[str, list[int]] = defaultdict(list)
    for member in members:
        by_id[outline.nodes[member].element.get("id") or ""].append(member)
    return [one for one in by_id.items() if one[1][1:] and is_identifier(one[0])]


def classes_of(outline: Outline, number: int, words: Mapping[str, int]) -> list[str]:
    """Return the classes of a node that are among *words*."""
    return [
        name
        for name in _classes(outline, number)
        if f".{name}" in words and is_identifier(name)
    ]


def step_of_all(tag: str, classes: Iterable[str], words: Mapping[str, int]) -> str:
    """Return the step of elements with a *tag* that have *classes*, with the usual one.

    That is the class that most pages have, and among several the longest.
    """
    best = max(
        classes, key=lambda name: (words[f".{name}"], len(name), name), default=""
    )
    return f"{tag}.{best}" if best else tag


def _columns(outline: Outline) -> set[str]:
    """Return the classes that every second, third ... of siblings has: of a column.

    Where the siblings between look otherwise, each is the head of something instead.
    Stripes, such as ``row1`` and ``row2``, may have something else between them.
    """
    found: set[str] = set()
    for children in outline.children().values():
        if len(children) < _GRID:
            continue
        found |= _stripes(outline, children)
        by_class: dict[str, list[int]] = defaultdict(list)
        for child in children:
            for name in _classes(outline, child):
                by_class[name].append(child)
        if children in by_class.values():  # they are of one kind
            found |= {
                name
                for name, having in by_class.items()
                if _is_column(outline, having, children)
            }
    return found


def _stripes(outline: Outline, children: list[int]) -> set[str]:
    """Return classes that *children* of one tag have in turn."""
    by_tag: dict[str, list[int]] = defaultdict(list)
    for child in children:
        by_tag[outline.nodes[child].tag].append(child)
    found: set[str] = set()
    for members in by_tag.values():
        values = [outline.nodes[one].element.get("class") or "" for one in members]
        if len(members) < _GRID or len(set(values)) != _STRIPES:
            continue
        alike = set(map(without_stripe, values))
        in_turn = all(one != other for one, other in pairwise(values))
        if in_turn and len(alike) == 1 and looks_alike(outline, *members[:2]):
            found |= set(values[0].split()) ^ set(values[1].split())
    return found


def without_stripe(name: str) -> str:
    """Return a class without what tells rows that take turns apart."""
    return _END.sub("", name)


def _is_column(outline: Outline, having: list[int], children: list[int]) -> bool:
    first = children.index(having[0])
    step = children.index(having[1]) - first if len(having) > 1 else 0
    if step < 2 or first >= step or children[first::step] != having:
        return False
    return looks_alike(outline, having[0], children[first + 1])


def _lacking(outline: Outline) -> set[str]:
    """Return the classes that a sibling lacks though it looks as one that has them.

    Both have another class in common, which is the name of what they are.
    """
    found: set[str] = set()
    for children in outline.children().values():
        by_tag: dict[str, list[int]] = defaultdict(list)
        for child in children:
            by_tag[outline.nodes[child].tag].append(child)
        for alike in by_tag.values():
            found |= _lacked(outline, alike[:_COMPARED])
    return found


def _lacked(outline: Outline, siblings: Sequence[int]) -> set[str]:
    classes = {
        one: frozenset(_classes(outline, one)[:_CLASSES_COMPARED]) for one in siblings
    }
    look_alike = cache(partial(looks_alike, outline))
    found = set()
    for name in frozenset[str]().union(*classes.values()):
        having = [one for one, names in classes.items() if name in names]
        same = frozenset.intersection(*(classes[one] for one in having))
        lacking = next(
            (
                one
                for one, names in classes.items()
                if name not in names and same & names
            ),
            None,
        )
        if lacking is not None and look_alike(having[0], lacking):
            found.add(name)
    return found


def _classes(outline: Outline, number: int) -> tuple[str, ...]:
    value = outline.nodes[number].element.get("class")
    return stable_classes(value) if value else ()


def looks_alike(outline: Outline, one: int, other: int) -> bool:
    """Whether two nodes have much the same tags and classes in them."""
    look, another = _look(outline, one), _look(outline, other)
    return len(look & another) >= _SAME_LOOK * len(look | another)


def _look(outline: Outline, top: int) -> set[tuple[str, str]]:
    """Return tags and classes of what is in a node."""
    inside = outline.nodes[top + 1 : outline.ends[top]][:_LOOKED_AT]
    return {(one.tag, one.element.get("class") or "") for one in inside}


def _last(outline: Outline, children: list[int], members: list[int]) -> int | None:
    """Return where the last of *members* ends if each goes on over its siblings."""
    heads = set(members)
    followed = sum(
        one in heads and other not in heads for one, other in pairwise(children)
    )
    last_is_head = children[-1] in heads
    if followed + last_is_head < _FOLLOWED * len(members) or followed < 2:
        return None
    return outline.ends[children[-1]]
