"""Where the pages of a crawl become templates, schemas and records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vultrcrawl.page.signature import signature
from vultrcrawl.schema.shelf import Shelf
from vultrcrawl.schema.template_names import TemplateNames
from vultrcrawl.schema.templates import Templates

if TYPE_CHECKING:
    from pathlib import Path

    from vultrcrawl.page.document import Document


class Workshop:
    """Templates, and the pages that wait for their schema, of one crawl.

    *folder* is the crawl's JOBDIR, or None for a crawl in memory; pages go to disk in
    either case.
    """

    def __init__(self, folder: Path | None) -> None:
        self.templates = Templates()
        self.shelf = Shelf(folder)
        self._names = TemplateNames()

    def take(self, url: str, document: Document) -> str:
        """Keep the page at *url*; return the provisional key of its template."""
        self.shelf.put(url, document.html)
        return self.templates.add(url, signature(document))

    def name(self, key: str, page_type: str) -> str:
        """Return the name of the template with provisional *key*, as known so far."""
        return self._names.name(key, page_type)

    def close(self) -> None:
        """Let go of the pages."""
        self.shelf.close()
