"""Writes an explored site as a Scrapy project: page objects, spider, tests, README."""

from __future__ import annotations

import re
import shutil
import tempfile
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from vultrcrawl.errors import StorageError, UsageError
from vultrcrawl.page.markdown.escape import code
from vultrcrawl.scaffold.code import Model, models, page_fields
from vultrcrawl.scaffold.fixtures import HeldPage, write_fixture
from vultrcrawl.scaffold.names import PythonNames, literal
from vultrcrawl.schema.document import url_pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from vultrcrawl.site.document import SiteDocument, SiteTemplate

_ITEMS = '''"""What the pages hold: a class for each kind of record.

An attribute is called as on the site where that is a name in Python, else `alias` says
how. `model_dump(by_alias=True, exclude_none=True)` is the record that `extract` gives.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class Part(BaseModel):
    """A thing inside a record."""

    model_config = ConfigDict(populate_by_name=True, extra="forbid")


class Record(Part):
    """What one page, or one card of a listing, is about."""

    url: str
    """Address of the page."""


'''
_PAGE = '''"""Pages of the kind {template}."""

from __future__ import annotations

from vultrcrawl.scaffold.reading import convert, css, part, stated, things
from web_poet import field, handle_urls

from {package}.items import {items}
from {package}.reading import SitePage, as_items


@handle_urls(
    {patterns},
)
class {name}(SitePage[{item}]):
    """Gives {item}."""

    TEMPLATE = {template_literal}
    PAGE_TYPE = {page_type}
    ITEM = {item}
    URLS = {urls}
    MUST_HAVE = {must_have}
    NEXT = {next}
    INDEX = {index}
    INDEX_ONLY = {index_only}
    CARDS = {cards}

{methods}
'''
#: Characters of a literal that fits into its line.
_SHORT = 80
#: Patterns of addresses of one page object.
_PATTERNS = 200


@dataclass(slots=True)
class _Kind:
    """One template on its way to a module, an item class and a page class."""

    template: SiteTemplate
    module: str
    page: str
    model: Model
    models: list[Model] = field(default_factory=list)
    card: Model | None = None


def check_folder(folder: Path) -> None:
    """Raise UsageError if *folder* holds anything: it may be somebody's work."""
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise UsageError(f"{folder} is there, and is no folder")
    if folder.is_dir() and any(folder.iterdir()):
        raise UsageError(f"{folder} is not empty: name a new folder")


def write_project(
    folder: Path, site: SiteDocument, held: Mapping[str, Sequence[HeldPage]]
) -> list[str]:
    """Write the project of *site* into *folder*; return the names of its templates.

    *held* are pages of each template that tests are made of. Raises StorageError;
    UsageError if the folder isn't empty, or the site has no template with fields.
    """
    check_folder(folder)
    kinds = _kinds(site)
    if not kinds:
        raise UsageError("the site has no template with fields: nothing to write")
    package = PythonNames("fixtures", "tests").module(
        folder.resolve().name if folder.resolve().name.isidentifier() else _host(site)
    )
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".scaffold-"))
        try:
            _write(made, package, site, kinds, held)
            made.chmod(0o755)
            if folder.exists():
                folder.rmdir()
            made.replace(folder)
        finally:
            shutil.rmtree(made, ignore_errors=True)
    except OSError as error:
        raise StorageError.of(str(folder), error) from error
    return [one.template.name for one in kinds]


def _host(site: SiteDocument) -> str:
    return urlsplit(site.start_url).hostname or "site"


def _kinds(site: SiteDocument) -> list[_Kind]:
    classes = PythonNames(
        "Record", "Part", "BaseModel", "Field", "ConfigDict", "SitePage"
    )
    modules = PythonNames()
    found = []
    for template in site.templates:
        schema = template.schema
        if not schema.fields and schema.lists is None:
            continue
        name = classes.class_(template.name)
        single = schema.fields if schema.cardinality == "one" else ()
        card: Model | None = None
        made: list[Model] = []
        listing = schema.lists.fields if schema.lists is not None else None
        cards = schema.fields if schema.cardinality == "many" else listing
        if cards is not None:
            made += models(classes.class_(f"{name} Card"), cards, classes)
            card = made[-1]
        made += models(name, single, classes)
        made[-1].card = card.name if card else None
        page = classes.class_(f"{name}Page")
        module = modules.module(template.name)
        found.append(_Kind(template, module, page, made[-1], made, card))
    return found


