"""A response or failed request on its way through the pipelines."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vultrcrawl.items import Page
    from vultrcrawl.page.document import Document
    from vultrcrawl.page.exchange import Exchange, Growth
    from vultrcrawl.page.links import Link


@dataclass(slots=True, kw_only=True)
class Visit:
    """What travels from the spider through the pipelines."""

    number: int
    """The frontier's number of the URL, which is leased."""
    page: Page
    """The row, without what the pipelines find out."""
    document: Document | None = field(default=None, repr=False)
    """The parsed page; None for failures and for what is not HTML."""
    pdf: bytes = field(default=b"", repr=False)
    """The file, if it is a PDF whose text is yet to be read."""
    template: str = ""
    """Provisional key of the page's template; empty where there is none."""
    links: list[Link] = field(default_factory=list, repr=False)
    """Links to make known; all `nofollow` where the page asks robots for that."""
    nofollow: bool = False
    """Whether it does ask for that."""
    exchanges: list[Exchange] = field(default_factory=list, repr=False)
    """What the page's scripts asked for, if it was rendered."""
    growth: Growth | None = None
    """How a list of the page grew, if it was rendered and one did."""
