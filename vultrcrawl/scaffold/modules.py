"""Writes the module of one page object."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from importlib.resources import files
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from vultrcrawl.scaffold.code import ItemClass, page_fields
from vultrcrawl.scaffold.names import python_literal
from vultrcrawl.schema.document import url_pattern
from vultrcrawl.site.route import is_linked

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vultrcrawl.schema.model import TemplateSchema
    from vultrcrawl.site.document import SiteDocument, SiteTemplate

#: Characters of a literal that fits into its line.
_SHORT = 80
#: Patterns of addresses of one page object.
_PATTERNS = 200


@dataclass(slots=True)
class TemplateModule:
    """One template on its way to a module, an item class and a page class."""

    template: SiteTemplate
    module: str
    page: str
    model: ItemClass
    models: list[ItemClass] = field(default_factory=list)
    card: ItemClass | None = None


def page_module(package: str, site: SiteDocument, kind: TemplateModule) -> str:
    """Return the module of the page object of *kind*."""
    template, schema = kind.template, kind.template.schema
    host = urlsplit(site.start_url).netloc
    shapes = template.raw["match"]["url_shapes"][:_PATTERNS]
    inner = {
        name: described.removeprefix("list[").removesuffix("]")
        for name, described, _ in kind.model.fields
    }
    methods = page_fields(
        schema, kind.model, inner, kind.card.name if kind.card else None
    )
    following = template.pagination.get("selector") if is_linked(template) else None
    form = files("vultrcrawl.scaffold").joinpath("files/page.py.txt")
    text = form.read_text("utf-8").format(
        template=template.name,
        package=package,
        items=", ".join(sorted(one.name for one in kind.models)),
        name=kind.page,
        item=kind.model.name,
        patterns=_listed(dict.fromkeys(_wildcards(host, one) for one in shapes)),
        template_literal=python_literal(template.name),
        page_type=python_literal(str(schema.page_type)) if schema.page_type else "None",
        urls=as_tuple(map(url_pattern, shapes)),
        must_have=as_tuple(schema.must_have),
        next=python_literal(following) if following else "None",
        index=str(kind.card is not None),
        share=_share(schema),
        cards=python_literal(kind.model.cards),
        methods=methods,
    )
    return _without_unused(text)


def _share(schema: TemplateSchema) -> str:
    """Return what tells lists from other pages of their layout, if anything has to."""
    if not schema.min_share:
        return ""
    return (
        f"    MIN_SHARE = {float(schema.min_share)!r}\n"
        f"    CONTAINER = {python_literal(schema.container or 'body')}\n"
        f"    SPREAD = {bool(schema.spread)!r}\n"
    )


def _without_unused(text: str) -> str:
    """Return a module without the imported names that it doesn't need."""
    body = text[text.index("@handle_urls") :]

    def kept(line: str) -> str | None:
        start, imports, names = line.partition(" import ")
        if not imports or " import annotations" in line:
            return line
        used = [one for one in names.split(", ") if re.search(rf"\b{one}\b", body)]
        return f"{start} import {', '.join(used)}" if used else None

    lines = map(kept, text[: -len(body)].split("\n"))
    return "\n".join(line for line in lines if line is not None) + body


def _wildcards(host: str, shape: str) -> str:
    """Return a pattern of url-matcher for addresses of *shape*."""
    path, query, _ = shape.partition("?")
    pieces = []
    for piece in path.split("{"):
        before, closed, after = piece.rpartition("}")
        pieces.append(after if closed and before else piece)
    pattern = "*".join(pieces)
    return f"{host}{pattern}" + ("?" if query else "|")


def as_tuple(texts: Iterable[str]) -> str:
    """Return *texts* as a tuple, a line each."""
    return f"({_lines(texts, single=',')})"


def _listed(texts: Iterable[str]) -> str:
    """Return *texts* as a list, a line each."""
    return f"[{_lines(texts)}]"


def _lines(texts: Iterable[str], single: str = "") -> str:
    """Return *texts* as what stands in brackets, as a formatter of code writes it."""
    found = list(map(python_literal, texts))
    if len(found) == 1 and len(found[0]) < _SHORT:
        return found[0] + single
    return (
        "\n" + "".join(f"        {one},\n" for one in found) + "    " if found else ""
    )
