"""Facts of a finished crawl: the input of summary and site.json."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from vultrcrawl.frontier.frontier import Frontier
    from vultrcrawl.frontier.rendering import RenderChoice
    from vultrcrawl.schema.builder import Product


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelFacts:
    """What a language model was used for."""

    document: dict[str, Any]
    """Cost, questions and what came of them, as site.json has them."""
    sentence: str
    """The same in one line."""
    problem: str | None
    """Why it was of no use: key or model refused, no connection; None if it was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlFacts:
    """What is known of an exploration that has ended."""

    start_url: str
    """Where it began, in normal form; after a redirect of the start its target."""
    asked_url: str
    """The start as its user gave it."""
    bare_host: bool
    """Whether https was assumed for the start."""
    arguments: dict[str, Any]
    """The spider's arguments, as site.json has them."""
    folder: Path
    """The output folder."""
    run: str
    """The name of the run."""
    resumable: bool
    """Whether the same command goes on where this one ended."""
    reason: str
    """Scrapy's reason for closing the spider."""
    seconds: float
    """How long the run took."""
    answered_before: int
    """Pages answered in earlier runs."""
    frontier: Frontier
    """The URLs, rows, links and counts."""
    products: Sequence[Product]
    """The templates, the largest first."""
    sitemaps: Sequence[str]
    """URLs of the sitemaps that were read."""
    broken_sitemaps: Sequence[tuple[str, str]]
    """URL of a sitemap that could not be read, and why."""
    render_choice: RenderChoice | None
    """Which pages need a browser, as learned; None where nothing renders."""
    cookies: bool
    """Whether the site's cookies were sent back."""
    browser_problem: str | None
    """Why there is no browser, if one was wanted."""
    politeness: dict[str, Any]
    """Delays and pauses as measured, as site.json has them."""
    model: ModelFacts | None
    """None without a language model."""
