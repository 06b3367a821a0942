"""Addresses of the pages of a list, by how the document says that it goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote_plus, unquote_plus, urlsplit, urlunsplit

from vultrcrawl.serve.failures import BadArguments
from vultrcrawl.urls.normal_form import normalize_routed

if TYPE_CHECKING:
    from vultrcrawl.site.document import SiteTemplate


def page_of(template: SiteTemplate, url: str | None, page: int) -> str:
    """Return the address of page number *page*, from 1, of a list.

    That list begins at *url*, or is the first one known of *template*. Raises
    BadArguments if its pages have no such addresses.
    """
    model = template.pagination
    if url is not None:
        if page == 1:
            return url
        if not model.get("param"):
            raise BadArguments(
                "page: pages of this list have no numbers under another address; "
                "give as `url` what `next` says"
            )
        return with_parameter(url, model["param"], _value(model, page))
    if page == 1 and (first := _first(template, model)) is not None:
        return first
    if not model.get("url_template"):
        raise BadArguments("url is missing: no page of such a list is known")
    filled = model["url_template"]
    for slot in ("{page}", "{offset}"):
        filled = filled.replace(slot, str(_value(model, page)))
    found = normalize_routed(filled)
    if found is None:
        raise BadArguments("page: its address can't be made")
    return found


def with_parameter(url: str, name: str, value: int) -> str:
    """Return *url* with *value* for the parameter *name* of its query, others kept."""
    parts = urlsplit(url)
    kept = [
        pair
        for pair in parts.query.split("&")
        if pair and unquote_plus(pair.partition("=")[0]) != name
    ]
    query = "&".join([*kept, f"{quote_plus(name)}={value}"])
    return urlunsplit(parts._replace(query=query))


def _value(model: dict[str, Any], page: int) -> int:
    start = model.get("start")
    step: int = model.get("step") or 1
    return (1 if start is None else int(start)) + (page - 1) * step


def _first(template: SiteTemplate, model: dict[str, Any]) -> str | None:
    """Return a first page of a list: one without the parameter that says which."""
    urls = [u for u in map(normalize_routed, template.examples) if u is not None]
    param = model.get("param")
    if model.get("url_template"):
        if not param:  # numbers in paths: the template says how the first is called
            return None
        path = urlsplit(model["url_template"]).path
        urls = [url for url in urls if urlsplit(url).path == path]
        urls = [url for url in urls if not _has(url, param)]
    return urls[0] if urls else None


def _has(url: str, name: str) -> bool:
    pairs = urlsplit(url).query.split("&")
    return any(unquote_plus(pair.partition("=")[0]) == name for pair in pairs)
