"""View model of one template."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from vultrcrawl.report.actions import ShownAction, ShownEndpoint, action, endpoint
from vultrcrawl.report.fields import FieldRow, field_row
from vultrcrawl.report.reading import (
    count_in,
    counts,
    flag,
    number_in,
    report_sections,
    section,
    text,
    texts,
)
from vultrcrawl.report.wording import (
    Shown,
    ShownUrl,
    Some,
    all_shown,
    block,
    figure,
    own_part,
    percent,
    plural,
    shown,
    shown_url,
    some,
    words,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# Rows of each list of a template; characters of its JSON Schema.
_SHAPES, _EXAMPLES, _FIELDS, _LINKS, _ACTIONS, _APIS, _EDGES = 8, 5, 60, 20, 20, 30, 8
_DROPPED, _SCHEMA = 30, 12_000

_METHODS = {
    "held_out": "on pages that nothing was learned from",
    "leave_one_out": "on each page in turn, learned from the others",
    "none": "not tested",
}


@dataclass(frozen=True, slots=True)
class Edge:
    """Links to, or from, another template."""

    name: Shown
    anchor: str
    links: str


@dataclass(frozen=True, slots=True)
class ShownLinks:
    """A place on the page where links lead to one template."""

    role: str
    selector: Shown
    region: Shown
    target: Shown
    anchor: str
    count: str
    share: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A template as it is shown."""

    name: Shown
    anchor: str
    page_type: str
    item_type: Shown
    description: Shown
    """What a language model says of it; empty without one."""
    agreement: str
    seen: str
    estimate: str
    """Pages that it may have in all; empty if that is not known."""
    basis: Shown
    shapes: Some[Shown]
    must_have: Some[Shown]
    examples: Some[ShownUrl]
    browser: str
    """`needed`, `not needed`; empty if that is not known."""
    rendering: str
    many: bool
    container: Shown
    identity: str
    fields: Some[FieldRow]
    field_count: int
    tested: str
    links_in: Some[Edge]
    links_out: Some[Edge]
    links: Some[ShownLinks]
    pagination: str
    page_template: Shown
    page_selector: Shown
    actions: Some[ShownAction]
    apis: Some[ShownEndpoint]
    verified: int
    """How many of the endpoints were seen asked."""
    dropped: Some[tuple[Shown, Shown]]
    notes: list[Shown]
    json_schema: str


def sheet(
    data: Mapping[str, Any],
    *,
    anchor: str,
    anchors: Mapping[str, str],
    graph: TemplateGraph,
    site: str,
) -> Sheet:
    """Return an entry of ``templates`` as it is shown.

    *anchors* are those of all templates by name, *site* is the start URL.
    """
    name = text(data, "name")
    match, pages, item = (
        section(data, "match"),
        section(data, "pages"),
        section(data, "item"),
    )
    paging, validation = section(data, "pagination"), section(data, "validation")
    actions, apis = report_sections(data, "actions"), report_sections(data, "apis")
    fields, links = report_sections(item, "fields"), report_sections(data, "links")
    schema = section(data, "json_schema")
    total = number_in(pages, "estimated_total")
    return Sheet(
        name=shown(name, 60) or Shown("template without a name"),
        anchor=anchor,
        page_type=words(text(data, "page_type")),
        item_type=shown(text(data, "item_type"), 60),
        description=shown(text(data, "description"), 200),
        agreement=percent(number_in(data, "agreement")),
        seen=figure(number_in(pages, "seen")),
        estimate=figure(total) if total is not None else "",
        basis=shown(text(pages, "estimate_basis"), 200),
        shapes=some(all_shown(texts(match, "url_shapes")), _SHAPES),
        must_have=some(all_shown(texts(match, "must_have")), _SHAPES),
        examples=some(
            [shown_url(url, site) for url in texts(pages, "examples")], _EXAMPLES
        ),
        browser=_browser(section(data, "rendering")),
        rendering=_rendering(section(data, "rendering")),
        many=text(item, "cardinality") == "many",
        container=shown(text(item, "container")),
        identity=", ".join(shown(one, 60).text for one in texts(item, "identity")[:5]),
        fields=Some(
            [field_row(one, site) for one in fields[:_FIELDS]],
            max(0, len(fields) - _FIELDS),
        ),
        field_count=len(fields),
        tested=_tested(validation),
        links_in=_edges(graph.into[name], anchors),
        links_out=_edges(graph.out_of[name], anchors),
        links=some([_link(one, anchors) for one in links], _LINKS),
        pagination=_pagination(paging),
        page_template=own_part(text(paging, "url_template"), site),
        page_selector=shown(text(paging, "selector")),
        actions=some([action(one, site) for one in actions], _ACTIONS),
        apis=some([endpoint(one, site) for one in apis], _APIS),
        verified=sum(flag(one, "verified") for one in apis),
        dropped=some(
            [
                (shown(text(one, "name"), 80), shown(text(one, "reason")))
                for one in report_sections(validation, "dropped")
            ],
            _DROPPED,
        ),
        notes=all_shown(texts(data, "notes")[:10], 400),
        json_schema=block(schema, _SCHEMA) if schema else "",
    )


