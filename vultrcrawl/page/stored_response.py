"""A response of a site as it is kept: enough to read its page again."""

from __future__ import annotations

from dataclasses import dataclass

from vultrcrawl.page.document import Document


@dataclass(frozen=True, slots=True)
class StoredResponse:
    """What a site answered, or what the scripts of a page have made of that."""

    url: str
    """Where it came from, after redirects."""
    body: bytes
    content_type: str
    """As it was stated, with parameters; empty if it wasn't."""

    def document(self) -> Document:
        """Return the page in it, parsed anew."""
        return Document.from_bytes(self.body, self.url, self.content_type)
