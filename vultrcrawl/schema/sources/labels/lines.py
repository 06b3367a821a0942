"""Labels on the lines of a block: ``Pages: 192<br>``, ``<b>Pages</b> 192``.

A line may have several: ``Ht: 6-11 Wt: 235``, ``<b>Posted:</b> today | Salary: open``.
"""

from __future__ import annotations

import re
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

from vultrcrawl.page.html.content import IN_LINE
from vultrcrawl.page.html.text import are_two, own_text, text_of
from vultrcrawl.schema.properties.registry import PROPERTIES, by_labels
from vultrcrawl.schema.sources.links import BETWEEN_LINKS
from vultrcrawl.schema.values import clean

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml.html import HtmlElement

Pair: TypeAlias = tuple[str, str]

#: Longest value of a label, in characters, and what is read of one: what is longer is
#: none, whatever is taken off its ends.
MAX_VALUE = 1_500
_READ = MAX_VALUE + 100
value_of = partial(text_of, enough=_READ)
"""Return the text of an element, or of a longer one a beginning that is too long."""
#: Longest line with a label, in characters.
_LINE = 1_550
#: Longest block that begins with a label without a colon; kinds of values such have.
_BLOCK, _KINDS = 150, frozenset(("person", "label"))
#: Labels on one line that are told apart, at most. With more it is a table in a line,
#: and would fill a record with its numbers.
_SEVERAL = 4
_PAIR = re.compile(
    r"(?P<label>[^:\uff1a]{1,50}?)\s*[:\uff1a]\s*(?P<value>\S.*)", re.DOTALL
)
#: A time of day at the first colon, as far as that could be a label's.
_TIME = re.compile(r"[^:]{0,49}\d:\d\d\b")
#: A name in code, such as ``Test::Unit``; forums have ``Viewing profile :: Ann``.
_SCOPED = re.compile(r"[^:]{0,49}\w::\w")
_COLONS = (":", "\uff1a")
_MARKS = " ,/|\u2022\u00b7"
#: What stands between two things on one line: a bar, a dot, a wide gap.
BETWEEN = re.compile(r"[|\u2022\u00b7]|\u00a0(?:[ \t]*\u00a0)+")
_LABEL = re.compile(
    r"([^\W\d_][\w.#/'&-]{0,20}"
    r"(?:\s[\w.#/'&-]{1,20}|\s\([\w ]{1,20}\)){0,3})\s?:\s+(?=\S)"
)
_WORD = r"[A-Z][\w.#'/]{0,15}"
#: Where the next label begins in a text: after a number or a slash; and after a word in
#: lower case or a comma if it is one word, for what "Cakes Tagged With: ..." ends with
#: can't be told.
_NEXT = re.compile(
    rf"(?:(?<=\d)|\s/)\s+(?={_WORD}(?:\s{_WORD}){{0,2}}:\s)"
    rf"|(?:,|(?<=\s)[^\W\dA-Z_][\w'-]*[.;]?)\s+(?={_WORD}:\s)"
)


def labels_on_lines(block: HtmlElement) -> Iterator[Pair]:
    """Yield what the lines of a *block* without blocks in it say as label and value."""
    texts = [
        text for one in block if isinstance(one.tag, str) and (text := text_of(one))
    ]
    pairs = [pair for text in texts if (pair := pair_of(text)) is not None]
    marked_each = 1 < len(pairs) == len(texts) and not own_text(block).strip(_MARKS)
    if marked_each or len(pairs) > _SEVERAL:  # the page tells them apart
        yield from pairs
        return
    marked = _marked_values(block)
    if len(marked) > 1:
        yield from marked
        return
    parts: list[str] = [block.text or ""]
    between = block.text or ""
    first: HtmlElement | None = None
    for child in block:
        tail = child.tail or ""
        if child.tag == "br":
            yield from _on_line(parts, first)
            parts, between, first = [tail], tail, None
            continue
        if isinstance(child.tag, str):
            text = text_of(child)
            if first is None and text and not "".join(parts).strip():
                first = child  # after an icon, if there is one
            elif _is_label(text, tail):
                parts.append("")
            if not between and are_two(parts[-1], text):
                parts[-1] += " "
            parts[-1] += text
            between = ""
        parts[-1] += tail
        between += tail
    yield from _on_line(parts, first)
    yield from _without_colon(block)


def _without_colon(block: HtmlElement) -> Iterator[Pair]:
    """Yield labels without a colon that lines of a *block* begin with, with values.

    ``Posted by <a>Ada</a> on May 2``, if that is all: sentences begin so, too.
    """
    begins = bool(clean(block.text or "")) or block.find("br") is not None
    if not begins or len(text_of(block, enough=_BLOCK + 1)) > _BLOCK:
        return
    before, begins = block.text or "", True
    label = ""
    values: list[str] = []
    for child in block:
        text = text_of(child) if isinstance(child.tag, str) else ""
        words = clean(before)
        if begins and text and words and not words.endswith(_COLONS):
            label = words if _needs_no_colon(words) else ""
            values = [text] if label else []
        elif label and text and _goes_on(words, child):
            values.append(text)
        elif text or child.tag == "br":
            if values:
                yield label, ", ".join(values)
            label, values = "", []
        begins = child.tag == "br"
        before = child.tail or ""
    if values:
        yield label, ", ".join(values)


def _needs_no_colon(label: str) -> bool:
    """Whether *label* is of people or groups of things: ``By`` begins anything."""
    kinds = [PROPERTIES[name].accepts for name in by_labels(label)]
    return "label" in kinds if " " not in label else not _KINDS.isdisjoint(kinds)


