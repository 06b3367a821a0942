"""The URLs that `extract` may ask for: those that lead to what is wanted."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from vultrcrawl.frontier.scope import Scope
from vultrcrawl.items import SkipReason
from vultrcrawl.urls.shapes import shape

if TYPE_CHECKING:
    from vultrcrawl.site.document import SiteDocument, SiteTemplate


@dataclass(frozen=True, kw_only=True)
class DocumentScope(Scope):
    """URLs like those of some templates of a document."""

    site: SiteDocument = field(repr=False)
    leading: frozenset[str]
    """Templates that are wanted, or through which these are found."""
    pages: dict[str, SiteTemplate] = field(repr=False, default_factory=dict)
    """Where the pagination of one of these leads, whether the document knows such URLs
    or not: by shape of the URL if that has a number, else by URL."""

    def refuse(self, url: str, depth: int) -> tuple[SkipReason, str | None] | None:
        """Tell why *url* is not for this run, as `Scope.refuse` does."""
        refusal = super().refuse(url, depth)
        if refusal is not None or url == self.start_url:
            return refusal
        if self.page(url) is not None:
            return None
        if any(one.name in self.leading for one in self.site.by_url(url)):
            return None
        return SkipReason.FILTER, "leads to no template that is wanted"

    def page(self, url: str) -> SiteTemplate | None:
        """Return the template whose pagination leads to *url*, in normal form."""
        return self.pages.get(shape(url)) or self.pages.get(url)

    def let_in(self, url: str, template: SiteTemplate) -> None:
        """Note that the pagination of *template* leads to *url*, in normal form.

        Where pages are numbered, it leads to all of them: a link to the third stands
        beside that to the second.
        """
        shaped = shape(url)
        self.pages[shaped if "{n}" in shaped else url] = template
