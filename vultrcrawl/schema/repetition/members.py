"""Labels that are names of parts, not of facts: each option of a list of options."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vultrcrawl.page.html.text import text_of
from vultrcrawl.schema.repetition.elements import elements_of, items_in, shown
from vultrcrawl.schema.values import folded

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from lxml.html import HtmlElement

    from vultrcrawl.schema.model import Field
    from vultrcrawl.schema.sources.reading import Reading

#: Members of one page whose names are read, and words of a name, at most.
_MEMBERS, _WORDS = 200, 8
#: Arrays whose members are texts by somebody each.
_POSTS = frozenset(("posts", "comments", "reviews"))


def named_as_parts(
    fields: Sequence[Field], arrays: Sequence[Field], pages: Sequence[Reading]
) -> list[Field]:
    """Return those of *fields* whose label is the name of a part of *arrays*.

    So are labels in posts, such as when their author joined, which are of each post.
    """
    members = _labels_in(arrays, pages)
    posts = [field for field in arrays if field.name in _POSTS]
    texts = {page: _texts_of(posts, page) for page in pages} if posts else {}
    return [
        one
        for one in fields
        if _is_labelled(one) and (_is_label(one, members) or _is_within(one, texts))
    ]


def _labels_in(arrays: Sequence[Field], pages: Sequence[Reading]) -> frozenset[str]:
    """Return what the members of *arrays* start with on *pages*: folded first words."""
    found: set[str] = set()
    for field in arrays:
        if field.container is None:
            continue
        for page in pages:
            members = items_in(page.document, field.container, spread=field.spread)
            for member in members[:_MEMBERS]:
                for text in _starts(member):
                    words = folded(text).split()[:_WORDS]
                    found.update(
                        " ".join(words[:end]) for end in range(1, len(words) + 1)
                    )
    return frozenset(found)


def _starts(member: HtmlElement) -> Iterator[str]:
    """Yield the texts that *member*, and what stands first in it, begin with."""
    yield text_of(member)
    for one in member:
        if isinstance(one.tag, str):
            yield text_of(one)
            return


def _is_labelled(field: Field) -> bool:
    """Whether a label beside its value is all that finds *field*."""
    return bool(field.locators) and all(one.kind == "label" for one in field.locators)


def _is_label(field: Field, members: AbstractSet[str]) -> bool:
    """Whether all labels of *field* are names of parts."""
    return all(folded(one.expr) in members for one in field.locators)


def _texts_of(arrays: Sequence[Field], page: Reading) -> str:
    """Return the texts of the members of *arrays* on *page*, folded."""
    root = page.document.root
    members = [
        member
        for field in arrays
        for member in elements_of(root, field.container or "body", spread=field.spread)
    ]
    # A post may have no link but one to itself.
    return " ".join(
        folded(text_of(member)) for member in shown(page.document, members)[:_MEMBERS]
    )


def _is_within(field: Field, texts: Mapping[Reading, str]) -> bool:
    """Whether *texts* of pages have the labels of *field* wherever it has a value."""
    having = [
        (f"{folded(one.expr)} {folded(values[0])}", text)
        for one in field.locators
        for page, text in texts.items()
        if (values := page.label.get(one.expr))
    ]
    return bool(having) and all(said in text for said, text in having)
