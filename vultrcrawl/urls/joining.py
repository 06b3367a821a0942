"""Addresses as pages write them, made absolute."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit


def absolute(address: str, base: str) -> str:
    """Return *address* relative to *base*; as it is where they can't be joined."""
    address = address.strip()
    try:
        return urljoin(base, address)
    except ValueError:  # such as an unclosed bracket in the host
        return address


def absolute_http(address: str, base: str) -> str | None:
    """Return *address* relative to *base*; None where that is no http(s) URL."""
    try:
        found = urljoin(base, address.strip())
        parts = urlsplit(found)
    except ValueError:
        return None
    return found if parts.scheme in ("http", "https") and parts.hostname else None


def is_base(url: str, href: str) -> bool:
    """Tell whether links of the page at *url* may be relative to *href*.

    They are relative to the page where that is a script, data, or no URL (HTML, section
    4.2.3).
    """
    try:
        parts = urlsplit(urljoin(url, href))
        _ = parts.port
    except ValueError:  # a host or port that can't be
        return False
    return parts.scheme not in ("data", "javascript")
