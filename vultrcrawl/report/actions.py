"""View models of forms, search and endpoints."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from vultrcrawl.report.reading import (
    count_in,
    flag,
    number_in,
    report_sections,
    section,
    text,
    texts,
)
from vultrcrawl.report.wording import (
    Shown,
    Some,
    block,
    figure,
    own_part,
    percent,
    plural,
    shown,
    some,
    words,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

# Parameters of a request, and options of one, at most; characters of a JSON Schema.
_PARAMETERS, _OPTIONS, _SCHEMA = 30, 12, 4_000


@dataclass(frozen=True, slots=True)
class ShownParameter:
    """What a request carries."""

    name: Shown
    type: Shown
    required: bool
    note: Shown
    """Its default, its options, or where its value comes from."""


@dataclass(frozen=True, slots=True)
class ShownAction:
    """A form, or a search that the site declares."""

    kind: str
    safe: bool
    method: Shown
    url: Shown
    selector: Shown
    note: str
    parameters: Some[ShownParameter]


@dataclass(frozen=True, slots=True)
class ShownEndpoint:
    """An address that scripts get data from."""

    method: Shown
    url: Shown
    verified: bool
    """Whether it was seen asked, and not only mentioned."""
    safe: bool
    facts: list[str]
    covers: Some[Shown]
    parameters: Some[ShownParameter]
    answer: str
    """JSON Schema of its answers; empty if none was seen."""


def action(data: Mapping[str, Any], site: str) -> ShownAction:
    """Return an entry of ``actions`` as it is shown."""
    encoding = text(data, "encoding")
    notes = []
    if encoding and encoding != "query":
        notes.append(f"sent as {shown(encoding, 60).text}")
    if token := text(data, "csrf_field"):
        notes.append(f"carries a token ({shown(token, 60).text})")
    if text(data, "source") == "link":
        notes.append("a link that was not followed")
    if text(data, "source") == "searchaction":
        notes.append("declared by the site (SearchAction)")
    return ShownAction(
        kind=words(text(data, "kind")) or "form",
        safe=flag(data, "safe"),
        method=shown(text(data, "method"), 20),
        url=own_part(text(data, "url_template"), site),
        selector=shown(text(data, "selector")),
        note=", ".join(notes),
        parameters=_parameters(data, "params", _form_note),
    )


def endpoint(data: Mapping[str, Any], site: str) -> ShownEndpoint:
    """Return an entry of ``apis`` as it is shown."""
    answer = section(data, "answer")
    schema = section(answer, "json_schema")
    covers = section(data, "covers")
    return ShownEndpoint(
        method=shown(text(data, "method"), 20),
        url=own_part(text(data, "url_template") or text(data, "url"), site),
        verified=flag(data, "verified"),
        safe=flag(data, "safe"),
        facts=_facts(data, answer),
        covers=some([_cover(name, section(covers, name)) for name in covers], 20),
        parameters=_parameters(data, "parameters", _source),
        answer=block(schema, _SCHEMA) if schema else "",
    )


def _facts(data: Mapping[str, Any], answer: Mapping[str, Any]) -> list[str]:
    facts = []
    if operation := text(data, "operation"):
        facts.append(f"operation {shown(operation, 80).text}")
    seen = section(data, "seen")
    if count_in(data, "calls"):
        where = plural(count_in(data, "calls"), "call")
        if count_in(seen, "pages"):
            pages = count_in(seen, "of_pages")
            where += f" on {count_in(seen, 'pages')} of {pages} pages"
        facts.append(where)
    if media := text(answer, "media_type") or text(data, "response_type"):
        facts.append(f"answers {shown(media, 60).text}")
    if path := text(answer, "items_path"):
        facts.append(f"items at {shown(path, 80).text}")
    paging = section(data, "pagination")
    if paging:
        facts.append(
            f"goes on by {words(text(paging, 'kind'))}"
            f" ({shown(text(paging, 'param'), 60).text})"
        )
    if headers := texts(data, "headers"):
        facts.append(
            "headers " + ", ".join(shown(one, 40).text for one in headers[:10])
        )
    if flag(data, "authorization_needed"):
        facts.append("needs authorization")
    if not flag(data, "verified") and (where := text(data, "seen_in")):
        facts.append(f"seen in {words(where)}")
    return facts


def _cover(name: str, data: Mapping[str, Any]) -> Shown:
    share = percent(number_in(data, "share"))
    return shown(f"{name[:120]} at {text(data, 'path')[:200]} ({share})")


def _parameters(data: Mapping[str, Any], name: str, note: Any) -> Some[ShownParameter]:
    found = report_sections(data, name)
    return Some(
        [
            ShownParameter(
                name=shown(text(one, "name"), 60),
                type=shown(text(one, "type"), 20),
                required=flag(one, "required"),
                note=shown(note(one)),
            )
            for one in found[:_PARAMETERS]
        ],
        max(0, len(found) - _PARAMETERS),
    )


def _form_note(data: Mapping[str, Any]) -> str:
    notes = []
    if label := text(data, "label"):
        notes.append(f"“{shown(label, 60).text}”")
    if default := text(data, "default"):
        notes.append(f"default {shown(default, 60).text}")
    options = data.get("options")
    if isinstance(options, list) and options:
        first = ", ".join(shown(one, 30).text for one in options[:_OPTIONS])
        more = len(options) - _OPTIONS
        notes.append(
            f"one of {first}" + (f" and {figure(more)} more" if more > 0 else "")
        )
    return "; ".join(notes)


_SOURCES = {
    "page_url": "from the page's address",
    "page": "from the page",
    "link": "from a link",
    "answer": "from another endpoint's answer",
    "constant": "always",
    "counter": "counts up",
    "unknown": "origin not known",
}


def _source(data: Mapping[str, Any]) -> str:
    if flag(data, "secret"):
        return "a secret: its values were not kept"
    source = section(data, "source")
    where = text(source, "from")
    note = f"{text(data, 'in')[:20]}, {_SOURCES.get(where, where[:40])}"
    if where == "constant":
        note += f" {shown(source.get('value'), 60).text}"
    elif detail := text(source, "selector") or text(source, "path"):
        note += f" at {shown(detail, 80).text}"
    elif part := text(source, "part"):
        inner = text(source, "name")
        note += f" ({part[:20]}{' ' + shown(inner, 40).text if inner else ''})"
    if (share := number_in(source, "share")) is not None and share < 1:
        note += f" in {percent(share)} of the calls"
    if examples := texts(data, "examples"):
        note += "; such as " + ", ".join(shown(one, 40).text for one in examples[:3])
    return note
