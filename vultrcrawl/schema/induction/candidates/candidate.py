"""One place that may hold a property, with its values on the pages seen."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from vultrcrawl.schema.values import folded

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lxml.html import HtmlElement

    from vultrcrawl.schema.model import LocatorKind, TransformName

#: Share of the pages that may differ from what most have.
_ODD = 0.1


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """A locator to be, and what it finds on each page."""

    kind: LocatorKind
    expr: str
    values: Mapping[int, tuple[str, ...]]
    """Texts by number of the page; none is empty."""
    scores: Mapping[str, float]
    """By property, how likely the values are that property, 0 to 1."""
    attribute: str | None = None
    label: str | None = None
    """What the page calls it."""
    schema_org: str | None = None
    """Path of the property that states it, below its item."""
    prefix: str = ""
    suffix: str = ""
    transform: TransformName | None = None
    """What makes the values of the texts there, where its property doesn't tell."""
    elements: Mapping[int, tuple[HtmlElement, ...]] = field(default_factory=dict)
    """For ``css``: where the values were read, by number of the page."""
    keys: Mapping[int, str] = field(init=False, repr=False)
    """Folded text of the values, by number of the page; none is without words."""

    def __post_init__(self) -> None:
        """Fold the values once: they are compared with those of many others."""
        folds = {
            number: folded(" ".join(dict.fromkeys(texts)))
            for number, texts in self.values.items()
        }
        known = {number: key for number, key in folds.items() if key}
        object.__setattr__(self, "keys", known)

    @property
    def distinct(self) -> int:
        """Number of different values over all pages."""
        return len(set(self.keys.values()))

    @property
    def is_list(self) -> bool:
        """Whether some page has several different values."""
        return any(len(set(texts)) > 1 for texts in self.values.values())

    @property
    def is_usually_list(self) -> bool:
        """Whether not only an odd page has several, such as one of a blog's archive."""
        several = sum(len(set(texts)) > 1 for texts in self.values.values())
        return several > _ODD * len(self.values)

    @property
    def is_constant(self) -> bool:
        """Whether several pages have it, and all the same."""
        return len(self.keys) > 1 and self.distinct == 1

    def texts(self) -> list[str]:
        """Return all values of all pages."""
        return [text for texts in self.values.values() for text in texts]
