"""Who began a thread: the author of its first post."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from vultrcrawl.schema.extraction import value_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vultrcrawl.schema.model import Field
    from vultrcrawl.schema.sources.reading import Reading


def tells_threads_apart(author: Field, readings: Sequence[Reading]) -> bool:
    """Whether *author* differs between *readings*: the head of a column does not."""
    found = (value_of(author, one, None) for one in readings)
    return len({str(value) for value in found if value is not None}) > 1


def beginner(posts: Field) -> Field | None:
    """Return the author of the first of *posts* as a field, which is not yet tested.

    None if they name no author, or if that may stand beside what finds them.
    """
    author = next((one for one in posts.items if one.name == "author"), None)
    if author is None or posts.spread:
        return None
    above, _, post = (posts.container or "").rpartition(" > ")
    locators = tuple(
        replace(
            one,
            expr=f"{above} > {one.expr}"  # it begins with the post itself
            if above and one.expr.startswith(post)
            else f"{posts.container} {one.expr}",
        )
        for one in author.locators
    )
    return replace(author, locators=locators, schema_org="author")
