"""Endpoints of a site that anybody can ask by GET, and how to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, quote_plus, urlsplit

from vultrcrawl.export.identifiers import Names
from vultrcrawl.serve.failures import BadArguments
from vultrcrawl.serve.shapes import plain_answer
from vultrcrawl.urls.domains import site_of_url
from vultrcrawl.urls.normal_form import normalize

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vultrcrawl.site.document import SiteDocument

_SLOT = re.compile(r"\{([\w-]+)\}")
_WORDS = re.compile(r"[^A-Za-z0-9]+")
#: Endpoints of a site at most.
_MOST = 40
#: First segments of paths that say no more than that it is an endpoint.
_COMMON = frozenset(("api", "rest", "json", "v1", "v2", "v3", "v4"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """An endpoint that pages of the site asked by GET."""

    url_template: str
    path: str
    """Its path, with slots."""
    words: str
    """What to call it."""
    slots: dict[str, str]
    """Argument by the name of its slot in the URL template."""
    properties: dict[str, Any]
    """JSON Schemas of the arguments."""
    required: tuple[str, ...]
    answer: dict[str, Any]
    """JSON Schema of what it answers."""
    whole: bool
    """Whether that schema says all that is in an answer."""
    counter: str | None
    """The argument that says how far in a list; what it is at first is its default."""
    next_path: str | None
    """Where an answer has the next value of it, if it does."""
    calls: int
    pages: int
    of_pages: int

    def url(self, arguments: Mapping[str, Any]) -> str:
        """Return the address for *arguments*, in normal form.

        Raises BadArguments if they make no address of the same endpoint.
        """
        address, _, query = self.url_template.partition("?")
        values = {}
        for slot, name in self.slots.items():
            given = arguments.get(name, self.properties[name].get("default"))
            if given is not None:
                values[slot] = _text(given)
        path = _SLOT.sub(lambda m: quote(values.get(m[1], ""), safe=""), address)
        pairs = []
        for pair in filter(None, query.split("&")):
            slots = _SLOT.findall(pair)
            if all(one in values for one in slots):
                pairs.append(_SLOT.sub(lambda m: quote_plus(values[m[1]]), pair))
        url = normalize(f"{path}?{'&'.join(pairs)}" if pairs else path)
        # A value of `..` would lead to another one.
        segments = address.count("/")
        if url is None or url.partition("?")[0].count("/") != segments:
            raise BadArguments("the arguments make no address of this endpoint")
        return url


def endpoints_of(site: SiteDocument, own: str) -> tuple[list[Endpoint], list[str]]:
    """Return the endpoints of *site* that can be asked, and why others can't.

    *own* is the registrable domain of the site: others are somebody else's.
    """
    found: dict[str, Endpoint] = {}
    left_out: dict[str, None] = {}
    for template in site.templates:
        for api in template.raw.get("apis", ()):
            if not api.get("verified") or api["url_template"] in found:
                continue
            path = urlsplit(_SLOT.sub("x", api["url_template"])).path
            if (why := _unfit(api, own)) is not None:
                left_out[f"{api['method']} {path[:100]}: {why}"] = None
            elif len(found) < _MOST:
                found[api["url_template"]] = _endpoint(api)
    return list(found.values()), list(left_out)


def _unfit(api: dict[str, Any], own: str) -> str | None:
    """Return why there is no tool for an endpoint; None if there is one."""
    if api["method"] != "GET" or not api["safe"]:
        return "it is not asked by GET"
    if api.get("authorization_needed"):
        return "it asks who asks"
    if any(one.get("secret") for one in api["parameters"]):
        return "it needs a secret"
    url = normalize(_SLOT.sub("x", api["url_template"]))
    if url is None or site_of_url(url) != own:
        return "it is of another site"
    return None


def _endpoint(api: dict[str, Any]) -> Endpoint:
    template: str = api["url_template"]
    named = {one.get("placeholder") or one["name"]: one for one in api["parameters"]}
    names = Names()
    in_path = set(_SLOT.findall(template.partition("?")[0]))
    slots, properties, required = {}, {}, []
    pagination = api.get("pagination") or {}
    counter = None
    for slot in dict.fromkeys(_SLOT.findall(template)):
        one = named.get(slot, {"name": slot, "type": "string", "required": True})
        name = slots[slot] = names.give(slot)
        properties[name] = {"type": one["type"]}
        if one["type"] == "string":
            properties[name]["maxLength"] = 500
        if pagination and one["name"] == pagination["param"]:
            counter = name
            properties[name] |= _first_value(pagination)
        elif slot in in_path:
            required.append(name)
            if one["type"] == "string":
                properties[name]["minLength"] = 1
        elif one["required"]:
            required.append(name)
    answer = api["answer"]
    seen = api.get("seen") or {"pages": 1, "of_pages": 1}
    path = urlsplit(template).path
    return Endpoint(
        url_template=template,
        path=path,
        words=_words(path),
        slots=slots,
        properties=properties,
        required=tuple(required),
        answer=plain_answer(answer["json_schema"]),
        whole=not answer["truncated"],
        counter=counter,
        next_path=pagination.get("next_path") if counter else None,
        calls=api.get("calls") or 1,
        pages=seen["pages"],
        of_pages=seen["of_pages"],
    )


def _first_value(pagination: dict[str, Any]) -> dict[str, Any]:
    """Return the default of the parameter that says how far: that of a first call."""
    if pagination["kind"] == "cursor":
        return {"default": ""}
    start = pagination.get("start")
    if start is None:
        start = 1 if pagination["kind"] == "page" else 0
    return {"default": start, "minimum": 0}


def _words(path: str) -> str:
    """Return ``products_by_id`` for ``/api/products/{id}``."""
    pieces = [one for one in path.split("/") if one]
    while len(pieces) > 1 and pieces[0].lower() in _COMMON:
        pieces.pop(0)
    said = [f"by {one}" if _SLOT.search(one) else one for one in pieces]
    return _WORDS.sub("_", " ".join(said)).strip("_") or "root"


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