class TemplateGraph:
    """Links between templates, by where they lead to and where they come from."""

    def __init__(self, edges: Sequence[Mapping[str, Any]]) -> None:
        self.into: dict[str, dict[str, int]] = defaultdict(dict)
        self.out_of: dict[str, dict[str, int]] = defaultdict(dict)
        for edge in edges:
            source, target = text(edge, "from"), text(edge, "to")
            self.out_of[source][target] = self.into[target][source] = count_in(
                edge, "links"
            )


def _edges(links: dict[str, int], anchors: Mapping[str, str]) -> Some[Edge]:
    ranked = sorted(links.items(), key=lambda one: (-one[1], one[0]))
    return some(
        [
            Edge(shown(name, 60), anchors.get(name, ""), figure(total))
            for name, total in ranked
        ],
        _EDGES,
    )


def _link(data: Mapping[str, Any], anchors: Mapping[str, str]) -> ShownLinks:
    target = text(data, "target_template")
    return ShownLinks(
        role=words(text(data, "role")),
        selector=shown(text(data, "selector")),
        region=shown(text(data, "region"), 20),
        target=shown(target, 60),
        anchor=anchors.get(target, ""),
        count=figure(number_in(data, "count_median"), "-"),
        share=percent(number_in(data, "share")),
    )


def _browser(data: Mapping[str, Any]) -> str:
    if "needs_js" not in data:
        return ""
    return "needed" if flag(data, "needs_js") else "not needed"


def _rendering(data: Mapping[str, Any]) -> str:
    kinds = [f"{figure(n)} {shown(kind, 20).text}" for kind, n in counts(data, "pages")]
    evidence = shown(text(data, "evidence"), 300).text
    return "; ".join(filter(None, [", ".join(kinds[:5]), evidence]))


def _tested(data: Mapping[str, Any]) -> str:
    method = text(data, "method")
    if not method:
        return ""
    learned, held = len(texts(data, "learned_from")), len(texts(data, "held_out"))
    if method == "held_out":
        return f"learned from {plural(learned, 'page')}, tested on {held} others"
    return _METHODS.get(method, words(method))


def _pagination(data: Mapping[str, Any]) -> str:
    if not data:
        return ""
    said = {
        "next_link": "a link leads to the next page",
        "page_param": "a parameter says which page",
        "offset": "a parameter says how many entries come before",
        "page_path": "the page's number is in the path",
        "load_more": "a button gets more",
        "infinite_scroll": "more comes when the page is scrolled",
    }
    kind = text(data, "kind")
    parts = [said.get(kind, words(kind))]
    if param := text(data, "param"):
        parts[0] += f" ({shown(param, 60).text})"
    first, step = number_in(data, "start"), number_in(data, "step")
    if first is not None:
        parts.append(f"from {figure(first)}")
    if step is not None and step != 1:
        parts.append(f"in steps of {figure(step)}")
    if (largest := number_in(data, "max_seen")) is not None:
        parts.append(f"largest seen {figure(largest)}")
    if (share := number_in(data, "share")) is not None:
        parts.append(f"on {percent(share)} of the pages")
    return ", ".join(parts)
