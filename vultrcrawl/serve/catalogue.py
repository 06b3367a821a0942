"""The tools of a site, made of its document.

`get_X(url)` reads a page, `list_X(page)` the cards of a listing, `search_X(q)` those of
the site's own search, `api_X(...)` an endpoint that its scripts ask, and `known_pages`
says where to begin. All of it is asked by GET, and changes nothing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from vultrcrawl.frontier.scope import Scope
from vultrcrawl.schema.extraction import Extractor
from vultrcrawl.serve import wording
from vultrcrawl.serve.endpoints import Endpoint, endpoints_of
from vultrcrawl.serve.shapes import loose, plain_schema, record_of, with_given
from vultrcrawl.serve.tools import Catalogue, Reader, Tool
from vultrcrawl.site.searching import filled, search_form
from vultrcrawl.taxonomy import PageGroup
from vultrcrawl.urls.domains import site_of_url
from vultrcrawl.urls.normal_form import normalize_routed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vultrcrawl.site.document import SiteDocument, SiteTemplate
    from vultrcrawl.site.overrides import Overrides

_ASIDE = frozenset((PageGroup.ACCOUNT, PageGroup.SYSTEM))
_OTHER = re.compile(r"[^A-Za-z0-9]+")
#: Characters of a tool's name, of which some agents take 64.
_LONGEST = 56
_URL = {"type": "string", "format": "uri", "maxLength": 2000}
_PAGE = {"type": "integer", "minimum": 1, "maximum": 100_000, "default": 1}
#: Kinds of pagination whose pages have numbers.
_COUNTED = frozenset(("page_param", "offset", "page_path"))


def catalogue(site: SiteDocument, overrides: Overrides | None = None) -> Catalogue:
    """Return the tools of *site*, whose records may have fields of *overrides*."""
    scope = scope_of(site)
    host = wording.plain(urlsplit(scope.start_url).netloc)
    names = _ToolNames()
    served = [one for one in site.templates if one.schema.fields and not _aside(one)]
    readers = [_reader(one, overrides) for one in served]
    tools: list[Tool] = []
    lists = [one for one in readers if one.schema.cardinality == "many"]
    tools += _searches(site, host, lists, names)
    tools += (_list(one, host, names) for one in lists)
    tools += (
        _get(one, host, names) for one in readers if one.schema.cardinality == "one"
    )
    endpoints, left_out = endpoints_of(site, site_of_url(scope.start_url))
    tools += (_api(one, host, names) for one in endpoints)
    if readers:
        tools.append(_known(host, names))
    return Catalogue(
        site=site,
        host=host,
        scope=scope,
        tools={one.name: one for one in tools},
        left_out=(
            *(
                f"{one.name}: no page to be read"
                for one in site.templates
                if _aside(one)
            ),
            *left_out,
        ),
        overrides=overrides,
    )


def scope_of(site: SiteDocument) -> Scope:
    """Return what belongs to the site: where its pages are, if the start leads there.

    A site that was asked for as ``example.com`` may stand at ``www.example.com``.
    """
    scope = Scope(start_url=site.start_url, mode=site.scope)
    own = site_of_url(site.start_url)
    urls = [
        url
        for one in site.templates
        for given in one.examples
        if (url := normalize_routed(given)) is not None and site_of_url(url) == own
    ]
    if urls and not any(map(scope.contains, urls)):
        return scope.moved_to(urls[0])
    return scope


def _aside(template: SiteTemplate) -> bool:
    """Whether pages of a template are for visitors with an account, or errors."""
    return template.page_group in _ASIDE


def _reader(template: SiteTemplate, overrides: Overrides | None) -> Reader:
    plain = plain_schema(template)
    given = overrides.names(template.name) if overrides is not None else ()
    return Reader(
        template=template,
        extractor=Extractor(plain),
        record=record_of(template, plain),
        given=tuple(given),
    )


def _get(reader: Reader, host: str, names: _ToolNames) -> Tool:
    name = reader.template.name
    return Tool(
        name=names.give("get", name),
        kind="get",
        title=f"Read one page: {name}",
        description=wording.of_page(reader, host),
        arguments=_object(
            {"url": {**_URL, "description": f"Address of a page of {host}."}}, "url"
        ),
        result=with_given(reader.record, reader.given),
        reader=reader,
    )


def _list(reader: Reader, host: str, names: _ToolNames) -> Tool:
    thing = _thing(reader)
    url = f"A page of such a list; without it the first one known of {host}."
    properties = {"page": {**_PAGE, "description": "Which page of the list, from 1."}}
    if not numbered(reader.template):
        properties = {}
    return Tool(
        name=names.give("list", thing, reader.template.name),
        kind="list",
        title=f"List: {thing}",
        description=wording.of_list(reader, host),
        arguments=_object({**properties, "url": {**_URL, "description": url}}),
        result=_page_of(reader),
        reader=reader,
    )


def _searches(
    site: SiteDocument, host: str, lists: list[Reader], names: _ToolNames
) -> Iterator[Tool]:
    form = search_form(site)
    if form is None or not lists:
        return
    url = normalize_routed(filled(form, "word"))
    like = {one.name for one in site.by_url(url)} if url else set()
    known = [one for one in lists if one.template.name in like]
    # Else it shows the same cards as one of the lists, found out with each answer.
    reader = (known or lists)[0]
    sure = bool(known) or len(lists) == 1
    properties: dict[str, Any] = {
        "q": {
            "type": "string",
            "minLength": 1,
            "maxLength": 200,
            "description": "Words to search for.",
        }
    }
    if sure and numbered(reader.template):
        properties["page"] = {**_PAGE, "description": "Which page of the results."}
    yield Tool(
        name=names.give("search", _thing(reader) if sure else "site"),
        kind="search",
        title=f"Search {host}",
        description=wording.of_search(reader, host, sure=sure),
        arguments=_object(properties, "q"),
        result=_page_of(*([reader] if sure else lists)),
        reader=reader if sure else None,
        form=form,
    )


def _api(endpoint: Endpoint, host: str, names: _ToolNames) -> Tool:
    return Tool(
        name=names.give("api", endpoint.words),
        kind="api",
        title="Ask an endpoint",
        description=wording.of_endpoint(endpoint, host),
        arguments=_object(endpoint.properties, *endpoint.required),
        result=_object(
            {
                "url": {"type": "string", "description": "What was asked for."},
                "data": {**endpoint.answer, "description": "What it answered."},
            },
            "url",
            "data",
        ),
        endpoint=endpoint,
    )


def _known(host: str, names: _ToolNames) -> Tool:
    """Return the tool that names pages: an agent has to begin somewhere.

    Addresses are a site's own words, and so a result, not a part of a description.
    """
    page = {
        "tool": {"type": "string", "description": "The tool that reads such pages."},
        "urls": {"type": "array", "items": {"type": "string", "format": "uri"}},
    }
    return Tool(
        name=names.give("known", "pages"),
        kind="known",
        title="Where to begin",
        description=(
            f"Name some pages of {host} for each tool that reads pages, as they were "
            "found when it was explored. Sends no request."
        ),
        arguments=_object({}),
        result=_object(
            {"pages": {"type": "array", "items": _object(page, *page)}}, "pages"
        ),
    )


def numbered(template: SiteTemplate) -> bool:
    """Whether pages of a list have numbers that an address can be made of."""
    model = template.pagination
    return bool(model.get("url_template") and model["kind"] in _COUNTED)


def _page_of(*readers: Reader) -> dict[str, Any]:
    """Return the JSON Schema of a page of a list that one of *readers* reads."""
    kinds = [loose(one.record) for one in readers]
    properties = {
        "url": {"type": "string", "description": "The page that was read."},
        "next": {
            "type": ["string", "null"],
            "description": "Address of the page after it; null on the last one.",
        },
        "records": {
            "type": "array",
            "items": kinds[0] if len(kinds) == 1 else {"anyOf": kinds},
        },
    }
    return _object(properties, *properties)


def _object(properties: dict[str, Any], *required: str) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
    }


def _thing(reader: Reader) -> str:
    """Return what a list is of: the template that its cards lead to, or its own name.

    ``product_listing`` lists ``product``.
    """
    template = reader.template
    for link in template.raw.get("links", ()):
        target = link.get("target_template")
        if link.get("role") == "item" and target and target != template.name:
            return str(target)
    return template.name.removesuffix("_listing")


class _ToolNames:
    """Gives out names of tools, each once: letters of ASCII, digits and ``_``."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def give(self, verb: str, *texts: str) -> str:
        """Return a name made of the first of *texts* that is not taken."""
        plain = [_OTHER.sub("_", text).strip("_").lower() for text in texts]
        bases = [f"{verb}_{one}"[:_LONGEST].strip("_") for one in plain]
        base = next((one for one in bases if one not in self._taken), bases[-1])
        name, number = base, 1
        while name in self._taken:
            number += 1
            name = f"{base}_{number}"
        self._taken.add(name)
        return name
