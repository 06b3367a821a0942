"""What a thread has of its first post: who began it, when, and with which words."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from vultrcrawl.schema.extraction import value_of
from vultrcrawl.schema.model import MAX_EXAMPLE, Dropped, Example
from vultrcrawl.schema.properties.registry import order_of
from vultrcrawl.schema.scoring import Unit, tested
from vultrcrawl.schema.values import folded

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from vultrcrawl.schema.induction.split import Split
    from vultrcrawl.schema.model import Field
    from vultrcrawl.schema.sources.reading import Reading

#: What the thread calls what a post has.
_OF_THREAD = {
    "author": "author", "datePublished": "datePublished", "text": "articleBody",
}  # fmt: skip
#: Share of the pages with posts whose first one begins the thread, at least.
_MOST = 0.7
#: Shortest line that is a text, in characters.
_TEXT = 30
#: Examples of a field, at most.
_EXAMPLES = 3


def with_first_post(
    fields: Sequence[Field], arrays: Sequence[Field], split: Split
) -> tuple[list[Field], list[Dropped]]:
    """Return *fields* of threads with those of the first post, and what is left out."""
    posts = next((one for one in arrays if one.name == "posts"), None)
    if posts is None:
        return list(fields), []
    kept = {one.name: one for one in fields}
    author = kept.get("author")
    if author and not tells_threads_apart(author, split.learn):
        del kept["author"]
    begins = begin_threads(posts, split.learn)
    held = [Unit(one, None) for one in split.held]
    for one in of_first_post(posts):
        known = kept.get(one.name)
        if one.name == "articleBody" and known and begins:
            # All text of a page has the answers, too, and where the thread stands.
            locators = (*one.locators, *known.locators)
            more = replace(known, joined=False, multiple=False, locators=locators)
        elif (
            is_earlier(one, known, split.learn)
            if known
            else begins or one.name == "author"
        ):
            more = one
        else:
            continue
        if (found := tested(more, held, in_turn=split.in_turn)) is not None:
            kept[one.name] = replace(found, examples=_examples(found, split.learn))
    same = author is not None and "author" not in kept
    dropped = [Dropped(name="author", reason="the same in all threads")] if same else []
    return sorted(kept.values(), key=lambda one: order_of(one.name)), dropped


def _examples(field: Field, readings: Sequence[Reading]) -> tuple[Example, ...]:
    """Return the values of *field* on the first pages that have one."""
    found: list[Example] = []
    for reading in readings:
        raws = (text for one in field.locators for text in reading.find(one))
        value = value_of(field, reading, None)
        if value is not None and len(found) < _EXAMPLES:
            shown = value[:MAX_EXAMPLE] if isinstance(value, str) else value
            raw = next(raws, "")[:MAX_EXAMPLE]
            found.append(Example(url=reading.document.url, raw=raw, value=shown))
    return tuple(found)


def is_earlier(one: Field, known: Field, readings: Sequence[Reading]) -> bool:
    """Whether *one* is the date of most *readings* before that which is *known*.

    Forums say when the last answer came above the first post.
    """
    if one.name != "datePublished":
        return False
    pairs = [(value_of(one, r, None), value_of(known, r, None)) for r in readings]
    dates = [
        (a[: len(b)], b[: len(a)])  # one may lack the time
        for a, b in pairs
        if isinstance(a, str) and isinstance(b, str)
    ]
    before = sum(a <= b for a, b in dates)
    return before >= _MOST * len(dates) and any(a < b for a, b in dates)


def tells_threads_apart(author: Field, readings: Sequence[Reading]) -> bool:
    """Whether *author* differs between *readings*: the head of a column does not."""
    found = (value_of(author, one, None) for one in readings)
    return len({str(value) for value in found if value is not None}) > 1


def of_first_post(posts: Field) -> Iterator[Field]:
    """Yield what the first of *posts* has as fields of the thread, not yet tested.

    Posts that go on over the siblings of their heads have it in these, too.
    """
    above, _, post = (posts.container or "").rpartition(" > ")
    around = above if above and posts.spread else posts.container

    def of_first(expr: str) -> str:
        if above and f"{expr} ".startswith(f"{post} "):  # it begins with the post
            return f"{above} > {expr}"
        return f"{around} {expr}"

    for one in posts.items:
        if (name := _OF_THREAD.get(one.name)) is not None:
            locators = tuple(replace(at, expr=of_first(at.expr)) for at in one.locators)
            yield replace(one, name=name, locators=locators, schema_org=name)


def begin_threads(posts: Field, readings: Sequence[Reading]) -> bool:
    """Whether the first of *posts* is what others answer, and no answer itself.

    Then the first paragraph of a page is one of a post, but for titles, short lines and
    those that other threads have, too.
    """
    begins: list[bool] = []
    lines = [[folded(line) for line in one.paragraphs] for one in readings]
    for at, reading in enumerate(readings):
        texts = [folded(one["text"]) for one in _objects(posts, reading)]
        others = {line for n, page in enumerate(lines) if n != at for line in page}
        title = folded(reading.document.title)
        own = (line for line in lines[at] if line not in others and line not in title)
        first = next((line for line in own if len(line) >= _TEXT), "")
        if texts:
            begins.append(any(first in text for text in texts))
    return bool(begins) and sum(begins) >= _MOST * len(begins)


def _objects(posts: Field, reading: Reading) -> list[dict[str, str]]:
    """Return the objects of *posts* on a page that have a text."""
    return [one for one in value_of(posts, reading, None) or () if "text" in one]
