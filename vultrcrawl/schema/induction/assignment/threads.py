"""Who began a thread: the author of its first post."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from vultrcrawl.schema.extraction import value_of
from vultrcrawl.schema.properties.registry import order_of
from vultrcrawl.taxonomy import PageType

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vultrcrawl.schema.model import Field
    from vultrcrawl.schema.sources.reading import Reading


def with_beginner(
    fields: Sequence[Field],
    arrays: Sequence[Field],
    readings: Sequence[Reading],
    page_type: PageType | None,
) -> list[Field]:
    """Return *fields* of threads with the author of the first of their posts.

    An author that differs from page to page of *readings* stays.
    """
    posts = next((one for one in arrays if one.name == "posts"), None)
    author = next(
        (one for one in (posts.items if posts else ()) if one.name == "author"), None
    )
    given = next((one for one in fields if one.name == "author"), None)
    if page_type is not PageType.FORUM_THREAD or posts is None or author is None:
        return list(fields)
    if given is not None:
        said = {str(value_of(given, one, None)) for one in readings}
        if len(said - {"None"}) > 1:
            return list(fields)
    kept = [one for one in fields if one is not given]
    if posts.spread:  # its author may stand beside what is found
        return kept
    above, _, step = (posts.container or "").rpartition(" > ")
    locators = tuple(
        replace(
            one,
            expr=f"{above} > {one.expr}"  # it begins with the post itself
            if above and one.expr.startswith(step)
            else f"{posts.container} {one.expr}",
        )
        for one in author.locators
    )
    begun = replace(author, locators=locators, schema_org="author")
    return sorted([*kept, begun], key=lambda one: order_of(one.name))
