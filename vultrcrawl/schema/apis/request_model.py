"""Request template of an endpoint: URL template and parameters."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal
from urllib.parse import quote, quote_plus

from vultrcrawl.schema.apis.pagination import name_of
from vultrcrawl.schema.apis.parsed_calls import ValuePlace, as_text
from vultrcrawl.schema.apis.redaction import is_mark, is_secret, is_withheld
from vultrcrawl.schema.navigation.next_link import PAGE_NAMES
from vultrcrawl.schema.values import kind_of
from vultrcrawl.urls.extensions import extension

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vultrcrawl.schema.apis.parameter_sources import Provenance
    from vultrcrawl.schema.apis.parsed_calls import CallGroup, ParsedCall
    from vultrcrawl.schema.model import JsonType

#: Longest constant and example that are told, in characters.
_CONSTANT, _EXAMPLE = 5_000, 200
_EXAMPLES: Final = 3
_TYPES: Final[dict[str, JsonType]] = {
    "integer": "integer", "decimal": "number", "boolean": "boolean",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestParameter:
    """A value that a request carries."""

    name: str
    """As sent; of a segment what it is called in the URL template; of JSON its path."""
    where: Literal["path", "query", "body"]
    placeholder: str | None
    """Its name in the URL template; None if it is not there."""
    type: JsonType
    required: bool
    """Whether every call had it."""
    secret: bool
    """Whether its name or value looks like a credential: its values were not kept."""
    source: dict[str, Any]
    """``from`` is ``page_url``, ``page``, ``link``, ``answer``, ``constant``,
    ``counter`` or ``unknown``; ``share`` of the calls for which that holds."""
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Request:
    """How to ask an endpoint."""

    url_template: str
    parameters: tuple[RequestParameter, ...]


def read_request(
    endpoint: CallGroup, provenance: Provenance, counter: ValuePlace | None
) -> Request:
    """Return how to ask *endpoint*, where *counter* says how far one has got.

    Sources that are answers name an endpoint by its number, under ``endpoint``.
    """
    parameters: list[RequestParameter] = []
    taken: set[str] = set()
    pieces = []
    for number, segment in enumerate(endpoint.pattern):
        if segment is not None:
            pieces.append(quote(segment, safe="!$&'()*+,;=:@"))
            continue
        place = ValuePlace("path", str(number))
        values, ending = _stems(endpoint.values(place))
        sent = _Sent(place, values, endpoint, provenance, counter)
        name = _free(_path_name(endpoint, number, values), taken)
        parameters.append(sent.parameter(name, name, None))
        pieces.append(f"{{{name}}}{ending}")
    pairs = []
    for place in endpoint.places:
        sent = _Sent(place, endpoint.values(place), endpoint, provenance, counter)
        constant = sent.constant()
        slot = None
        if place.where == "query":
            if constant is not None and sent.is_whole and not sent.is_secret:
                pairs.append(f"{quote_plus(place.name, '[]')}={quote_plus(constant)}")
            elif constant is None or sent.is_secret:
                slot = _free(re.sub(r"\W+", "_", place.name).strip("_"), taken)
                pairs.append(f"{quote_plus(place.name, '[]')}={{{slot}}}")
        if constant is not None and is_mark(constant):
            constant = None
        parameters.append(sent.parameter(place.name, slot, constant))
    query = f"?{'&'.join(pairs)}" if pairs else ""
    return Request(f"{endpoint.origin}/{'/'.join(pieces)}{query}", tuple(parameters))


@dataclass(frozen=True, slots=True)
class _Sent:
    """What the calls of an endpoint send at one place."""

    place: ValuePlace
    values: Sequence[tuple[ParsedCall, str]]
    """The calls that have a value there, with it."""
    endpoint: CallGroup
    provenance: Provenance
    counter: ValuePlace | None

    @property
    def is_whole(self) -> bool:
        """Whether every call has a value there."""
        return len(self.values) == len(self.endpoint.calls)

    @property
    def is_secret(self) -> bool:
        """Whether the name or a value looks like a credential."""
        place = self.place
        named = place.where != "path" and any(map(is_secret, place.name.split(".")))
        return named or any(is_withheld(value) for _, value in self.values)

    def constant(self) -> str | None:
        """Return the only value, unless it is the page's own."""
        found = {value for _, value in self.values}
        if len(found) != 1 or self.place == self.counter:
            return None
        value = found.pop()
        if len({one.call.page_url for one in self.endpoint.calls}) == 1:
            source = self.provenance.source(self.values, self.place)
            if (
                source is not None
                and ("from", "page_url") in source[0]
                # The same name, or a value that is hardly the same by chance.
                and (("name", self.place.name) in source[0] or len(value) > 2)
            ):
                return None
        return value

    def parameter(
        self, name: str, placeholder: str | None, constant: str | None
    ) -> RequestParameter:
        """Return the parameter called *name*, whose only value may be *constant*."""
        secret = self.is_secret
        examples: tuple[str, ...] = ()
        if not secret and constant is None:
            distinct = dict.fromkeys(value[:_EXAMPLE] for _, value in self.values)
            examples = tuple(distinct)[:_EXAMPLES]
        return RequestParameter(
            name=name,
            where=self.place.where,  # type: ignore[arg-type] # these three
            placeholder=placeholder,
            type="string" if secret else self._type(),
            required=self.is_whole,
            secret=secret,
            source=self._source(constant),
            examples=examples,
        )

    def _source(self, constant: str | None) -> dict[str, Any]:
        if constant is not None:
            is_body = self.place.where == "body"
            sent = self.values[0][0].body[self.place.name] if is_body else constant
            value = sent[:_CONSTANT] if isinstance(sent, str) else sent
            return {"from": "constant", "value": value}
        if self.place == self.counter:
            return {"from": "counter"}
        found = self.provenance.source(self.values, self.place)
        if found is not None:
            return dict(found[0]) | {"share": round(found[1], 3)}
        return {"from": "unknown"}

    def _type(self) -> JsonType:
        if self.place.where == "body":
            kinds = {type(one.body[self.place.name]) for one, _ in self.values}
            are_json = [one.call.body_kind == "json" for one, _ in self.values]
            if all(are_json) and str not in kinds:
                if kinds == {bool}:
                    return "boolean"
                return "integer" if kinds == {int} else "number"
            if any(are_json):
                return "string"
        kind = kind_of([as_text(value) for _, value in self.values])
        return _TYPES.get(kind, "string")