def _goes_on(between: str, child: HtmlElement) -> bool:
    """Whether *child* is one more value after another, with a text *between*."""
    return not between.strip(BETWEEN_LINKS) and bool(between or child.tag == "a")


def _marked_values(block: HtmlElement) -> list[Pair]:
    """Return the labels of a *block* whose values alone are marked.

    ``Type: <i>permanent</i>. Place: <i>London</i>`` has two.
    """
    pairs: list[Pair] = []
    before = clean(block.text or "")
    for child in block:
        if not isinstance(child.tag, str):
            continue
        if before.endswith(_COLONS) and child.tag != "br":
            label = before[:-1].rpartition(". ")[2].strip(f"{_MARKS}.;")
            value = text_of(child)
            if label and value and not value.endswith(_COLONS):
                pairs.append((label, value))
        before = clean(child.tail or "")
    return pairs


def _is_label(text: str, tail: str) -> bool:
    """Whether an element with *text* and the *tail* after it begins a new label."""
    return text.endswith(_COLONS) or (
        bool(text) and ":" not in text and tail.lstrip().startswith(_COLONS)
    )


def _on_line(parts: Sequence[str], first: HtmlElement | None) -> Iterator[Pair]:
    """Yield the labels of a line with their values.

    It begins with the element *first*, and each of its *parts* but the first with an
    element that seems a label.
    """
    text = clean("".join(parts))
    if not text or len(text) > _LINE:
        return
    several = [_in_text(part) for part in parts]
    count = sum(map(len, several))
    if all(several) and 2 <= count <= _SEVERAL:
        for pairs in several:
            yield from pairs
    elif pair := pair_of(text):
        yield pair
    elif first is not None and not _TIME.match(text) and not _begins_links(first):
        label = text_of(first)
        if label and text.startswith(label) and len(text) > len(label):
            yield label, text[len(label) :]


def _begins_links(first: HtmlElement) -> bool:
    """Whether *first* is the first of several links in a row, such as tags."""
    following = first.getnext()
    return (
        first.tag == "a"
        and following is not None
        and following.tag == "a"
        and not clean(first.tail or "").strip(_MARKS)
    )


def _in_text(text: str) -> list[Pair]:
    """Return the labels of a *text*, each with its value.

    ``Ht: 6-11 Wt: 235`` has two, ``Tags: red | blue`` one.
    """
    texts = [
        one for part in BETWEEN.split(text) for one in with_labels(clean(part)) if one
    ]
    pairs = [
        (label.removesuffix(":"), value)
        for label, value in pairwise(texts)
        if label.endswith(":") and not value.endswith(":")
    ]
    if len(pairs) > 1 and 2 * len(pairs) == len(texts):
        return pairs
    pair = pair_of(clean(text).strip(_MARKS))
    return [pair] if pair is not None else []


def with_labels(text: str) -> Iterator[str]:
    """Yield *text* with each label, its colon at its end, and each value apart."""
    at = 0
    several = True
    while match := _LABEL.match(text, at):
        yield f"{match[1]}:"
        at = match.end()
        more = _NEXT.search(text, at) if several else None
        if more is None:
            several = False  # nor is there one after the next label
        else:
            yield text[at : more.end()].rstrip(_MARKS)
            at = more.end()
    yield text[at:]


def pair_of(text: str) -> Pair | None:
    """Return the label that *text* starts with and the rest; None if it has none."""
    match = _PAIR.match(text)
    if match is None or match["value"].startswith("//") or _TIME.match(text):
        return None
    if _SCOPED.match(text):
        return None
    return match["label"], match["value"]


def part_of(label: str, text: str) -> tuple[str, str] | None:
    """Return what *text* says first of what *label* names, if that is a property.

    ``Type: int`` below ``Return value`` is ``Return value: Type``, and its value.
    """
    said, colon, value = text.partition(":")
    part = f"{label}: {said.strip()}"
    return (part, value.strip()) if colon and by_labels(part) else None


def _without_part(label: str, element: HtmlElement) -> str:
    """Return the text of *element* without a first line that `part_of` tells.

    Of what is too long for a value it is a beginning that is too long, too.
    """
    whole = text_of(element, enough=_READ)
    if part_of(label, whole) is None:
        return whole
    lines = (
        text_of(one)
        for one in element.iter("*")
        if all(inside.tag in IN_LINE for inside in one.iterdescendants("*"))
    )
    first = next(filter(None, lines), "")
    return text_of(element, enough=_READ + len(first)).removeprefix(first).strip()


def values_in(label: str, element: HtmlElement, *, is_list: bool) -> list[str]:
    """Return the texts of the parts of *element* that are alike, else its text.

    So the items of a list are several values, and links with nothing but commas between
    them; of what *is_list*, boxes of one class, too, which may be lines of an address.
    """
    parts = [child for child in element if isinstance(child.tag, str)]
    if element.tag in ("ul", "ol"):
        return [value_of(item) for item in parts if item.tag == "li"]
    alike = len(parts) > 1 and len({child.tag for child in parts}) == 1
    if (
        alike
        and (parts[0].tag in ("a", "span") or (is_list and have_common_class(parts)))
        and not own_text(element).strip(BETWEEN_LINKS)
    ):
        return [value_of(part) for part in parts]
    return [_without_part(label, element)]


def have_common_class(elements: list[HtmlElement]) -> bool:
    """Whether all of *elements* have one class: ``item even``, ``item odd``."""
    classes = (set((one.get("class") or "").split()) for one in elements)
    return bool(set.intersection(*classes))
