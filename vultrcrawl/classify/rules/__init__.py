"""Rules for the types that training data lacks, or that a page states itself.

The first rule that answers decides: errors, the homepage, accounts, other pages that a
site has once, single things.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from vultrcrawl.classify.rules import account, detail, errors, info

if TYPE_CHECKING:
    from collections.abc import Callable

    from vultrcrawl.classify.reading import PageReading
    from vultrcrawl.classify.rules.finding import Finding

RULES: tuple[Callable[[PageReading], Finding | None], ...] = (
    *errors.RULES,
    info.homepage,
    *account.RULES,
    *info.RULES,
    *detail.RULES,
)


def apply(reading: PageReading) -> Finding | None:
    """Return the answer of the first rule that has one; None if all are silent."""
    return next((found for rule in RULES if (found := rule(reading))), None)
