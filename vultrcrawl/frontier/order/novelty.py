"""Whether a crawl still finds pages of new templates (saturation)."""

from __future__ import annotations

#: Pages without anything new after which a crawl is saturated: at least so many, and
#: this share of all its pages.
LEAST, SHARE = 50, 1 / 3


class Novelty:
    """Counts the pages on which a template was met for the first time."""

    def __init__(self) -> None:
        self._seen: set[str] = set()
        self._pages = 0
        self.since = 0
        """Pages since the last one of them."""

    def note(self, template: str | None) -> None:
        """Count a page of *template*; one without counts for nothing."""
        if template is None:
            return
        new = template not in self._seen
        self._seen.add(template)
        self._pages += 1
        self.since = 0 if new else self.since + 1

    @property
    def is_dry(self) -> bool:
        """Whether nothing new was met for long: `LEAST` pages, and a third of all.

        As the frontier asks for what it has seen least of, the pages of a dry spell
        were its best guesses.
        """
        return self.since >= max(LEAST, self._pages * SHARE)
