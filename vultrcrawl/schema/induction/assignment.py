"""What is decided of a property: the candidates that give it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from vultrcrawl.schema.properties.registry import by_meta, by_path

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vultrcrawl.schema.induction.candidates.candidate import Candidate


#: An element of a date that no class or attribute tells more of.
_TIME = re.compile(r"(?:^|> )time$")
#: What names a page where nothing better does, and pages that may have the same title.
_HEADING = re.compile(r"(?:^|> )h1[^\s>]*$")
_TITLES: Final = ("og:title", "title")
_SAME_TITLE: Final = 3


@dataclass(frozen=True, slots=True)
class Assignment:
    """The candidates that give a property, best first."""

    name: str
    support: float
    """How likely they are right, 0 to 1."""
    candidates: tuple[Candidate, ...]


def dated(
    published: Sequence[Assignment], modified: Sequence[Assignment]
) -> dict[str, list[Assignment]]:
    """Return the options for both dates; nothing if they stay as they are.

    A lone date that no word, class or attribute tells more of is ``datePublished``.
    """
    heads = {id(option.candidates[0]) for option in (*published, *modified)}
    lone = modified[0].candidates[0] if modified and len(heads) == 1 else None
    if lone is None or lone.prefix or not _TIME.search(lone.expr):
        return {}
    option = published[0] if published else replace(modified[0], name="datePublished")
    return {"datePublished": [option], "dateModified": []}


def stated_as(one: Candidate) -> str | None:
    """Return the property that pages state *one* as, such as ``keywords``, if any."""
    if one.kind == "meta":
        return by_meta(one.expr)
    return by_path(one.schema_org) if one.schema_org is not None else None


def titled(
    candidates: Sequence[Candidate], pages: int, support: float
) -> list[Assignment]:
    """Return the pages' first heading or title as their ``name``, if most have one.

    The same one on more than a few pages is that of the site.
    """
    options = [
        one
        for one in candidates
        if (_HEADING.search(one.expr) and one.attribute == "text")
        or (one.kind == "meta" and one.expr in _TITLES)
    ]
    options = [
        one
        for one in options
        if not one.is_list
        and 2 * len(one.keys) > pages
        and (one.distinct > 1 or pages <= _SAME_TITLE)
    ]
    options.sort(key=lambda one: (-len(one.keys), one.kind == "meta", one.expr))
    return [Assignment("name", support, tuple(options[:1]))] if options else []
