"""What an explored site can be asked: a tool for each thing that its document knows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeAlias
from urllib.parse import urlsplit

from vultrcrawl.serve import wording

if TYPE_CHECKING:
    from vultrcrawl.frontier.scope import Scope
    from vultrcrawl.serve.endpoints import Endpoint
    from vultrcrawl.serve.reader import Reader
    from vultrcrawl.site.document import SiteDocument

Kind: TypeAlias = Literal["get", "list", "search", "api", "known"]


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
    scope: Scope
    tools: dict[str, Tool]
    left_out: tuple[str, ...]
    """What there is no tool for, and why: a line each."""

    @property
    def host(self) -> str:
        """The site's host, for people."""
        return wording.plain(urlsplit(self.scope.start_url).netloc)
