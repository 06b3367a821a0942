"""Writes an explored site as a Scrapy project: page objects, spider, tests, README."""

from __future__ import annotations

import shutil
import tempfile
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from vultrcrawl.errors import StorageError, UsageError
from vultrcrawl.page.markdown.escape import escaped_code
from vultrcrawl.scaffold.code import ItemClass, models
from vultrcrawl.scaffold.fixtures import write_fixture
from vultrcrawl.scaffold.modules import TemplateModule, as_tuple, page_module
from vultrcrawl.scaffold.names import PythonNames, python_literal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from vultrcrawl.page.visit import StoredResponse
    from vultrcrawl.site.document import SiteDocument


def check_folder(folder: Path) -> None:
    """Raise UsageError if *folder* holds anything: it may be somebody's work."""
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise UsageError(f"{folder} is there, and is no folder")
    if folder.is_dir() and any(folder.iterdir()):
        raise UsageError(f"{folder} is not empty: name a new folder")


def write_project(
    folder: Path, site: SiteDocument, held: Mapping[str, Sequence[StoredResponse]]
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


def _kinds(site: SiteDocument) -> list[TemplateModule]:
    classes = PythonNames(
        "Record", "Part", "BaseModel", "Field", "ConfigDict", "SitePage"
    )
    modules = PythonNames()
    found = []
    for template in site.templates:
        schema = template.schema
        if not schema.fields:
            continue
        name = classes.class_(template.name)
        many = schema.cardinality == "many"
        card: ItemClass | None = None
        made: list[ItemClass] = []
        if many:
            made += models(classes.class_(f"{name} Card"), schema.fields, classes)
            card = made[-1]
        made += models(name, () if many else schema.fields, classes)
        made[-1].card = card.name if card else None
        page = classes.class_(f"{name}Page")
        module = modules.module(template.name)
        found.append(TemplateModule(template, module, page, made[-1], made, card))
    return found


def _write(
    root: Path,
    package: str,
    site: SiteDocument,
    kinds: list[TemplateModule],
    held: Mapping[str, Sequence[StoredResponse]],
) -> None:
    examples = [one.template.examples[0] for one in kinds if one.template.examples]
    delay = (site.raw.get("politeness") or {}).get("delay_seconds")
    values = {
        "package": package,
        "distribution": package.replace("_", "-"),
        "spider": package,
        "spider_literal": python_literal(package),
        "start_urls": as_tuple(dict.fromkeys([site.start_url, *examples])),
        "host": python_literal(urlsplit(site.start_url).netloc),
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
        texts[f"{package}/pages/{one.module}.py"] = page_module(package, site, one)
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


def _items(kinds: list[TemplateModule]) -> str:
    classes = "\n\n".join(one.lines() for kind in kinds for one in kind.models)
    head = _filled("items.py", {})
    return (head if "Field(" in classes else head.replace(", Field\n", "\n")) + classes


def _pages_index(package: str, kinds: list[TemplateModule]) -> str:
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


def _readme(package: str, site: SiteDocument, kinds: list[TemplateModule]) -> str:
    rows = [
        f"| {escaped_code(one.template.name)} | {escaped_code(one.page)} |"
        f" {one.template.seen} | {len(one.template.schema.fields)} |"
        + (" a browser |" if one.template.needs_browser else " |")
        for one in kinds
    ]
    return _filled("README.md", {
        "package": package,
        "site": escaped_code(site.start_url.replace("|", "%7C")),
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
