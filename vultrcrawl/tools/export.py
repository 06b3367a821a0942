"""`vultrcrawl export`: an exploration in another form."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vultrcrawl.errors import UsageError
from vultrcrawl.export.database import write_database
from vultrcrawl.report.files import write_json
from vultrcrawl.serve.catalogue import catalogue
from vultrcrawl.serve.openapi import openapi, tools_json
from vultrcrawl.site.loading import load_site, read_text
from vultrcrawl.spiders.arguments import SiteArguments
from vultrcrawl.tools.rows import rows_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from vultrcrawl.site.document import SiteDocument


class ExportArguments(SiteArguments):
    """Arguments of `vultrcrawl export`."""

    db: bool = False
    """Write site.db: SQLite with pages, links, and a table a template."""
    api: bool = False
    """Write openapi.json and tools.json: what `serve` offers, for programs."""
    parquet: bool = False
    """Write parquet/: pages, links, skipped, and a file a template."""
    output: Path | None = None
    """File to write for the database; by default site.db beside site.json."""


def export(arguments: ExportArguments) -> int:
    """Write what is asked for; return 0. Raises UsageError, StorageError."""
    if not (arguments.db or arguments.api or arguments.parquet):
        raise UsageError(
            "nothing to export: say --db for a database, --parquet for tables, "
            "--api for what `serve` offers"
        )
    file = arguments.site
    site = load_site(file)
    if arguments.db:
        _write_database(arguments.output or file.with_name("site.db"), file, site)
    if arguments.parquet:
        _write_parquet(file, site)
    if arguments.api:
        _write_api(file.parent, site)
    return 0


def _rows_beside(file: Path) -> Callable[[str], Iterable[dict[str, Any]]]:
    """Return what gives the rows of a file of the exploration, none if it has none."""

    def rows(name: str) -> Iterable[dict[str, Any]]:
        path = file.parent / name
        return rows_in(path) if name == "pages.jsonl" or path.exists() else ()

    return rows


def _write_database(target: Path, file: Path, site: SiteDocument) -> None:
    templates = [one.raw for one in site.templates]
    counts = write_database(target, templates, _rows_beside(file))
    told = ", ".join(f"{number} {name}" for name, number in counts.items())
    print(f"{target}: {told}")  # noqa: T201 (the answer)


def _is_made_here(file: Path) -> bool:
    """Whether *file* is one that `_write_api` wrote."""
    try:
        data = json.loads(read_text(file))
        made_by = data.get("made_by") or data["info"]["x-made-by"]
        return str(made_by).startswith("vultrcrawl ")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return False


def _write_parquet(file: Path, site: SiteDocument) -> None:
    try:
        from vultrcrawl.export.parquet import write_parquet  # noqa: PLC0415 (an extra)
    except ImportError:
        raise UsageError(
            "--parquet needs pyarrow: pip install 'vultrcrawl[parquet]'"
        ) from None
    folder = file.with_name("parquet")
    templates = [one.raw for one in site.templates]
    for name, number in write_parquet(folder, templates, _rows_beside(file)).items():
        print(f"{folder / name}: {number} rows")  # noqa: T201 (the answer)


def _write_api(folder: Path, site: SiteDocument) -> None:
    tools = catalogue(site)
    for name, data in (
        ("openapi.json", openapi(tools)),
        ("tools.json", tools_json(tools)),
    ):
        if (folder / name).exists() and not _is_made_here(folder / name):
            raise UsageError(
                f"{folder / name} is there, and is none of ours: it is left alone"
            )
        write_json(folder / name, data)
        print(f"{folder / name}: {len(tools.tools)} tools")  # noqa: T201 (the answer)
