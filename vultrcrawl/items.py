"""Rows that leave the project: what a feed and the output folder hold.

Plain dataclasses with flat values, so that JSON and CSV have the same columns. They are
not frozen: Scrapy pipelines of other people assign to the fields of an item.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from vultrcrawl.taxonomy import PageGroup, PageType

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


Row: TypeAlias = dict[str, Any]
"""A `Page` as the crawl's state keeps it, or some of its columns."""


def as_row(item: DataclassInstance) -> dict[str, object]:
    """Return the fields of a flat item by name; `asdict` takes ten times as long."""
    return {name: getattr(item, name) for name in item.__dataclass_fields__}


class Region(StrEnum):
    """Part of a page that a link stands in."""

    MAIN = "main"
    NAV = "nav"
    HEADER = "header"
    FOOTER = "footer"
    ASIDE = "aside"
    BREADCRUMB = "breadcrumb"
    PAGINATION = "pagination"


class Via(StrEnum):
    """How a URL came to be known."""

    START = "start"
    LINK = "link"
    FRAME = "frame"
    SITEMAP = "sitemap"
    FEED = "feed"
    REDIRECT = "redirect"
    SCRIPT = "script"


#: How the rule of a URL begins whose site's robots.txt could not be had: all is off
#: limits there (RFC 9309, 2.3.1.4).
ROBOTS_UNREACHABLE = "robots: robots.txt unreachable"


class SkipReason(StrEnum):
    """Why a URL was not fetched; exactly one holds for a URL."""

    ROBOTS = "robots"
    """robots.txt forbids it."""
    SCOPE = "scope"
    """It is on another site, or outside the folder asked for."""
    SCHEME = "scheme"
    """Not http or https."""
    FILTER = "filter"
    """An `include` or `exclude` expression leaves it out."""
    DEPTH = "depth"
    """More links from the start than `max_depth`."""
    LENGTH = "length"
    """The URL is longer than 2,083 characters."""
    NOFOLLOW = "nofollow"
    """All links to it ask robots not to follow them."""
    TRAP = "trap"
    """It has the marks of a trap; the rule is named."""
    ACTION = "action"
    """Asking for it would do something: fill a basket, log out, vote."""
    NOT_PAGE = "not a page"
    """An image, a sound, an archive: by its name, or as all that are like it."""
    DUPLICATE = "duplicate"
    """It leads to a page already fetched under another URL."""
    DEFERRED = "deferred"
    """The site asked to come back later than this run can wait."""
    BUDGET = "budget"
    """The crawl ended before its turn came."""


class ClassifiedBy(StrEnum):
    """Who decided a page's type."""

    RULE = "rule"
    LOCAL = "local"
    TEMPLATE = "template"
    SITE = "site"
    LLM = "llm"


RenderMode: TypeAlias = Literal["auto", "never", "always"]
"""Which pages are shown to a browser: those that need it, none or all."""


class Rendering(StrEnum):
    """Whether a page's content needs JavaScript."""

    STATIC = "static"
    RENDERED = "rendered"
    SHELL = "shell"


@dataclass(slots=True, kw_only=True)
class Page:
    """One URL that was asked for: a row of the feeds and of pages.jsonl and .csv."""

    url: str
    """The URL as it was asked for, in normal form; unique."""
    final_url: str | None = None
    """Where redirects ended; equal to *url* without any; None if nothing answered."""
    status: int | None = None
    """HTTP status of the last answer; None if none came."""
    error: str | None = None
    """Cause of failure such as `http 404` or `timeout: no answer in 30 s`."""
    page_type: PageType | None = None
    """One of the 25 page types; None for failures and for what is not HTML."""
    page_group: PageGroup | None = None
    """The group of *page_type*."""
    item_type: str | None = None
    """schema.org type of the main thing on the page, such as `Product`."""
    confidence: float | None = None
    """Calibrated probability, 0 to 1, that *page_type* is right."""
    classified_by: ClassifiedBy | None = None
    """Who decided: a rule, the local model, the template, the whole site or an LLM."""
    template: str | None = None
    """Name of the page's template, such as `product` or `article-2`."""
    title: str | None = None
    """Text of `<title>`, else of the first heading."""
    description: str | None = None
    """The page's own summary: meta description or og:description."""
    language: str | None = None
    """BCP 47 tag from `lang`, Content-Language or og:locale."""
    depth: int = 0
    """Least number of links from the start known when it was fetched."""
    parent_url: str | None = None
    """Page on which the URL was first seen."""
    discovered_via: Via = Via.LINK
    """How the URL came to be known."""
    content_type: str | None = None
    """Media type of the answer, without parameters, in lower case."""
    bytes: int | None = None
    """Length of the body after decompression."""
    latency_ms: int | None = None
    """Milliseconds from request to the end of the answer."""
    fetched_at: str | None = None
    """When the answer was read: ISO 8601 in UTC, seconds."""
    canonical_url: str | None = None
    """The URL that the page names as its canonical one."""
    content_hash: str | None = None
    """16 hexadecimal digits over the visible text; the body's for what is not HTML."""
    duplicate_of: str | None = None
    """URL of the first page fetched that had the same *content_hash*."""
    links_internal: int | None = None
    """Different URLs in scope that the page links to."""
    links_external: int | None = None
    """Different http(s) URLs out of scope that the page links to."""
    rendering: Rendering | None = None
    """Whether the content was there without JavaScript."""
    warnings: list[str] = field(default_factory=list)
    """What went wrong without making the page a failure, one sentence each."""


#: Keys of a row of pages.jsonl, and columns of pages.csv, in their order.
PAGE_COLUMNS = tuple(one.name for one in fields(Page))


@dataclass(slots=True, kw_only=True)
class SkippedUrl:
    """A URL that was not fetched: a line of skipped.jsonl."""

    url: str
    """The URL, in normal form where it has one."""
    reason: SkipReason
    """The one reason."""
    rule: str | None = None
    """Which rule of that kind, such as `calendar`, or the excluding expression."""
    parent_url: str | None = None
    """Page on which it was first seen."""


@dataclass(slots=True, kw_only=True)
class LinkRow:
    """One link between two pages: a line of links.jsonl."""

    source: str
    """URL of the page that holds the link, as in its Page row."""
    target: str
    """URL it leads to, in normal form."""
    anchor: str
    """Text of the link, at most 200 characters."""
    region: Region
    """Part of the page it stands in."""
    rel: str = ""
    """The link's `rel` attribute."""
