"""Labels that are names of parts, not of facts: each option of a list of options."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vultrcrawl.page.html.text import text_of
from vultrcrawl.schema.repetition.elements import items_in
from vultrcrawl.schema.values import folded

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from lxml.html import HtmlElement

    from vultrcrawl.schema.model import Field
    from vultrcrawl.schema.sources.reading import Reading

#: Members of one page whose names are read, and words of a name, at most.
_MEMBERS, _WORDS = 200, 8


def named_as_parts(
    fields: Sequence[Field], arrays: Sequence[Field], pages: Sequence[Reading]
) -> list[Field]:
    """Return those of *fields* whose label is the name of a part of *arrays*."""
    members = _labels_in(arrays, pages)
    return [one for one in fields if _is_label(one, members)]


def _labels_in(arrays: Sequence[Field], pages: Sequence[Reading]) -> frozenset[str]:
    """Return what the members of *arrays* start with on *pages*: folded first words."""
    found: set[str] = set()
    for field in arrays:
        if field.container is None:
            continue
        for page in pages:
            members = items_in(page.view, field.container, spread=field.spread)
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


def _is_label(field: Field, members: AbstractSet[str]) -> bool:
    """Whether a label beside its value is all that finds *field*, and names a part."""
    found = field.locators
    return bool(found) and all(
        one.kind == "label" and folded(one.expr) in members for one in found
    )
