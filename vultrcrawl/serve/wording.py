"""What tools say of themselves: numbers, and names that are safe; nothing of a page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vultrcrawl.schema.model import Field
    from vultrcrawl.serve.endpoints import Endpoint
    from vultrcrawl.serve.tools import Reader

#: Fields that a description names.
_NAMED = 40
_UNSAFE = re.compile(r"[^\w.:\[\]{}/-]")


def plain(text: str) -> str:
    """Return *text*, a host or a path, as a part of a sentence."""
    return _UNSAFE.sub("", text)[:200]


def of_page(reader: Reader, host: str) -> str:
    """Return what reading a page gives."""
    template, schema = reader.template, reader.schema
    kind = f", of type {schema.item_type}" if _is_type(schema.item_type) else ""
    told = [
        f"Read one {template.name} page of {host}{kind}, and return its fields.",
        _measured(reader),
        _fields(schema.fields),
        _required(reader),
    ]
    if reader.given:
        named = ", ".join(reader.given[:_NAMED])
        told.append(f"Whatever was measured, page objects may give: {named}.")
    if template.needs_browser:
        told.append("Its pages need a browser, which takes some seconds.")
    return " ".join(filter(None, told))


def of_list(reader: Reader, host: str) -> str:
    """Return what reading a page of a list gives."""
    model = reader.template.pagination
    most = model.get("max_seen")
    step = model.get("step") or 1
    last = "" if not most else f" (pages up to {_page_of(most, step)} were seen)"
    told = [
        f"List the cards of one {reader.template.name} page of {host}{last}.",
        "`next` is the address of the page after it, to be given as `url`.",
        _measured(reader),
        _fields(reader.schema.fields),
    ]
    return " ".join(filter(None, told))


def of_search(reader: Reader, host: str, *, sure: bool) -> str:
    """Return what a search gives; *sure* if its results are cards of *reader*."""
    told = [f"Ask the search form of {host}, and return the cards of the results."]
    if sure:
        told += [
            f"They are those of {reader.template.name}.",
            _measured(reader),
            _fields(reader.schema.fields),
        ]
    else:
        told += [
            "Which list they are of is found out with each answer.",
            "`next` is the address of the page after it: `url` of that list's tool.",
        ]
    return " ".join(filter(None, told))


def of_endpoint(endpoint: Endpoint, host: str) -> str:
    """Return what an endpoint gives."""
    times = "once" if endpoint.calls == 1 else f"{endpoint.calls} times"
    told = [
        f"Ask an endpoint of {host} that answers with JSON: {plain(endpoint.path)}.",
        f"Scripts of {endpoint.pages} of {endpoint.of_pages} pages asked it, {times}.",
    ]
    if endpoint.counter is not None:
        said = f"`{endpoint.counter}` says where in the list an answer begins"
        if endpoint.next_path is not None:
            said += f"; each answer gives the next value at {plain(endpoint.next_path)}"
        told.append(f"{said}.")
    return " ".join(told)


def _measured(reader: Reader) -> str:
    """Return on how many pages the scores were measured."""
    tested = len(reader.schema.validation.held_out)
    seen = reader.template.seen
    if reader.schema.validation.method == "held_out" and tested:
        return f"Tested on {tested} pages that were held back, of {seen} seen."
    if reader.schema.validation.method == "leave_one_out" and tested:
        return f"Tested on {tested} pages seen, each held back in turn."
    return f"Made from {seen} pages seen, without pages to test it on."


def _fields(fields: Iterable[Field]) -> str:
    """Return the fields with their measured coverage."""
    told = [
        f"{one.name} {share:.0%}" if share is not None else one.name
        for one in fields
        for share in (one.coverage if one.filled is None else one.filled,)
    ]
    more = f" and {len(told) - _NAMED} more" if len(told) > _NAMED else ""
    return f"Share of records that have a field: {', '.join(told[:_NAMED])}{more}."


def _required(reader: Reader) -> str:
    names = [name for name in reader.record["required"] if name != "url"]
    if not names:
        return ""
    return f"An error if one of these is missing: {', '.join(names[:_NAMED])}."


def _page_of(value: int, step: int) -> int:
    """Return the number of the page that an offset of *value* is on."""
    return value if step == 1 else value // step + 1


def _is_type(text: str | None) -> bool:
    return text is not None and re.fullmatch(r"[A-Za-z]{1,40}", text) is not None
