"""From Scrapy's answers and failures to rows and visits."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from vultrcrawl.export.pdf import MEDIA as PDF
from vultrcrawl.items import Page, Rendering, Via
from vultrcrawl.net.mime import sniffed_type, stated_type
from vultrcrawl.net.robots_tags import nofollow
from vultrcrawl.page.document import Document, read_refresh
from vultrcrawl.page.hashing import content_hash
from vultrcrawl.page.links import MAX_LINKS
from vultrcrawl.page.visit import StoredResponse, Visit

if TYPE_CHECKING:
    from scrapy.http import Response
    from twisted.python.failure import Failure

    from vultrcrawl.frontier.state.known import KnownUrl

#: Characters of what a row quotes; some pages have a megabyte of title.
_MAX_TITLE, _MAX_DESCRIPTION = 1_000, 2_000
#: A range that begins at the beginning: its last byte, and how many there are.
_RANGE = re.compile(r"bytes\s+0-([0-9]{1,18})/([0-9]{1,18})", re.IGNORECASE)
_HTML = {"text/html", "application/xhtml+xml"}
_RENDERED = "text/html; charset=utf-8"
_FEEDS = {"application/rss+xml", "application/atom+xml", "application/feed+json"}


def read_response(known: KnownUrl, response: Response, agent: str) -> Visit:
    """Read *response*, whatever it is, once.

    *agent* is our name in robots rules. On a page that asks robots not to follow its
    links each of them asks for that.
    """
    visit = Visit(number=known.id, page=answered_row(known, response))
    if "tls-unverified" in response.flags:
        visit = visit.noted("the certificate of the site was not verified")
    page = visit.page
    if not 200 <= response.status < 300:  # nor is a redirect that led nowhere a page
        return replace(visit, page=replace(page, error=f"http {response.status}"))
    if is_part(response):  # nobody asks for one
        error = "incomplete: only a part of it was sent (http 206)"
        return replace(visit, page=replace(page, error=error))
    if page.content_type in _HTML:
        return _read_html(visit, response, agent)
    if not response.body:
        return visit
    return replace(
        visit,
        page=replace(page, content_hash=_hash(response.body)),
        pdf=response.body if page.content_type == PDF else b"",
    )


def is_part(response: Response) -> bool:
    """Tell whether *response* is only a part of what it is of, by its status (206).

    Some servers send all there is in this way.
    """
    if response.status != 206:
        return False
    found = _RANGE.fullmatch((header(response, "Content-Range") or "").strip())
    return found is None or int(found[1]) + 1 != int(found[2])


def refresh_of(visit: Visit, response: Response) -> tuple[float, str] | None:
    """Return seconds and URL of the refresh that a page has, in itself or its header.

    None if it has none, or one that shows the page itself again.
    """
    document = visit.document
    if document is None:
        return None
    found = document.meta_refresh
    if found is None and not visit.links:
        found = document.refresh_without_scripts
    if found is None and (stated := header(response, "Refresh")):
        found = read_refresh(stated, response.url)
    return found if found is not None and found[1] != response.url else None


def stored(response: Response, visit: Visit | None = None) -> StoredResponse:
    """Return *response* to be kept; of a rendered *visit* what its scripts left."""
    if visit is not None and visit.page.rendering is Rendering.RENDERED:
        assert visit.document is not None  # noqa: S101 (what is rendered is a page)
        html = visit.document.html.encode("utf-8", "replace")
        return StoredResponse(visit.document.url, html, _RENDERED)
    stated = header(response, "Content-Type") or ""
    return StoredResponse(response.url, response.body, stated)


def is_feed(page: Page) -> bool:
    """Whether *page* may be a feed or sitemap."""
    media = page.content_type or ""
    return media in _FEEDS or media.endswith("/xml")


def _read_html(visit: Visit, response: Response, agent: str) -> Visit:
    stated = ", ".join(_values(response, "Content-Type"))
    document = Document.from_bytes(response.body, response.url, stated)
    warnings = [*visit.page.warnings, *document.structured.warnings]
    if document.cut:
        warnings.append("it is too large: only its beginning was read")
    links = document.links
    unfollowed = nofollow(document.robots, _values(response, "X-Robots-Tag"), agent)
    if unfollowed:
        warnings.append("the page asks robots not to follow its links")
        links = [replace(link, rel=f"{link.rel} nofollow".lstrip()) for link in links]
    if document.links_cut:
        warnings.append(f"only the first {MAX_LINKS} links were read")
    page = replace(
        visit.page,
        title=document.title[:_MAX_TITLE] or None,
        description=(document.description or "")[:_MAX_DESCRIPTION] or None,
        language=document.language or header(response, "Content-Language"),
        canonical_url=document.canonical_url,
        # Pages without a word are not all the same page.
        content_hash=(
            content_hash(document.text, collapsed=True) if document.text else None
        ),
        rendering=Rendering.STATIC,
        warnings=warnings,
    )
    return replace(
        visit, page=page, document=document, links=links, nofollow=unfollowed
    )


def answered_row(known: KnownUrl, response: Response) -> Page:
    """Return the row of a response, as far as its headers tell."""
    latency = response.meta.get("download_latency")
    stated = stated_type(_values(response, "Content-Type"))
    media = sniffed_type(stated, response.body)
    warnings = []
    if stated in _HTML and media not in _HTML:
        warnings.append(f"sent as {stated}, but it is {media}")
    return replace(
        failed_row(known, None),
        final_url=response.url,
        status=response.status,
        content_type=media,
        bytes=len(response.body),
        latency_ms=round(1000 * latency) if latency is not None else None,
        warnings=warnings,
    )


def failed_row(known: KnownUrl, error: str | None) -> Page:
    """Return the row of a request that no response came for, or none as yet."""
    return Page(
        url=known.url,
        error=error,
        depth=known.depth,
        parent_url=known.parent_url,
        discovered_via=Via(known.via),
        fetched_at=datetime.now(UTC).isoformat(timespec="seconds"),
    )


def header(response: Response, name: str) -> str | None:
    """Return a header's value, None if it is absent or empty."""
    value = response.headers.get(name)
    return value.decode("latin-1").strip() or None if value else None


def _values(response: Response, name: str) -> list[str]:
    return [value.decode("latin-1") for value in response.headers.getlist(name)]


def cause(failure: Failure) -> BaseException:
    """Return the exception of *failure*."""
    assert failure.value is not None  # noqa: S101 (Twisted's type leaves it open)
    return failure.value


def _hash(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=8).hexdigest()
