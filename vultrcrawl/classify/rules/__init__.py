"""Rules for the types that training data lacks, or that a page states itself.

The first rule that answers decides, in the order system, index, account, info, detail.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from vultrcrawl.classify.rules import account, detail, errors, index, info

if TYPE_CHECKING:
    from vultrcrawl.classify.reading import PageReading
    from vultrcrawl.classify.rules.finding import Finding, Rule

RULES: tuple[Rule, ...] = (
    *errors.RULES,
    *index.RULES,
    *account.RULES,
    *info.RULES,
    *detail.RULES,
)


def apply(reading: PageReading) -> tuple[Rule, Finding] | None:
    """Return the first rule that answers, and its answer; None if all are silent."""
    for rule in RULES:
        if finding := rule(reading):
            return rule, finding
    return None
