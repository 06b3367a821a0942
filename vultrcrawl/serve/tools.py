"""What an explored site can be asked: a tool for each thing that its document knows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

if TYPE_CHECKING:
    from vultrcrawl.frontier.scope import Scope
    from vultrcrawl.schema.extraction import Extractor
    from vultrcrawl.schema.model import TemplateSchema
    from vultrcrawl.serve.endpoints import Endpoint
    from vultrcrawl.site.document import SiteDocument, SiteTemplate
    from vultrcrawl.site.overrides import Overrides

Kind: TypeAlias = Literal["get", "list", "search", "api", "known"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """A template, and how its records are read and told."""

    template: SiteTemplate
    extractor: Extractor
    record: dict[str, Any]
    """JSON Schema of a record by the document."""
    given: tuple[str, ...] = ()
    """Fields that page objects of the user's may give, of any type."""

    @property
    def schema(self) -> TemplateSchema:
        """The schema with the names that records have."""
        return self.extractor.schema

    @property
    def fields(self) -> list[str]:
        """Names of the fields, as records have them."""
        return [one.name for one in self.schema.fields]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """Something that the site can be asked."""

    name: str
    kind: Kind
    title: str
    description: str
    arguments: dict[str, Any]
    """JSON Schema of the arguments."""
    result: dict[str, Any]
    """JSON Schema of the result, an object."""
    reader: Reader | None = field(default=None, repr=False)
    """What reads the pages of a template; None for endpoints."""
    form: dict[str, Any] | None = field(default=None, repr=False)
    """The search form that is asked."""
    endpoint: Endpoint | None = field(default=None, repr=False)


@dataclass(frozen=True, kw_only=True)
class Catalogue:
    """The tools of a site."""

    site: SiteDocument
    host: str
    """The site's host, for people."""
    scope: Scope
    tools: dict[str, Tool]
    left_out: tuple[str, ...]
    """What there is no tool for, and why: a line each."""
    overrides: Overrides | None = None
    """What page objects of the user's give."""
