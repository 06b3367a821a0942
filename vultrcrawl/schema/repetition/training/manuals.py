"""Collect the annotated pages of manuals from unpacked Debian packages.

    apt-get download PACKAGE ... && dpkg-deb -x PACKAGE.deb FOLDER/PACKAGE
    python -m vultrcrawl.schema.repetition.training.manuals FOLDER DATA

Packages are those of ``annotations.jsonl``: ``http://PACKAGE.example/PATH`` is the page
whose path in the package ends in PATH. Writes ``DATA/manuals/pages.jsonl.gz``.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

from vultrcrawl.schema.repetition.training.pages import ANNOTATIONS, MANUALS

_HOST = ".example"


def main() -> None:
    """Write the pages that are found, and name the packages that have none."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("data", type=Path)
    options = parser.parse_args()
    pages: list[dict[str, str]] = []
    missing: set[str] = set()
    for line in ANNOTATIONS.read_text(encoding="utf-8").splitlines():
        url = json.loads(line)["url"]
        parts = urlsplit(url)
        if not parts.netloc.endswith(_HOST):
            continue
        package = parts.netloc.removesuffix(_HOST)
        file = _file(options.folder / package, unquote(parts.path).lstrip("/"))
        if file is None:
            missing.add(package)
        else:
            html = file.read_bytes().decode("utf-8", "replace")
            pages.append({"url": url, "domain": package, "html": html})
    target = options.data / MANUALS[0]
    target.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(target, "wt", encoding="utf-8") as out:
        out.writelines(json.dumps(page) + "\n" for page in pages)
    sys.stdout.write(f"{len(pages)} pages; not found: {sorted(missing) or 'none'}\n")


def _file(folder: Path, path: str) -> Path | None:
    """Return the file below *folder* whose path ends in *path*, the shortest one."""
    found = [
        one
        for one in folder.rglob(Path(path).name)
        if one.is_file() and one.as_posix().endswith(f"/{path}")
    ]
    return min(found, key=lambda one: (len(one.parts), one), default=None)


if __name__ == "__main__":
    main()
