"""The endpoints behind a template's pages, learned from what their scripts asked."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Final

from vultrcrawl.schema.api_pagination import moving
from vultrcrawl.schema.asked import taken_apart
from vultrcrawl.schema.covering import Cover, Told, covered
from vultrcrawl.schema.endpoint_groups import grouped
from vultrcrawl.schema.json_places import leaves, lists
from vultrcrawl.schema.json_shapes import Shape
from vultrcrawl.schema.page_address import Address
from vultrcrawl.schema.request_model import Parameter, model
from vultrcrawl.schema.value_sources import Provenance
from vultrcrawl.schema.withheld import is_secret

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from vultrcrawl.page.document import Document
    from vultrcrawl.page.exchange import Growth
    from vultrcrawl.schema.asked import Asked, Endpoint
    from vultrcrawl.schema.calls import Call
    from vultrcrawl.schema.extraction import Record

#: Endpoints of a template, and examples of calls to each, at most.
_APIS, _EVIDENCE = 30, 3
_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
#: Names of what an answer says that has no data.
_STATUS: Final = frozenset((
    "ok", "status", "success", "error", "errors", "message", "code", "result",
    "accepted", "received", "statuscode", "msg", "timestamp", "requestid",
))  # fmt: skip


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
class Answer:
    """What an endpoint answers."""

    json_schema: dict[str, Any]
    """The shape that all answers seen have in common."""
    media_type: str
    statuses: list[int]
    items_path: str | None
    """JSON path of the records in it, where it lists some."""
    truncated: bool
    """Whether answers held more than the schema describes."""


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
    parameters: tuple[Parameter, ...]
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
    grown: int = field(default=0, repr=False)
    """How many pages whose list grew asked it; not published."""

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


def _parameter(one: Parameter) -> dict[str, Any]:
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
    calls: list[Asked] = []
    addresses: dict[str, Address] = {}
    for number, page in enumerate(asking):
        for order, call in enumerate(page.calls):
            calls.append(taken_apart(call, number, order))
            addresses.setdefault(call.page_url, Address(call.page_url))
    endpoints = [one for one in grouped(calls, addresses) if _has_data(one)][:_APIS]
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


def feeding(apis: Iterable[Api]) -> str | None:
    """Return the URL template of the endpoint that feeds the lists that grew.

    That is one that scripts were seen to go on with, or that lists things.
    """
    likely = [
        one
        for one in apis
        if one.grown and (one.pagination or one.answer.items_path) is not None
    ]
    best = max(
        likely,
        key=lambda one: (one.pagination is not None, one.grown, len(one.covers)),
        default=None,
    )
    return best.url_template if best is not None else None


def _has_data(endpoint: Endpoint) -> bool:
    """Whether any answer says more than that it is one."""
    for one in endpoint.asked:
        if one.call.cut:
            return True
        found = leaves(one.call.data)
        names = {path.rpartition(".")[2].replace("_", "").lower() for path, _ in found}
        if len(found) > 4 or not names <= _STATUS | {"$"}:
            return True
        if "$" in names and isinstance(found[0][1], str) and len(found[0][1]) > 20:
            return True
    return False


def _api(
    endpoint: Endpoint,
    pages: Sequence[AskingPage],
    fields: Sequence[str],
    provenance: Provenance,
    *,
    many: bool,
) -> Api:
    grown = {number for number, page in enumerate(pages) if page.growth is not None}
    move = moving(endpoint, grown)
    request = model(endpoint, provenance, move[0] if move is not None else None)
    told = _told(endpoint, pages)
    covers, items_path = covered(told, fields, many=many)
    headers = sorted({name for one in endpoint.asked for name in one.call.headers})
    first = endpoint.answered[0].call
    numbers = {one.page for one in endpoint.asked}
    return Api(
        method=endpoint.method,
        url=first.url,
        url_template=request.url_template,
        operation=endpoint.operation,
        request_type=first.request_type,
        body_unread=any(one.call.body_kind == "unread" for one in endpoint.asked),
        parameters=request.parameters,
        headers=tuple(headers),
        authorization_needed=any(map(is_secret, headers)),
        answer=_answer(endpoint, items_path),
        covers=covers,
        pagination=move[1] if move is not None else None,
        calls=sum(one.call.calls for one in endpoint.asked),
        pages=len(numbers),
        of_pages=len(pages),
        evidence=tuple(
            {"page": one.call.page_url, "url": one.call.url, "status": one.call.status}
            for one in endpoint.asked[:_EVIDENCE]
        ),
        safe=endpoint.method == "GET",
        grown=len(numbers & grown),
    )


def _told(endpoint: Endpoint, pages: Sequence[AskingPage]) -> list[Told]:
    answers: dict[int, list[Any]] = {}
    for one in endpoint.answered:
        if one.call.data is not None:
            answers.setdefault(one.page, []).append(one.call.data)
    return [
        Told(pages[number].url, list(pages[number].records), found)
        for number, found in sorted(answers.items())
        if pages[number].records
    ]


def _answer(endpoint: Endpoint, items_path: str | None) -> Answer:
    shape = Shape()
    kinds: Counter[str] = Counter()
    cut = False
    for one in endpoint.answered:
        cut = cut or one.call.cut
        kinds[one.call.response_type] += 1
        if one.call.data is not None or not one.call.cut:
            shape.add(one.call.data)
    schema, deeper = shape.schema()
    return Answer(
        json_schema={"$schema": _DIALECT} | schema,
        media_type=kinds.most_common(1)[0][0],
        statuses=sorted({one.call.status for one in endpoint.asked}),
        items_path=items_path or _items_path(endpoint),
        truncated=cut or deeper,
    )


def _items_path(endpoint: Endpoint) -> str | None:
    """Return the path of the list that most of the answers' values are in."""
    total = 0
    inside: Counter[str] = Counter()
    longest: Counter[str] = Counter()
    for one in endpoint.answered[:20]:
        total += len(leaves(one.call.data))
        for path, items in lists(one.call.data):
            inside[path] += sum(len(leaves(item)) for item in items[:100])
            longest[path] = max(longest[path], len(items))
    likely = [
        path for path in inside if inside[path] > 0.5 * total and longest[path] > 1
    ]
    return min(likely, key=len, default=None)
