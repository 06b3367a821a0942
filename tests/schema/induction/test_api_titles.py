"""Pages of references of programming interfaces, as their generators write them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.schema.repetition import sites
from vultrcrawl.page.document import Document
from vultrcrawl.schema.extraction import Extractor
from vultrcrawl.schema.induction import induce
from vultrcrawl.taxonomy import PageType

KINDS = ("Class", "Interface", "Class", "Enum")


def page(body: str, url: str, title: str) -> Document:
    links = "".join(f'<li><a href="/{n}">Part {n}</a></li>' for n in range(5))
    frame = f"<nav><ul>{links}</ul></nav>{body}<footer>Made by a generator</footer>"
    return Document(f"<html><title>{title}</title><body>{frame}</body></html>", url)


def java(number: int) -> Document:
    """Return a page as Javadoc writes it: its heading is an ``<h2>`` in a header."""
    kind, name = KINDS[number % 4], f"{sites.words(number, 1).title()}Box{number}"
    methods = "".join(
        f"<li><h4>get{one}</h4><pre>public {one} get{one}()</pre><p>Gets one.</li>"
        for one in ("String", "Lock")[: 1 + number % 2]
    )
    body = f"""<div class="header"><div class="subTitle">org.example.box</div>
    <h2 title="{kind} {name}" class="title">{kind} {name}</h2></div>
    <ul class="blockList"><li><pre>public {kind.lower()} <b>{name}</b></pre>
    <div class="block">{sites.words(number + 70, 9)}.</div></li>{methods}</ul>"""
    return page(body, f"https://a.example/box/{name}.html", f"{name} (Box API)")


def yard(number: int) -> Document:
    name = f"Box::{sites.words(number, 1).title()}{number}"
    kind = "Module" if number % 3 == 0 else "Class"
    body = f"<h1>{kind}: {name}</h1><p>{sites.words(number + 70, 9)}.</p>"
    return page(body, f"https://a.example/{number}", f"{kind}: {name} — Box 1.2")


def doxygen(number: int) -> Document:
    name = f"box::{sites.words(number, 1)}{number}"
    body = f"""<div class="title">{name} Struct Reference</div>
    <p>{sites.words(number + 70, 9)}.</p>"""
    return page(body, f"https://a.example/{number}", f"Box: {name} Struct Reference")


def docgen(number: int) -> Document:
    name = f"{sites.words(number, 1).title()}{number}"
    body = f"""<header><h3>{KINDS[number % 4]}</h3><h1>{name}</h1></header>
    <p>{sites.words(number + 70, 9)}.</p>"""
    return page(body, f"https://a.example/{number}", name)


def record(of: Any, page_type: PageType = PageType.DOCUMENTATION) -> dict[str, Any]:
    schema = induce([of(n) for n in range(12)], page_type=page_type)
    return Extractor(schema).apply(of(21))[0]


@pytest.mark.parametrize(
    ("of", "name", "kind"),
    [
        (java, f"{sites.words(21, 1).title()}Box21", "Interface"),
        (yard, f"Box::{sites.words(21, 1).title()}21", "Module"),
        (doxygen, f"box::{sites.words(21, 1)}21", "Struct"),
        (docgen, f"{sites.words(21, 1).title()}21", "Interface"),
    ],
)
def test_a_title_gives_the_name_and_the_category(of: Any, name: str, kind: str) -> None:
    found = record(of)
    assert (found["name"], found["category"]) == (name, kind)


def test_titles_of_other_pages_are_names() -> None:
    found = record(yard, PageType.ARTICLE)
    assert "category" not in found
    assert found["name"].startswith("Module: ")


def test_the_first_declaration_is_the_signature() -> None:
    name = f"{sites.words(21, 1).title()}Box21"
    assert record(java)["signature"] == f"public interface {name}"
