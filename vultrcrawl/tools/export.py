"""`vultrcrawl export`: an exploration in another form."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from vultrcrawl.errors import UsageError
from vultrcrawl.export.database import write_database
from vultrcrawl.site.loading import load_site
from vultrcrawl.spiders.arguments import Arguments
from vultrcrawl.tools.places import rows_in, site_file

if TYPE_CHECKING:
    from collections.abc import Iterable


class ExportArguments(Arguments):
    """Arguments of `vultrcrawl export`."""

    site: Path
    """Folder of an exploration, or its site.json."""
    db: bool = False
    """Write site.db: SQLite with pages, links, and a table a template."""
    output: Path | None = None
    """File to write; by default site.db beside site.json."""


def export(arguments: ExportArguments) -> int:
    """Write what is asked for; return 0. Raises UsageError, StorageError."""
    if not arguments.db:
        raise UsageError("nothing to export: say --db for a database")
    file = site_file(arguments.site)
    site = load_site(file)

    def rows(name: str) -> Iterable[dict[str, Any]]:
        path = file.parent / name
        return rows_in(path) if name == "pages.jsonl" or path.exists() else ()

    target = arguments.output or file.with_name("site.db")
    counts = write_database(target, [one.raw for one in site.templates], rows)
    told = ", ".join(f"{number} {name}" for name, number in counts.items())
    print(f"{target}: {told}")  # noqa: T201 (the answer)
    return 0
