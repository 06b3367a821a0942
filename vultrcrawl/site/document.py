"""A site document in memory: it tells pages apart, and knows how to fetch records."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from vultrcrawl.frontier.scope import ScopeMode
from vultrcrawl.schema.model import TemplateSchema
from vultrcrawl.schema.sources.reading import Reading
from vultrcrawl.site.recognition import fit, log_odds, may_be
from vultrcrawl.site.url_index import UrlIndex, UrlMatch
from vultrcrawl.taxonomy import PageGroup, PageType, group_of
from vultrcrawl.urls.shapes import shape

if TYPE_CHECKING:
    from vultrcrawl.page.document import Document


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteTemplate:
    """One template of a site document."""

    name: str
    schema: TemplateSchema
    raw: dict[str, Any] = field(repr=False)
    """Its whole entry: links, pagination, actions ..."""

    @property
    def json_schema(self) -> dict[str, Any]:
        """The JSON Schema of its records."""
        found: dict[str, Any] = self.raw.get("json_schema") or {}
        return found

    @property
    def examples(self) -> list[str]:
        """Addresses of some of its pages."""
        found: list[str] = self.raw.get("pages", {}).get("examples") or []
        return found

    @property
    def seen(self) -> int:
        """How many of its pages were fetched; 0 if the document doesn't say."""
        return self.raw.get("pages", {}).get("seen") or 0

    @property
    def estimated_total(self) -> int:
        """How many pages it may have in all; 0 if the document doesn't say."""
        return self.raw.get("pages", {}).get("estimated_total") or 0

    @property
    def needs_browser(self) -> bool:
        """Whether its pages hold nothing without their scripts."""
        return bool((self.raw.get("rendering") or {}).get("needs_js"))

    @property
    def pagination(self) -> dict[str, Any]:
        """How a list of it goes on; empty if it is none, or ends on its first page."""
        return self.raw.get("pagination") or {}

    @property
    def page_group(self) -> PageGroup | None:
        """The group of its page type; None if it has no type that is known."""
        page_type = self.schema.page_type or ""
        known = page_type in set(PageType)  # the document may be edited by hand
        return group_of(PageType(page_type)) if known else None


@dataclass(frozen=True, kw_only=True)
class SiteDocument:
    """A site document."""

    start_url: str
    templates: tuple[SiteTemplate, ...]
    raw: dict[str, Any] = field(repr=False)

    @property
    def scope(self) -> ScopeMode:
        """How far the site reached when it was explored."""
        arguments = self.raw.get("run", {}).get("arguments") or {}
        return ScopeMode(arguments.get("scope", ScopeMode.HOST))

    @cached_property
    def _index(self) -> UrlIndex[SiteTemplate]:
        return UrlIndex((one, one.raw["match"]["url_shapes"]) for one in self.templates)

    def by_url(self, url: str) -> list[SiteTemplate]:
        """Return the templates whose URLs are like *url*, in normal form."""
        return self._index.find(shape(url))

    def needs_browser(self, url: str) -> bool | None:
        """Whether pages with URLs like *url* need a browser; None if it has none."""
        like = self.by_url(url)
        return any(one.needs_browser for one in like) if like else None

    def recognise(self, document: Document) -> SiteTemplate | None:
        """Return the template that *document* is of; None if it is of none known.

        The likeliest of those whose URLs are like its own, and of which half of the
        must-have selectors match, or of lists, if the page lists so much. Where there
        is none, the selectors alone may decide, if all of two or more match.
        """
        reading = Reading(document)
        like = [
            one
            for one in self._index.matches(shape(document.url))
            if may_be(one.value.schema, reading)
        ]
        if like:
            if len(like) == 1:
                return like[0].value
            return max(like, key=lambda one: _log_odds(one, reading)).value
        for template in self.templates:
            selectors = template.schema.must_have
            if len(selectors) > 1 and fit(document, selectors) == 1:
                return template
        return None


def _log_odds(match: UrlMatch[SiteTemplate], reading: Reading) -> float:
    template, literal = match
    return log_odds(template.schema, reading, seen=template.seen, literal=literal)


def read_site(data: dict[str, Any]) -> SiteDocument:
    """Return a document that `vultrcrawl.site.checks.site_fault` found sound."""
    return SiteDocument(
        start_url=data["start_url"],
        templates=tuple(_template(one) for one in data["templates"]),
        raw=data,
    )


def _template(data: dict[str, Any]) -> SiteTemplate:
    tested = data.get("validation") or {"method": "none"}
    schema = TemplateSchema.from_json(
        {
            **data["item"],
            "name": data["name"],
            "page_type": data.get("page_type"),
            "item_type": data.get("item_type"),
            "must_have": data["match"]["must_have"],
            "min_share": data["match"].get("min_share", 0.0),
            "validation": tested,
            "dropped": tested.get("dropped", ()),
            "missing": data.get("missing", ()),
            "description": data.get("description") or "",
            "notes": data.get("notes", ()),
        }
    )
    return SiteTemplate(name=data["name"], schema=schema, raw=data)
