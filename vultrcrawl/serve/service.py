"""Runs the tools of a site: arguments checked, a page asked for, a result that fits."""

from __future__ import annotations

import json
import logging
import math
from time import monotonic
from typing import TYPE_CHECKING, Any, Protocol

from vultrcrawl.serve.addresses import page_of
from vultrcrawl.serve.failures import (
    BadArguments,
    Drifted,
    OtherPage,
    ServeError,
    SiteFailed,
    UnknownTool,
)
from vultrcrawl.site.checks import faults, without_retrieval
from vultrcrawl.site.route import following
from vultrcrawl.site.searching import filled
from vultrcrawl.urls.normal_form import normalize_routed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vultrcrawl.page.document import Document
    from vultrcrawl.serve.endpoints import Endpoint
    from vultrcrawl.serve.tools import Catalogue, Reader, Tool

logger = logging.getLogger(__name__)

#: Share of the cards of a page that may lack what all cards had, as in `extract`.
_MOST_LOST = 0.2
#: Faults of an answer that are told, and characters of the name of one.
_TOLD, _LONGEST = 10, 100


class Pages(Protocol):
    """What asks a site for pages, at its pace and within the budget."""

    async def page(self, url: str) -> Document:
        """Return the page at *url*, in normal form. Raises ServeError."""

    async def data(self, url: str) -> bytes:
        """Return what the endpoint at *url* answers. Raises ServeError."""


