"""Addresses as pages write them, made absolute."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import urljoin, urlsplit

#: An address with nothing in it that joining would change, if it has no step `.` or
#: `..`: absolute, from the root of the host, or from the folder of the page.
_ABSOLUTE = re.compile(r"https?://[A-Za-z0-9.-]+(?::\d+)?(?:/[\w.~/%+@-]*)?", re.ASCII)
_PLAIN = re.compile(
    r"(?:/(?!/)[\w.~/%+@-]*|\w[\w.~%+@-]*(?:/[\w.~%+@-]+)*/?)"
    r"(?:\?[\w.~/%+=&-]+)?(?:#[\w.~/%+=&-]+)?",
    re.ASCII,
)
_SCHEME = re.compile(r"\s*([A-Za-z][A-Za-z0-9+.-]*):")
_FRAGMENT = re.compile(r"#[\w.~/%+=&-]+", re.ASCII)
#: Bases that are kept, with what stands before an address joined to them.
_KEPT = 1_024


@lru_cache(maxsize=_KEPT)
def _before(base: str) -> tuple[str, str, str] | None:
    """Return what precedes a path from the root, one from the folder, a fragment.

    None for a base that is no plain address of the web. Raises ValueError.
    """
    parts = urlsplit(base)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        return None
    return (
        urljoin(base, "/x")[:-1].removesuffix("/"),
        urljoin(base, "x")[:-1],
        urljoin(base, "#x")[:-2],
    )


def joined(base: str, address: str) -> str:
    """Return what `urljoin(base, address)` does, sooner. Raises ValueError likewise."""
    if _ABSOLUTE.fullmatch(address):
        # It says what scheme it has, and so is that of the base or stays as it is.
        return address if _before(base) is not None else urljoin(base, address)
    before = _before(base)
    if before is not None and "/." not in address:
        root, folder, page = before
        if _PLAIN.fullmatch(address):
            return (root if address[0] == "/" else folder) + address
        if _FRAGMENT.fullmatch(address):
            return page + address
    return urljoin(base, address)


def _slashed(address: str, base: str) -> str:
    """Return *address* with slashes for the backslashes of its path, as browsers do.

    Only addresses of the web have such a path (URL standard, "special" schemes).
    """
    if "\\" not in address:
        return address
    scheme = _SCHEME.match(address) or _SCHEME.match(base)
    if scheme is None or scheme[1].lower() not in ("http", "https"):
        return address
    end = min(len(address.partition(mark)[0]) for mark in "?#")
    return address[:end].replace("\\", "/") + address[end:]


def absolute(address: str, base: str) -> str:
    """Return *address* relative to *base*; as it is where they can't be joined."""
    address = _slashed(address.strip(), base)
    try:
        return joined(base, address)
    except ValueError:  # such as an unclosed bracket in the host
        return address


def absolute_http(address: str, base: str) -> str | None:
    """Return *address* relative to *base*; None where that is no http(s) URL."""
    try:
        found = joined(base, _slashed(address.strip(), base))
        parts = urlsplit(found)
    except ValueError:
        return None
    return found if parts.scheme in ("http", "https") and parts.hostname else None


def is_base(url: str, href: str) -> bool:
    """Tell whether links of the page at *url* may be relative to *href*.

    They are relative to the page where that is a script, data, or no URL (HTML, section
    4.2.3). So they are here where it is none of the web, such as `about:blank`, with
    which links are dead in browsers, and none would be found.
    """
    try:
        parts = urlsplit(absolute(href, url))
        _ = parts.port
    except ValueError:  # a host or port that can't be
        return False
    return parts.scheme in ("http", "https")
