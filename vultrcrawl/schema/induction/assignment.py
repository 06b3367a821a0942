"""What is decided of a property: the candidates that give it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from vultrcrawl.schema.properties.registry import by_meta, by_path

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vultrcrawl.schema.induction.candidates.candidate import Candidate


#: An element of a date that no class or attribute tells more of.
_TIME = re.compile(r"(?:^|> )time$")


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