class Service:
    """The tools of one site, whoever calls them."""

    def __init__(self, catalogue: Catalogue, pages: Pages) -> None:
        self.catalogue = catalogue
        self._pages = pages
        self._checks = {
            tool.name: without_retrieval(tool.arguments)
            for tool in catalogue.tools.values()
        }

    async def call(self, name: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Return the result of the tool *name*. Raises ServeError."""
        tool = self.catalogue.tools.get(name)
        if tool is None:
            raise UnknownTool("there is no such tool")
        began = monotonic()
        outcome = "failed"
        try:
            result = await self._run(tool, arguments)
            outcome = "done"
        except ServeError as error:
            outcome = error.code
            raise
        else:
            return result
        finally:
            logger.info("%s: %s, %.2f s", name, outcome, monotonic() - began)

    async def _run(self, tool: Tool, arguments: Mapping[str, Any]) -> dict[str, Any]:
        self._check(tool, arguments)
        if tool.endpoint is not None:
            return await self._ask(tool.endpoint, arguments)
        if tool.kind == "known":
            return self._known()
        if tool.kind == "search":
            return await self._search(tool, arguments)
        assert tool.reader is not None  # noqa: S101 (all others read pages)
        if tool.kind == "get":
            return await self._get(tool.reader, arguments)
        return await self._list(tool.reader, arguments)

    def _check(self, tool: Tool, arguments: Mapping[str, Any]) -> None:
        check = self._checks[tool.name]
        if wrong := "; ".join(faults(check, dict(arguments), "arguments")):
            raise BadArguments(wrong[:500])

    async def _get(
        self, reader: Reader, arguments: Mapping[str, Any]
    ) -> dict[str, Any]:
        url = self._address(reader, arguments["url"])
        document = await self._pages.page(url)
        self._same_kind(reader, url, document)
        records = ours = reader.extractor.apply(document)
        if (overrides := self.catalogue.overrides) is not None:
            records = await overrides.apply(reader.schema, document, ours)
        record = records[0] if records else {"url": document.url}
        had = {*record, *(ours[0] if ours else ())}
        missing = [one for one in reader.record["required"] if one not in had]
        if missing or len(record) < 2:
            raise Drifted(document.url, missing or reader.fields)
        return record

    async def _list(
        self, reader: Reader, arguments: Mapping[str, Any]
    ) -> dict[str, Any]:
        given = arguments.get("url")
        page = int(arguments.get("page", 1))
        url = page_of(
            reader.template,
            None if given is None else self._address(reader, given),
            page,
        )
        self._ours(url)
        document = await self._pages.page(url)
        records = reader.extractor.apply(document)
        if not records:
            if given is not None:
                self._same_kind(reader, url, document)
            if not _beyond(reader, page):
                raise Drifted(document.url, reader.fields)
        return _paged(reader, document, records)

    async def _search(self, tool: Tool, arguments: Mapping[str, Any]) -> dict[str, Any]:
        assert tool.form is not None  # noqa: S101 (a search has one)
        url = normalize_routed(filled(tool.form, arguments["q"]))
        if url is None:
            raise BadArguments("q: its address can't be made")
        page = int(arguments.get("page", 1))
        reader = tool.reader
        if page > 1 and reader is not None:
            param = reader.template.pagination.get("param")
            if not param:
                raise BadArguments("page: pages of results have no numbers")
            url = page_of(reader.template, url, page)
        self._ours(url)
        document = await self._pages.page(url)
        if reader is None:
            reader = max(
                self._lists(), key=lambda one: len(one.extractor.apply(document))
            )
        return _paged(reader, document, reader.extractor.apply(document))

    async def _ask(
        self, endpoint: Endpoint, arguments: Mapping[str, Any]
    ) -> dict[str, Any]:
        url = endpoint.url(arguments)
        body = await self._pages.data(url)
        try:
            data = read_json(body)
        except (ValueError, RecursionError):
            raise SiteFailed(
                "the endpoint answered with something that is no JSON"
            ) from None
        if endpoint.whole and (lost := _lost(endpoint.answer, data)):
            raise Drifted(url, lost)
        return {"url": url, "data": data}

    def _known(self) -> dict[str, Any]:
        return {
            "pages": [
                {"tool": tool.name, "urls": tool.reader.template.examples}
                for tool in self.catalogue.tools.values()
                if tool.kind in ("get", "list") and tool.reader is not None
            ]
        }

    def _lists(self) -> list[Reader]:
        return [
            tool.reader
            for tool in self.catalogue.tools.values()
            if tool.kind == "list" and tool.reader is not None
        ]

    def _address(self, reader: Reader, given: str) -> str:
        """Return *given* in normal form, if a page of *reader* may be there."""
        url = normalize_routed(given)
        if url is None:
            raise BadArguments("url: not an address of http or https")
        self._ours(url)
        like = self.catalogue.site.by_url(url)
        if like and reader.template not in like:
            raise self._other(url, [one.name for one in like])
        return url

    def _ours(self, url: str) -> None:
        if not self.catalogue.scope.contains(url):
            raise BadArguments(f"url: not a page of {self.catalogue.host}")

    def _same_kind(self, reader: Reader, url: str, document: Document) -> None:
        """Raise OtherPage if the page is of another template.

        One whose address is like the template's, and that is like no other, may have
        changed: which fields are gone will be told.
        """
        found = self.catalogue.site.recognise(document)
        if found is reader.template or (
            found is None and reader.template in self.catalogue.site.by_url(url)
        ):
            return
        raise self._other(document.url, [found.name] if found is not None else [])

    def _other(self, url: str, names: list[str]) -> OtherPage:
        tools = [
            tool.name
            for tool in self.catalogue.tools.values()
            if tool.reader is not None
            and tool.kind != "search"
            and tool.reader.template.name in names
        ]
        if not names:
            return OtherPage(f"{url} is no page of a kind that is known")
        use = f"; use {' or '.join(tools)}" if tools else ""
        return OtherPage(f"{url} is a page of {' or '.join(names)}{use}")


def _paged(
    reader: Reader, document: Document, records: list[dict[str, Any]]
) -> dict[str, Any]:
    lost = [
        name
        for name in reader.record["required"]
        if sum(name not in one for one in records) > _MOST_LOST * len(records)
    ]
    if lost:
        raise Drifted(document.url, lost)
    return {
        "url": document.url,
        "next": following(reader.template, document),
        "records": records,
    }


def _beyond(reader: Reader, page: int) -> bool:
    """Whether a page of that number is further than any that was seen."""
    model = reader.template.pagination
    most, step = model.get("max_seen"), model.get("step") or 1
    return most is not None and (page - 1) * step > most


def _lost(schema: dict[str, Any], data: object) -> list[str]:
    """Return the paths in *data* that lack something, or are of another type."""
    found: dict[str, None] = {}
    for error in without_retrieval(schema).iter_errors(data):
        path = ".".join(str(one) for one in error.instance_path)
        if error.kind.name == "required":
            path = f"{path}.{error.kind.value}".lstrip(".")
        found[path or "data"] = None
        if len(found) >= _TOLD:
            break
    return [one[:_LONGEST] for one in found][:_TOLD]


def read_json(body: bytes) -> Any:
    """Return the JSON in *body*, as something that can be written again.

    Raises ValueError or RecursionError. Half a character (a lone surrogate) becomes a
    question mark.
    """
    data = json.loads(body, parse_constant=_no_number, parse_float=_finite)
    if b"\\ud" not in body.lower():
        return data
    return json.loads(json.dumps(data, ensure_ascii=False).encode("utf-8", "replace"))


def _no_number(text: str) -> float:
    raise ValueError(f"{text} is no number of JSON")


def _finite(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise ValueError("a number is too large")
    return number
