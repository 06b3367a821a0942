"""Counts questions to a language model, its answers, and what they changed."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from vultrcrawl.items import ClassifiedBy, Row

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from vultrcrawl.inference.advice import Opinion, Trust
    from vultrcrawl.taxonomy import PageType
#: How what a row tells of the model begins.
MODEL_NOTE = "language model: "
#: Templates and fields that are told of at most.
_MOST = 200


@dataclass(frozen=True, slots=True)
class TypesSaid:
    """What was said of the pages of one template."""

    template: str
    pages_asked: int
    said: dict[str, int]
    """Answers by page type."""
    pages_changed: int
    """Pages whose type the answers decided."""
    overruled: int
    """Answers that the site's own evidence outweighed."""


@dataclass(frozen=True, slots=True)
class FieldChanged:
    """What an answer did to a field, or could not do."""

    template: str
    field: str
    said: str
    done: str
    """What became of it: `renamed to sku`, `left out`, `overruled: ...`."""


@dataclass(slots=True)
class Account:
    """The tally of one run."""

    pages_asked: int = 0
    fields_asked: int = 0
    unanswered: Counter[str] = field(default_factory=Counter)
    """Questions without an answer, by why."""
    flagged: dict[str, str] = field(default_factory=dict)
    """By URL: pages that speak to a model, and how."""
    types: list[TypesSaid] = field(default_factory=list)
    fields: list[FieldChanged] = field(default_factory=list)
    names: tuple[int, int] = (0, 0)
    """Fields of known roles that were asked about, and answers that were right."""

    names_left: int = 0
    """Fields that keep their local names for want of an answer."""

    def sentence(self) -> str:
        """Return what came of the answers, in one line; empty if nothing was asked."""
        parts = []
        if self.pages_asked or self.fields_asked:
            asked = f"{self.pages_asked} pages and {self.fields_asked} fields"
            parts.append(f"asked about {asked}")
        if changed := sum(one.pages_changed for one in self.types):
            parts.append(f"types that it decided: {changed}")
        if overruled := sum(one.overruled for one in self.types):
            parts.append(f"answers overruled: {overruled}")
        if self.unanswered:
            why = ", ".join(f"{n} {why}" for why, n in self.unanswered.most_common())
            parts.append(f"questions unanswered: {why} (local answers stay)")
        if self.names_left:
            parts.append(f"fields that keep local names: {self.names_left}")
        return ", ".join(parts)

    def as_dict(self, trust: Trust) -> dict[str, Any]:
        """Return what site.json tells."""
        return {
            "asked": {"pages": self.pages_asked, "fields": self.fields_asked},
            "measured": {
                "types": {"asked": trust.asked, "right": trust.right},
                "fields": {"asked": self.names[0], "right": self.names[1]},
            },
            "unanswered": dict(self.unanswered),
            "names_left": self.names_left,
            "types": [asdict(one) for one in self.types[:_MOST]],
            "fields": [asdict(one) for one in self.fields[:_MOST]],
        }

    def settle(
        self, rows: Iterable[Row], opinions: Mapping[str, Opinion]
    ) -> dict[str, list[str]]:
        """Tell what came of *opinions*, by final URL, in the final *rows*.

        Returns what the rows of pages are to say, by final URL.
        """
        asked: dict[str, list[PageType]] = defaultdict(list)
        changed: Counter[str] = Counter()
        overruled: Counter[str] = Counter()
        notes: dict[str, list[str]] = defaultdict(list)
        for row in rows:
            url, name = row["final_url"], row["template"]
            if warning := self.flagged.get(url):
                notes[url].append(warning)
            decided = row["classified_by"] == ClassifiedBy.LLM
            changed[name] += decided
            if (said := opinions.get(url)) is None:
                if decided:
                    notes[url].append(f"{MODEL_NOTE}it read pages of the template")
                continue
            asked[name].append(said.page_type)
            agrees = said.page_type == row["page_type"]
            overruled[name] += not agrees
            outcome = "overruled by the site" if not agrees else "taken into account"
            notes[url].append(
                f"{MODEL_NOTE}{said.page_type} ({said.confidence:.2f}), "
                + ("which decided" if decided and agrees else outcome)
            )
        self.types = [
            TypesSaid(
                template=name,
                pages_asked=len(said),
                said={str(kind): n for kind, n in Counter(said).most_common()},
                pages_changed=changed[name],
                overruled=overruled[name],
            )
            for name, said in asked.items()
        ]
        return notes
