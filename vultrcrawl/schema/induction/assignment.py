"""What is decided of a property: the candidates that give it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vultrcrawl.schema.induction.candidates.candidate import Candidate


@dataclass(frozen=True, slots=True)
class Assignment:
    """The candidates that give a property, best first."""

    name: str
    support: float
    """How likely they are right, 0 to 1."""
    candidates: tuple[Candidate, ...]
