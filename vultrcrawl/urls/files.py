"""URLs of files that are no pages, by their names."""

from __future__ import annotations

import mimetypes
from functools import lru_cache
from typing import Final

from vultrcrawl.urls.normal_form import split_query

_KINDS: Final = ("image/", "audio/", "video/", "font/")
#: Packed files, programs and parts of pages; documents that people read are none.
_TYPES: Final = frozenset((
    "application/gzip", "application/java-archive", "application/javascript",
    "application/octet-stream", "application/vnd.android.package-archive",
    "application/vnd.rar", "application/x-7z-compressed", "application/x-bzip2",
    "application/x-rar-compressed", "application/x-sh", "application/x-tar",
    "application/zip", "text/css", "text/javascript",
))  # fmt: skip
#: Python's own table of name endings, and not that of the machine it runs on.
_ENDINGS = mimetypes.MimeTypes()


def is_media(content_type: str | None) -> bool:
    """Tell whether *content_type* is of something that is no page."""
    return content_type is not None and (
        content_type.startswith(_KINDS) or content_type in _TYPES
    )


def is_file(url: str) -> bool:
    """Tell whether *url*, in normal form, names an image, a sound or an archive.

    ``/wiki/File:Map.png`` is the page about a file. About 1 µs.
    """
    name = split_query(url)[0].rpartition("/")[2]
    dot = name.rfind(".")
    return 0 < dot < len(name) - 1 and ":" not in name and _ends(name[dot:].lower())


@lru_cache(maxsize=1_024)
def _ends(ending: str) -> bool:
    kind, encoding = _ENDINGS.guess_type(f"x{ending}", strict=False)
    return encoding is not None or is_media(kind)
