"""Recognizes URLs of files that are no pages, by earlier responses."""

from __future__ import annotations

from collections import Counter
from typing import Final

from vultrcrawl.urls.files import is_media
from vultrcrawl.urls.shapes import shape


class Files:
    """Shapes of URLs that had nothing but files."""

    #: Responses of a shape that must have been files, all of them.
    ENOUGH: Final = 2

    def __init__(self) -> None:
        self._files: Counter[str] = Counter()
        self._pages: set[str] = set()

    def learn(self, url: str, content_type: str | None) -> None:
        """Learn what the response for *url* was."""
        if is_media(content_type):
            self._files[shape(url)] += 1
        elif self._files and (one := shape(url)) in self._files:
            self._pages.add(one)

    def expects(self, url: str) -> bool:
        """Tell whether *url* is like those that were files."""
        if not self._files:
            return False
        one = shape(url)
        return self._files[one] >= self.ENOUGH and one not in self._pages
