"""Fields of cards of several kinds as one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vultrcrawl.schema.model import Field


def merged(fields: Sequence[Field], more: Sequence[Field]) -> list[Field]:
    """Return *fields* with the locators of fields that *more* has of the same name."""
    known = {field.name: field for field in fields}
    for field in more:
        before = known.get(field.name)
        if before is None:
            known[field.name] = replace(field, nullable=field.nullable or bool(fields))
        elif before.transforms == field.transforms:
            locators = dict.fromkeys((*before.locators, *field.locators))
            known[field.name] = replace(before, locators=tuple(locators), nullable=True)
    return list(known.values())
