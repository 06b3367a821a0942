"""Whether a crawl still finds pages of new templates (saturation)."""

from __future__ import annotations

from collections import deque

#: Pages over which the rate is told.
WINDOW = 100
#: Pages without anything new after which a crawl is saturated: at least so many, and
#: this share of all its pages.
LEAST, SHARE = 50, 1 / 3


class Novelty:
    """Counts the pages on which a template was met for the first time."""

    def __init__(self) -> None:
        self._seen: set[str] = set()
        self._last: deque[bool] = deque(maxlen=WINDOW)
        self._pages = 0
        self._since = 0

    def note(self, template: str | None) -> None:
        """Count a page of *template*; one without counts for nothing."""
        if template is None:
            return
        new = template not in self._seen
        self._seen.add(template)
        self._last.append(new)
        self._pages += 1
        self._since = 0 if new else self._since + 1

    @property
    def window(self) -> int:
        """Pages that `lately` looks back on, at most `WINDOW`."""
        return len(self._last)

    @property
    def lately(self) -> int:
        """Pages of the last `window` that were the first of their template."""
        return sum(self._last)

    @property
    def is_dry(self) -> bool:
        """Whether nothing new was met for long: `LEAST` pages, and a third of all.

        As the frontier asks for what it has seen least of, the pages of a dry spell
        were its best guesses.
        """
        return self._since >= max(LEAST, self._pages * SHARE)
