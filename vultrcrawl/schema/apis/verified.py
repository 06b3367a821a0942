"""Infers the endpoints behind a template's pages from the calls of their scripts."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from vultrcrawl.schema.apis.endpoint_groups import call_groups
from vultrcrawl.schema.apis.field_coverage import Cover, EndpointPage, covered
from vultrcrawl.schema.apis.pagination import read_paging
from vultrcrawl.schema.apis.parameter_sources import Provenance
from vultrcrawl.schema.apis.parsed_calls import parse_call
from vultrcrawl.schema.apis.redaction import is_secret
from vultrcrawl.schema.apis.request_model import RequestParameter, read_request
from vultrcrawl.schema.apis.responses import Answer, has_data, read_answers
from vultrcrawl.urls.url_values import UrlValues

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from vultrcrawl.page.document import Document
    from vultrcrawl.page.exchange import Growth
    from vultrcrawl.schema.apis.parsed_calls import CallGroup, ParsedCall
    from vultrcrawl.schema.apis.recorded_calls import Call
    from vultrcrawl.schema.extraction import Record

#: Endpoints of a template, and examples of calls to each, at most.
_APIS, _EVIDENCE = 30, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class AskingPage:
    """A page, what its scripts asked for, and its records."""

    url: str
    calls: Sequence[Call]
    growth: Growth | None = None
    document: Document | None = None
    """None for pages that only add to what is known of the calls."""
    records: Sequence[Record] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Api:
    """An endpoint that pages of a template asked, and how to ask it."""

    method: str
    url: str
    """One address that was asked, without secrets."""
    url_template: str
    operation: str | None
    """What is asked for, where one address does many things (GraphQL)."""
    request_type: str | None
    """Media type of the body."""
    body_unread: bool
    """Whether a body was sent that is no JSON and no form, or was too long."""
    parameters: tuple[RequestParameter, ...]
    headers: tuple[str, ...]
    """Names of headers that scripts set; their values are not kept."""
    authorization_needed: bool
    """Whether one of the headers proves who asks."""
    answer: Answer
    covers: dict[str, Cover]
    """Where it holds the fields of the template's records, by field."""
    pagination: dict[str, Any] | None
    calls: int
    pages: int
    """How many pages asked it."""
    of_pages: int
    """How many pages that asked for anything were looked at."""
    evidence: tuple[dict[str, Any], ...]
    safe: bool
    """Whether it is asked by GET."""
    asked_on: frozenset[str] = field(default=frozenset(), repr=False)
    """Addresses of these pages; not published."""

    def to_json(self) -> dict[str, Any]:
        """Return the entry of site.json."""
        found: dict[str, Any] = {
            "method": self.method,
            "url": self.url,
            "url_template": self.url_template,
            "operation": self.operation,
            "request_type": self.request_type,
            "body_unread": self.body_unread or None,
            "parameters": [_parameter(one) for one in self.parameters],
            "headers": list(self.headers),
            "authorization_needed": self.authorization_needed,
            "answer": _filled(asdict(self.answer)),
            "covers": {name: asdict(one) for name, one in self.covers.items()},
            "pagination": self.pagination,
            "safe": self.safe,
            "calls": self.calls,
            "seen": {"pages": self.pages, "of_pages": self.of_pages},
            "evidence": list(self.evidence),
            "seen_in": "xhr",
            "response_type": "json",
            "verified": True,
        }
        return _filled(found)


def _filled(data: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if value is not None}


def _parameter(one: RequestParameter) -> dict[str, Any]:
    found: dict[str, Any] = {
        "name": one.name,
        "in": one.where,
        "type": one.type,
        "required": one.required,
        "source": one.source,
    }
    if one.placeholder is not None and one.placeholder != one.name:
        found["placeholder"] = one.placeholder
    if one.secret:
        found["secret"] = True
    if one.examples:
        found["examples"] = list(one.examples)
    return found