def _write(
    root: Path,
    package: str,
    site: SiteDocument,
    kinds: list[_Kind],
    held: Mapping[str, Sequence[HeldPage]],
) -> None:
    examples = [one.template.examples[0] for one in kinds if one.template.examples]
    delay = (site.raw.get("politeness") or {}).get("delay_seconds")
    values = {
        "package": package,
        "distribution": package.replace("_", "-"),
        "spider": package,
        "spider_literal": literal(package),
        "start_urls": _tuple(dict.fromkeys([site.start_url, *examples])),
        "host": literal(urlsplit(site.start_url).netloc),
        "delay": str(max(float(delay), 0.2) if isinstance(delay, int | float) else 0.2),
    }
    inside = root / package
    for name in ("pages", "spiders"):
        (inside / name).mkdir(parents=True)
    texts = {
        "pyproject.toml": _filled("pyproject.toml", values),
        "scrapy.cfg": f"[settings]\ndefault = {package}.settings\n",
        "README.md": _readme(package, site, kinds),
        f"{package}/__init__.py": "",
        f"{package}/settings.py": _filled("settings.py", values),
        f"{package}/reading.py": _filled("reading.py", values),
        f"{package}/common.py": _filled("common.py", values),
        f"{package}/items.py": _items(kinds),
        f"{package}/spiders/__init__.py": "",
        f"{package}/spiders/site.py": _filled("spider.py", values),
        f"{package}/pages/__init__.py": _pages_index(package, kinds),
    }
    for one in kinds:
        texts[f"{package}/pages/{one.module}.py"] = _page(package, site, one)
    for name, text in texts.items():
        (root / name).write_text(text, encoding="utf-8")
    for one in kinds:
        full = f"{package}.pages.{one.module}.{one.page}"
        for number, page in enumerate(held.get(one.template.name, ()), 1):
            place = root / "fixtures" / full / f"page-{number}"
            write_fixture(place, page, one.template, one.models, one.card)


def _filled(name: str, values: Mapping[str, str]) -> str:
    """Return the file *name* of ours with *values* for its marks."""
    text = files("vultrcrawl.scaffold").joinpath(f"files/{name}.txt").read_text("utf-8")
    for key, value in values.items():
        text = text.replace(f"@{key}@", value)
    return text


def _tuple(texts: Iterable[str]) -> str:
    """Return *texts* as a tuple, a line each."""
    return f"({_lines(texts, single=',')})"


def _listed(texts: Iterable[str]) -> str:
    """Return *texts* as a list, a line each."""
    return f"[{_lines(texts)}]"


def _lines(texts: Iterable[str], single: str = "") -> str:
    """Return *texts* as what stands in brackets, as a formatter of code writes it."""
    found = list(map(literal, texts))
    if len(found) == 1 and len(found[0]) < _SHORT:
        return found[0] + single
    return (
        "\n" + "".join(f"        {one},\n" for one in found) + "    " if found else ""
    )


def _items(kinds: list[_Kind]) -> str:
    classes = "\n\n".join(one.lines() for kind in kinds for one in kind.models)
    head = _ITEMS if "Field(" in classes else _ITEMS.replace(", Field\n", "\n")
    return head + classes


def _pages_index(package: str, kinds: list[_Kind]) -> str:
    imports = sorted(
        f"from {package}.pages.{one.module} import {one.page}" for one in kinds
    )
    listed = "".join(f"    {one.page},\n" for one in kinds)
    return (
        '"""Page objects, one a kind of page."""\n\n'
        "from __future__ import annotations\n\nfrom typing import Any\n\n"
        + "\n".join(imports)
        + f"\nfrom {package}.reading import SitePage\n\n"
        f"PAGES: list[type[SitePage[Any]]] = [\n{listed}]\n"
    )


def _page(package: str, site: SiteDocument, kind: _Kind) -> str:
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
    pagination = template.raw.get("pagination") or {}
    linked = pagination.get("kind") in (
        "next_link",
        "page_param",
        "offset",
        "page_path",
    )
    following = pagination.get("selector") if linked else None
    text = _PAGE.format(
        template=template.name,
        package=package,
        items=", ".join(sorted(one.name for one in kind.models)),
        name=kind.page,
        item=kind.model.name,
        patterns=_listed(dict.fromkeys(_wildcards(host, one) for one in shapes)),
        template_literal=literal(template.name),
        page_type=literal(str(schema.page_type)) if schema.page_type else "None",
        urls=_tuple(map(url_pattern, shapes)),
        must_have=_tuple(schema.must_have),
        next=literal(following) if following else "None",
        index=str(kind.card is not None),
        index_only=str(schema.cardinality == "many"),
        cards=literal(kind.model.cards),
        methods=methods,
    )
    return _without_unused(text)


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
    return f"{host}{pattern}" + ("?" if query else "$")


def _readme(package: str, site: SiteDocument, kinds: list[_Kind]) -> str:
    rows = [
        f"| {code(one.template.name)} | {code(one.page)} | {one.template.seen} |"
        f" {len(one.template.schema.fields)} |"
        + (" a browser |" if one.template.needs_browser else " |")
        for one in kinds
    ]
    return _filled("README.md", {
        "package": package,
        "site": code(site.start_url.replace("|", "%7C")),
        "rows": "\n".join(rows),
        "module": kinds[0].module,
        "page": kinds[0].page,
        "item": kinds[0].model.name,
        "template": kinds[0].template.name,
    })  # fmt: skip


def described(names: list[str], held: Mapping[str, Sequence[Any]]) -> str:
    """Return in one line what was written."""
    tests = sum(len(held.get(name, ())) for name in names)
    return f"{len(names)} page objects, {tests} pages as tests"
