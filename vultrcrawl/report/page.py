"""Renders report.html from site.json.

The page holds no script, loads nothing, and its policy forbids both; every text of the
site is escaped and cut, and what can't be seen in it is spelled out. It is made of
site.json alone, so it can be made again from it.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from jinja2 import DictLoader, Environment, StrictUndefined
from markupsafe import Markup

from vultrcrawl.report.overview import overview
from vultrcrawl.report.reading import report_sections, text
from vultrcrawl.report.sheet import Sheet, TemplateGraph, sheet

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from jinja2 import Template

#: Bytes that the parts on templates have together, and templates listed, at most.
_LARGEST, _MOST = 3_000_000, 400


def report_html(document: Mapping[str, Any]) -> str:
    """Return *document*, a site.json, as an HTML page of some megabytes at most.

    Every document gives a page: what it lacks is left out. Templates that find no room
    are listed without their details.
    """
    entries = report_sections(document, "templates")
    anchors: dict[str, str] = {}
    for place, entry in enumerate(entries[:_MOST], 1):
        anchors.setdefault(text(entry, "name"), f"template-{place}")
    sheets = list(_sheets(document, entries[:_MOST], anchors))
    parts, told = _within(sheets)
    return _template("page.html").render(
        site=overview(document, anchors),
        sheets=sheets,
        parts=parts,
        told=told,
        untold=len(entries) - len(told),
        more_sheets=len(entries) - len(sheets),
        style=Markup(_text("page.css")),  # noqa: S704 (ours)
    )


def _sheets(
    document: Mapping[str, Any], entries: list[dict[str, Any]], anchors: dict[str, str]
) -> Iterator[Sheet]:
    graph = TemplateGraph(report_sections(document, "template_graph"))
    for place, entry in enumerate(entries, 1):
        yield sheet(
            entry,
            anchor=f"template-{place}",
            anchors=anchors,
            graph=graph,
            site=text(document, "start_url"),
        )


def _within(sheets: list[Sheet]) -> tuple[list[Markup], set[str]]:
    """Return the parts of the page on *sheets* that fit in, and their anchors."""
    template = _template("sheet.html")
    parts, told, size = [], set(), 0
    for one in sheets:
        part = template.render(sheet=one)
        size += len(part.encode())
        if size > _LARGEST:
            break
        parts.append(Markup(part))  # noqa: S704 (its texts were escaped)
        told.add(one.anchor)
    return parts, told


@cache
def _environment() -> Environment:
    names = ("page.html", "sheet.html", "macros.html")
    return Environment(
        loader=DictLoader({name: _text(name) for name in names}),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _template(name: str) -> Template:
    return _environment().get_template(name)


def _text(name: str) -> str:
    return files("vultrcrawl.report").joinpath(name).read_text(encoding="utf-8")
