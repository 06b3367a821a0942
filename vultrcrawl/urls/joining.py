"""Addresses as pages write them, made absolute."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

from vultrcrawl.urls.short_cache import short_cache

_SCHEME = re.compile(r"\s*([A-Za-z][A-Za-z0-9+.-]*):")
#: Addresses that are kept: readers of a page ask for each of its links some ten times.
_KEPT = 16_384


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


@short_cache(_KEPT)
def absolute(address: str, base: str) -> str:
    """Return *address* relative to *base*; as it is where they can't be joined."""
    address = _slashed(address.strip(), base)
    page, _, fragment = address.partition("#")
    # Documents have many links to places of few pages. Of other characters, and spaces,
    # `urljoin` takes some away.
    if not fragment or " " in page or not address.isprintable():
        return _joined(address, base)
    if not page:
        return f"{_joined('#-', base).removesuffix('#-')}#{fragment}"
    return f"{_joined(page, base)}#{fragment}"


@short_cache(_KEPT)
def _joined(address: str, base: str) -> str:
    try:
        return urljoin(base, address)
    except ValueError:  # such as an unclosed bracket in the host
        return address


def absolute_http(address: str, base: str) -> str | None:
    """Return *address* relative to *base*; None where that is no http(s) URL."""
    found = absolute(address, base)
    try:
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
