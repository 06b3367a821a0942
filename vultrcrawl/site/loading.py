"""Site documents and lists of URLs from files, which may hold anything at all."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from vultrcrawl.errors import UsageError
from vultrcrawl.site.checks import site_fault
from vultrcrawl.site.document import SiteDocument, read_site

if TYPE_CHECKING:
    from collections.abc import Callable

    from vultrcrawl.site.overrides import Overrides

#: Largest file that is read, in bytes: twenty times the document of 50,000 pages.
_MAX_BYTES = 100_000_000


def load_site(path: str | Path) -> SiteDocument:
    """Read the site document at *path*.

    Raises UsageError, in one line, if it isn't there, was cut, is not such a document
    or was written by a later version.
    """
    path = Path(path)
    text = read_text(path, _where)
    try:
        data = json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{path} is no complete JSON: {error}") from error
    if (fault := site_fault(data)) is not None:
        raise UsageError(f"{path} is no site document: {fault}")
    return read_site(data)


def load_overrides(file: Path | None, site: SiteDocument) -> Overrides | None:
    """Run *file*, code that its user trusts: page objects for *site*.

    None if there is no file. Raises UsageError, in one line.
    """
    if file is None:
        return None
    read_text(file)
    try:
        from vultrcrawl.site.overrides import Overrides  # noqa: PLC0415 (an extra)
    except ImportError as error:
        name = (error.name or "more").partition(".")[0].replace("_", "-")
        raise UsageError(
            f"{file} needs {name}: pip install 'vultrcrawl[overrides]'"
        ) from error
    return Overrides(file, site)


def _where() -> str:
    """Return what to give for a site document that is not there."""
    explored = sorted(Path("output").glob("*/site.json"))
    example = explored[0] if explored else "output/shop.example/site.json"
    return f"give site.json of an exploration, or its folder, such as {example}"


def read_text(path: Path, hint: Callable[[], str] | None = None) -> str:
    """Return the text of a file that a user named, without the mark at its beginning.

    Editors of Windows write one. RFC 8259 (8.1) lets readers of JSON pass it over.
    Raises UsageError, in one line, with a *hint* of what to give if no file is there.
    """
    try:
        if not path.is_file():  # a pipe or a device may never end
            what = "is no file" if path.exists() else "does not exist"
            where = "" if path.is_absolute() else f" in {Path.cwd()}"
            raise UsageError(
                f"{path} {what}{where}" + (f": {hint()}" if hint is not None else "")
            )
        with path.open("rb") as file:
            found = file.read(_MAX_BYTES + 1)
    except OSError as error:
        raise UsageError(f"{path} can't be read: {error.strerror}") from error
    if len(found) > _MAX_BYTES:
        raise UsageError(f"{path} is larger than {_MAX_BYTES:,} bytes")
    try:
        return found.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is no UTF-8 text") from error


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is no number of JSON")
