"""Responses and failed requests: on their way through the pipelines, or kept."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from vultrcrawl.page.document import Document

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Self

    from vultrcrawl.items import Page
    from vultrcrawl.page.exchange import Exchange, Growth
    from vultrcrawl.page.links import Link


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What travels from the spider through the pipelines.

    Neither it nor what it holds is changed: who learns more returns another visit.
    """

    number: int
    """The frontier's number of the URL, which is leased."""
    page: Page
    """The row as far as it is known."""
    document: Document | None = field(default=None, repr=False)
    """The parsed page; None for failures and for what is not HTML."""
    pdf: bytes = field(default=b"", repr=False)
    """The file, if it is a PDF whose text is yet to be read."""
    template: str = ""
    """Provisional key of the page's template; empty where there is none."""
    links: Sequence[Link] = field(default=(), repr=False)
    """Links to make known; all `nofollow` where the page asks robots for that."""
    nofollow: bool = False
    """Whether it does ask for that."""
    exchanges: Sequence[Exchange] = field(default=(), repr=False)
    """What the page's scripts asked for, if it was rendered."""
    growth: Growth | None = None
    """How a list of the page grew, if it was rendered and one did."""

    def noted(self, *warnings: str) -> Self:
        """Return the visit with *warnings* added to those of its row."""
        page = replace(self.page, warnings=[*self.page.warnings, *warnings])
        return replace(self, page=page)


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
