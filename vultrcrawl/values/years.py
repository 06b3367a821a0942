"""The years that a page states of what it is about, for days written without one."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

_YEAR: Final = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


class Years(NamedTuple):
    """The years that a page states of what it is about."""

    titled: frozenset[int] = frozenset()
    """Those in its title."""
    addressed: frozenset[int] = frozenset()
    """Those in its address."""
    published: int | None = None
    """That in which it was published."""


NO_YEARS: Final = Years()


def years_in(text: str) -> frozenset[int]:
    """Return the years that stand in *text*."""
    return frozenset(int(found) for found in _YEAR.findall(text))
