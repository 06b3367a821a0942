"""Names of files made of addresses: safe anywhere, stable, each used once."""

from __future__ import annotations

import re
import unicodedata
from hashlib import blake2b
from urllib.parse import unquote, urlsplit

#: What a name may hold besides letters and digits of any script.
_OTHER = re.compile(r"[^\w.~-]+")
#: Bytes of one name, and names inside each other, at most.
_LONGEST, _DEEPEST = 100, 12
#: Names that mean a device on Windows.
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)


def url_digest(text: str, digits: int = 8) -> str:
    """Return so many hexadecimal digits that stand for *text*."""
    hashed = blake2b(text.encode("utf-8", "replace"), digest_size=16).hexdigest()
    return hashed[:digits]


def file_name(url: str) -> str:
    """Return the path of the file for the page at *url*, without an extension.

    What a name can't hold is replaced, and then digits of the address make it one of
    its own: a query, the route of an application, signs that some systems don't allow.
    """
    parts = urlsplit(url)
    path = parts.path + (f"/{parts.fragment}" if parts.fragment else "")
    given = [unquote(one) for one in path.split("/")[1:]]
    leaf = given.pop() if given else ""
    folders = [_safe(one).removesuffix(".md") for one in given][:_DEEPEST]
    name = _safe(leaf) if leaf else "index"
    kept = [*given, leaf] == [*folders, name if leaf else ""]
    if leaf == "index" or parts.query or parts.fragment or not kept:
        name = f"{name}-{url_digest(url)}"
    return "/".join([*filter(None, folders), name])


def file_names(urls: list[str]) -> dict[str, str]:
    """Return the path for each of *urls*; no two are the same, in any case."""
    taken: dict[str, str] = {}
    found: dict[str, str] = {}
    for url in sorted(urls):
        name = file_name(url)
        if name.casefold() in taken:
            name = f"{name}-{url_digest(url)}"
        taken[name.casefold()] = url
        found[url] = name
    return found


def _safe(text: str) -> str:
    """Return *text* as the name of a file or folder; ``_`` if nothing is left of it."""
    plain = _OTHER.sub("-", unicodedata.normalize("NFC", text)).strip("-. ")
    cut = plain.encode()[:_LONGEST].decode("utf-8", "ignore").rstrip("-. ")
    if not cut or _DEVICES.fullmatch(cut):
        return f"_{cut}"
    return cut
