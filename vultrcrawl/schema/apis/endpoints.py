"""Endpoints that scripts and links mention, and the list of endpoints of site.json.

APIs, feeds, OpenAPI and OpenSearch are mentioned; the list has verified ones, too.
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from vultrcrawl.schema.apis.redaction import Redactor
from vultrcrawl.urls.joining import absolute_http

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from lxml.html import HtmlElement

    from vultrcrawl.page.document import Document
    from vultrcrawl.schema.apis.verified import Api

#: Endpoints of a template, and characters of a script that are read, at most.
_ENDPOINTS, _SCRIPT = 30, 400_000
_FEEDS = {
    "application/rss+xml": "rss", "application/atom+xml": "atom",
    "application/feed+json": "json", "application/json": "json",
    "application/json+oembed": "json", "text/xml+oembed": "xml",
    "application/opensearchdescription+xml": "opensearch",
    "application/vnd.oai.openapi+json": "openapi", "text/calendar": "icalendar",
}  # fmt: skip
_CALL = re.compile(
    r"""(?:fetch|axios(?:\.(?P<verb>get|post|put|delete|patch))?|\$\.(?P<jquery>get
    |post|getJSON|ajax)|\.open)\s*\(\s*(?:["'](?P<method>GET|POST|PUT|DELETE)["']\s*,\s*)?
    (?P<quote>["'`])(?P<url>[^"'`\s<>\\]{2,300})(?P=quote)""",
    re.VERBOSE,
)
_PATH = re.compile(
    r"""["'`](?P<url>(?:https?:)?(?://[\w.-]+)?/(?:[\w.~%@:{}$-]+/)*
    (?:api|graphql|wp-json|rest|ajax|v[1-9]|_next/data|jsonapi|odata|services)
    (?:/[\w.~%@:{}$-]*)*(?:\?[\w=&.%{}$-]*)?|/(?:[\w.~%-]+/)*[\w.~%-]+\.json(?:\?[^"'`\s]*)?)
    ["'`]""",
    re.VERBOSE,
)
_OPENAPI = re.compile(
    r"(?:openapi|swagger|api-docs)[\w.-]*(?:\.json|\.ya?ml)?$", re.IGNORECASE
)
# Where a URL in a script, or a URL template, has a value: `${id}`, `{id}`, `/:id`.
_VALUE = re.compile(r"\$?\{[^{}/]*\}|(?<=/):[A-Za-z_]\w*")


@dataclass(frozen=True, slots=True, kw_only=True)
class MentionedEndpoint:
    """An address that answers with data."""

    url: str
    """Absolute; with the site's own placeholders, if it has any."""
    method: str = "GET"
    seen_in: str = "inline_script"
    """``inline_script``, ``link``, ``link_alternate``, ``link_search``, ``link_api``"""
    response_type: str | None = None
    """``json``, ``rss``, ``atom``, ``opensearch``, ``openapi``; None if unknown."""
    verified: bool = False
    """Whether it was asked: never, by this package."""


def read_endpoints(documents: Sequence[Document]) -> list[MentionedEndpoint]:
    """Return the endpoints that *documents* mention, on their own host or elsewhere.

    They are read, not tried. The same address is listed once.
    """
    found: dict[tuple[str, str], MentionedEndpoint] = {}
    for document in documents:
        for endpoint in _of_page(document):
            if len(found) >= _ENDPOINTS:
                break
            found.setdefault((endpoint.method, endpoint.url), endpoint)
    return sorted(found.values(), key=lambda one: (one.seen_in, one.url, one.method))


def _of_page(document: Document) -> Iterator[MentionedEndpoint]:
    base = document.base_url
    for element in document.root.iter("link"):
        yield from _of_link(element, base)
    for element in document.root.iter("script"):
        text = element.text or ""
        kind = (element.get("type") or "text/javascript").lower()
        if "javascript" in kind or kind == "module":
            yield from _of_script(text[:_SCRIPT], base)
    for element in document.root.iter("a"):
        href = element.get("href") or ""
        if _OPENAPI.search(href.partition("?")[0]) and (url := _absolute(href, base)):
            yield MentionedEndpoint(url=url, seen_in="link", response_type="openapi")


def _of_link(element: HtmlElement, base: str) -> Iterator[MentionedEndpoint]:
    rels = (element.get("rel") or "").lower().split()
    kind = (element.get("type") or "").lower()
    url = _absolute(element.get("href") or "", base)
    if url is None:
        return
    if "https://api.w.org/" in rels or "service-desc" in rels:
        yield MentionedEndpoint(url=url, seen_in="link_api", response_type="json")
    elif "search" in rels:
        yield MentionedEndpoint(
            url=url, seen_in="link_search", response_type="opensearch"
        )
    elif "alternate" in rels and kind in _FEEDS:
        yield MentionedEndpoint(
            url=url, seen_in="link_alternate", response_type=_FEEDS[kind]
        )


def _of_script(text: str, base: str) -> Iterator[MentionedEndpoint]:
    called: set[str] = set()
    for match in _CALL.finditer(text):
        if url := _absolute(match["url"], base):
            called.add(url)
            verb = match["verb"] or match["method"] or match["jquery"] or "get"
            method = "GET" if verb in ("getJSON", "ajax") else verb.upper()
            yield MentionedEndpoint(url=url, method=method, response_type=_type(url))
    for match in _PATH.finditer(text):
        if (url := _absolute(match["url"], base)) and url not in called:
            method = "POST" if url.rstrip("/").endswith("graphql") else "GET"
            yield MentionedEndpoint(url=url, method=method, response_type=_type(url))


def _type(url: str) -> str | None:
    return "json" if ".json" in url or "/wp-json" in url or "graphql" in url else None


def _absolute(address: str, base: str) -> str | None:
    address = address.strip()
    if not address or address[0] not in "/h.?" or "+" in address[:1]:
        return None
    if (url := absolute_http(address, base)) is None:
        return None
    ending = urlsplit(url).path.rpartition(".")[2].lower()
    return None if ending in ("js", "css", "png", "jpg", "svg", "woff2", "gif") else url


def published(
    apis: Iterable[Api], endpoints: Iterable[MentionedEndpoint]
) -> list[dict[str, Any]]:
    """Return the entries of site.json: first *apis*, which are verified.

    Of *endpoints*, which scripts and links mention, those that are verified have no
    entry of their own; secrets in the addresses of others are withheld.
    """
    verified = [(one, one.to_json()) for one in apis]
    found = [entry for _, entry in verified]
    for endpoint in endpoints:
        same = [
            entry
            for api, entry in verified
            if api.method == endpoint.method and _same(api.url_template, endpoint.url)
        ]
        for entry in same:
            entry["mentioned_in"] = endpoint.seen_in
        if not same:
            url = Redactor().url(endpoint.url)
            own = {
                "url": url,
                "url_template": _VALUE.sub(_placeholder, url),
                "safe": endpoint.method == "GET",
            }
            found.append(asdict(endpoint) | own)
    return found


def _placeholder(match: re.Match[str]) -> str:
    """Return a value of a script's address as URL templates have it."""
    names = re.findall(r"[A-Za-z_]\w*", match[0])
    return f"{{{names[-1] if names else 'value'}}}"


def _same(template: str, mentioned: str) -> bool:
    """Whether *mentioned*, as a script has it, is asked by a URL *template*.

    Scripts put addresses together: `"/api/items/" + id` ends where a value begins.
    """
    one, other = list(_segments(template)), list(_segments(mentioned))
    if other and not other[-1]:
        other[-1] = None
    return len(one) == len(other) and all(
        a == b or (a is None and b is None) for a, b in zip(one, other, strict=True)
    )


def _segments(url: str) -> Iterator[str | None]:
    """Yield host and segments of *url*, None for values."""
    try:
        parts = urlsplit(_VALUE.sub("{}", url))
    except ValueError:
        return
    yield parts.netloc
    for segment in parts.path.split("/")[1:]:
        yield None if "{}" in segment else segment