def _stems(
    values: Sequence[tuple[ParsedCall, str]],
) -> tuple[list[tuple[ParsedCall, str]], str]:
    """Return *values* without the extension that all have, and that extension."""
    endings = {extension(value) for _, value in values}
    ending = endings.pop() if len(endings) == 1 else ""
    return [(asked, value.removesuffix(ending)) for asked, value in values], ending


def _path_name(
    endpoint: CallGroup, number: int, values: Sequence[tuple[ParsedCall, str]]
) -> str:
    before = name_of(endpoint, ValuePlace("path", str(number)))
    if PAGE_NAMES.fullmatch(before):
        return "page"
    texts = [value for _, value in values]
    varying = sum(segment is None for segment in endpoint.pattern)
    kind = kind_of(texts)
    odd = all(any(one.isdigit() for one in text) and " " not in text for text in texts)
    name = "date" if kind == "date" else "id" if kind == "integer" or odd else "name"
    stem = re.sub(r"\W+", "_", before).strip("_").lower()
    if varying > 1 and stem:
        return f"{stem.removesuffix('s')}_{name}"
    return name


def _free(name: str, taken: set[str]) -> str:
    name = name or "value"
    free, number = name, 2
    while free in taken:
        free, number = f"{name}_{number}", number + 1
    taken.add(free)
    return free