def read_apis(
    pages: Sequence[AskingPage], fields: Iterable[str] = (), *, many: bool = False
) -> list[Api]:
    """Return the endpoints that *pages* of one template asked, the telling ones first.

    *fields* are the names of the records' fields, *many* says that a page has many
    records. Endpoints whose answers hold no data are left out.
    """
    asking = [page for page in pages if page.calls]
    fields = list(fields)
    calls: list[ParsedCall] = []
    addresses: dict[str, UrlValues] = {}
    for number, page in enumerate(asking):
        for order, call in enumerate(page.calls):
            calls.append(parse_call(call, number, order))
            addresses.setdefault(call.page_url, UrlValues(call.page_url))
    endpoints = [one for one in call_groups(calls, addresses) if has_data(one)][:_APIS]
    documents = {
        number: page.document
        for number, page in enumerate(asking)
        if page.document is not None
    }
    provenance = Provenance(endpoints, addresses, documents)
    made = [_api(one, asking, fields, provenance, many=many) for one in endpoints]
    templates = [one.url_template for one in made]
    for one in made:
        for parameter in one.parameters:
            if (told_by := parameter.source.get("endpoint")) is not None:
                parameter.source["endpoint"] = templates[told_by]
    return sorted(
        made, key=lambda one: (-len(one.covers), -one.pages, one.url_template)
    )


def feeding(apis: Iterable[Api], urls: Collection[str]) -> str | None:
    """Return the URL template of the endpoint that feeds the lists of pages at *urls*.

    That is one that their scripts were seen to go on with, or that lists things.
    """
    likely = [
        one
        for one in apis
        if not one.asked_on.isdisjoint(urls)
        and (one.pagination or one.answer.items_path) is not None
    ]
    best = max(
        likely,
        key=lambda one: (
            one.pagination is not None,
            len(one.asked_on.intersection(urls)),
            len(one.covers),
        ),
        default=None,
    )
    return best.url_template if best is not None else None


def _api(
    endpoint: CallGroup,
    pages: Sequence[AskingPage],
    fields: Sequence[str],
    provenance: Provenance,
    *,
    many: bool,
) -> Api:
    grown = {number for number, page in enumerate(pages) if page.growth is not None}
    move = read_paging(endpoint, grown)
    counted = move is not None and move[1]["kind"] != "cursor"
    request = read_request(endpoint, provenance, move[0] if move and counted else None)
    told = _told(endpoint, pages)
    covers, items_path = covered(told, fields, many=many)
    headers = sorted({name for one in endpoint.calls for name in one.call.headers})
    first = endpoint.answered[0].call
    numbers = {one.page for one in endpoint.calls}
    return Api(
        method=endpoint.method,
        url=first.url,
        url_template=request.url_template,
        operation=endpoint.operation,
        request_type=first.request_type,
        body_unread=any(one.call.body_kind == "unread" for one in endpoint.calls),
        parameters=request.parameters,
        headers=tuple(headers),
        authorization_needed=any(map(is_secret, headers)),
        answer=read_answers(endpoint, items_path),
        covers=covers,
        pagination=move[1] if move is not None else None,
        calls=sum(one.call.calls for one in endpoint.calls),
        pages=len(numbers),
        of_pages=len(pages),
        evidence=tuple(
            {"page": one.call.page_url, "url": one.call.url, "status": one.call.status}
            for one in endpoint.calls[:_EVIDENCE]
        ),
        safe=endpoint.method == "GET",
        asked_on=frozenset(pages[number].url for number in numbers),
    )


def _told(endpoint: CallGroup, pages: Sequence[AskingPage]) -> list[EndpointPage]:
    answers: dict[int, list[Any]] = {}
    for one in endpoint.answered:
        if one.call.data is not None:
            answers.setdefault(one.page, []).append(one.call.data)
    return [
        EndpointPage(pages[number].url, list(pages[number].records), found)
        for number, found in sorted(answers.items())
        if pages[number].records
    ]
