"""Renders report.html from site.json.

The page holds no script, loads nothing, and its policy forbids both; every text of the
site is escaped and cut, and what can't be seen in it is spelled out. It is made of
site.json alone, so it can be made again from it.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from importlib.resources import files
from inspect import getmembers, isfunction
from typing import TYPE_CHECKING, Any

from jinja2 import DictLoader, Environment, StrictUndefined
from markupsafe import Markup

from vultrcrawl.report import overview, sentences, wording
from vultrcrawl.report.loose import LooseObject

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


#: Bytes that the parts on templates have together, and templates listed, at most.
_LARGEST, _MOST = 3_000_000, 400
#: Modules whose functions templates call as filters, with what stands before the bar.
_FILTERS = (overview, sentences, wording)


def report_html(document: Mapping[str, Any]) -> str:
    """Return *document*, a site.json, as an HTML page of some megabytes at most.

    Every document gives a page: what it lacks is left out. Templates that find no room
    are listed without their details.
    """
    site = LooseObject(document)
    entries = site.parts("templates")
    sheets = [(f"template-{n}", one) for n, one in enumerate(entries[:_MOST], 1)]
    # Of two with one name, the first is meant.
    anchors = {one.text("name"): anchor for anchor, one in reversed(sheets)}
    parts = list(_within(site, sheets, anchors))
    return (
        _environment()
        .get_template("page.html")
        .render(
            site=site,
            start=site.text("start_url"),
            sheets=sheets,
            anchors=anchors,
            parts=parts,
            told={anchor for anchor, _ in sheets[: len(parts)]},
            untold=len(entries) - len(parts),
            more_sheets=len(entries) - len(sheets),
            style=Markup(_text("page.css")),  # noqa: S704 (ours)
        )
    )


def _within(
    site: LooseObject, sheets: list[tuple[str, LooseObject]], anchors: Mapping[str, str]
) -> Iterator[Markup]:
    """Yield the parts of the page on *sheets* that fit in."""
    template = _environment().get_template("sheet.html")
    into, out_of = _edges(site.parts("template_graph"))
    size = 0
    for anchor, one in sheets:
        part = template.render(
            sheet=one,
            anchor=anchor,
            anchors=anchors,
            into=_ranked(into[one.text("name")]),
            out_of=_ranked(out_of[one.text("name")]),
            start=site.text("start_url"),
        )
        size += len(part.encode())
        if size > _LARGEST:
            return
        yield Markup(part)  # noqa: S704 (its texts were escaped)


_Edges = dict[str, dict[str, int]]


def _edges(graph: list[LooseObject]) -> tuple[_Edges, _Edges]:
    """Return links between templates, by where they lead to and where they are."""
    into: _Edges = defaultdict(dict)
    out_of: _Edges = defaultdict(dict)
    for edge in graph:
        source, target = edge.text("from"), edge.text("to")
        out_of[source][target] = into[target][source] = edge.count("links")
    return into, out_of


def _ranked(links: dict[str, int]) -> list[tuple[str, int]]:
    return sorted(links.items(), key=lambda one: (-one[1], one[0]))


@cache
def _environment() -> Environment:
    names = ("page.html", "sheet.html", "macros.html")
    environment = Environment(
        loader=DictLoader({name: _text(name) for name in names}),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    for module in _FILTERS:
        environment.filters |= dict(getmembers(module, isfunction))
    environment.filters["linked"] = wording.shown_url
    environment.globals["kind_words"] = wording.WORDS["locators"]
    return environment


def _text(name: str) -> str:
    return files("vultrcrawl.report").joinpath(name).read_text(encoding="utf-8")
