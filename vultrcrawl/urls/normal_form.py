"""URLs in normal form: spellings of one address become one, two pages never do.

The form is what a browser would ask for (https://url.spec.whatwg.org/), with the
normalisation of percent-encoding that RFC 3986, 6.2.2, says keeps the meaning:

- host in lower case, international names in punycode, IPv4 as four numbers; default
  ports dropped;
- dot segments resolved, backslashes in the path read as slashes, tabs and newlines
  dropped;
- ``%7e`` is ``~`` (unreserved characters decoded), ``%c3`` is ``%C3``, and a character
  that RFC 3986 does not allow in its place is encoded as UTF-8; a ``%`` of no escape
  stays, as in browsers, and beside it nothing is decoded that could make it one;
- no fragment (the server never sees it), and no user name or password: they choose no
  page and must not get into feeds and logs. An empty query is none, as Scrapy sends it.

Scripts of a page may take its fragment for a path: ``#/item/7`` and ``#!item/7`` are
routes, and pages of their own where scripts run; `normalize_routed` keeps them, in the
same normal form. The empty route (``#/``, ``#!``) is the page without one, as
all common routers have it.

Kept, because servers may tell pages apart by them: the case of paths, a trailing slash,
empty path segments, blank parameters and the order of parameters. (Sorting them is safe
on most sites, but signed URLs and frameworks that bind repeated parameters answer
differently; parameters that change nothing are learned from content by `traps`.)
"""

from __future__ import annotations

import re
from typing import NamedTuple

from vultrcrawl.urls.hosts import normal_host
from vultrcrawl.urls.short_cache import short_cache

MAX_LENGTH = 2083
"""Longest URL that is asked for, in characters; the oldest limit that sites rely on."""

_DEFAULT_PORTS = {"http": 80, "https": 443}

# What RFC 3986 lets stand in a path and a query. The URL standard adds ' to what is
# encoded in a query, and leaves some of []|^`{}\ raw, which Scrapy encodes on sending.
_PATH = r"A-Za-z0-9\-._~!$&'()*+,;=:@/"
_QUERY = r"A-Za-z0-9\-._~!$&()*+,;=:@/?"

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*):")
_STRIP = "".join(map(chr, range(0x21)))
_NEWLINES = str.maketrans("", "", "\t\n\r")
_PATH_WORK = re.compile(rf"%[0-9A-Fa-f]{{2}}|[^{_PATH}]", re.DOTALL)
_QUERY_WORK = re.compile(rf"%[0-9A-Fa-f]{{2}}|[^{_QUERY}]", re.DOTALL)
_STRAY = re.compile(r"%(?![0-9A-Fa-f]{2})")
_UNRESERVED = frozenset(
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
)


class _Base(NamedTuple):
    """What links are resolved against."""

    scheme: str
    origin: str
    """``https://host:port``"""
    folder: str
    """The path of the page's folder."""
    path: str
    """The path of the page."""
    url: str
    """The page in normal form."""


def normalize(url: str, base: str = "") -> str | None:
    """Return *url*, resolved against *base*, in normal form; None if not http(s).

    Idempotent, and a fixed point of `w3lib.url.safe_url_string`, so that Scrapy's
    ``request.url`` is the very string. About 2 µs. No limit on length (see
    `MAX_LENGTH`).
    """
    return _parse(url, _base(base) if base else None)


def normalize_routed(url: str, base: str = "") -> str | None:
    """Return what `normalize` does, and the route after it if *url* has one."""
    normal = normalize(url, base)
    if normal is None or "#" not in url:
        return normal
    return normal + _route(url.partition("#")[2])


def normalize_named(href: str, base: str) -> str | None:
    """Return the page at *base* with *href*, `#` and a name, as its route."""
    normal = normalize(base)
    name = _encoded(href[1:].strip(_STRIP).translate(_NEWLINES), _QUERY_WORK)
    return f"{normal}#{name}" if normal is not None and name else normal


def split_query(url: str) -> tuple[str, str]:
    """Return *url*, which is in normal form, up to its query, and the query.

    That is the query of the route where there is one: ``http://a/?b#/c?d`` is
    ``http://a/?b#/c`` and ``d``.
    """
    page, mark, route = url.partition("#")
    if not mark:
        path, _, query = url.partition("?")
        return path, query
    path, _, query = route.partition("?")
    return f"{page}#{path}", query


def origin(url: str) -> str:
    """Return ``scheme://host[:port]`` of *url*, which is in normal form."""
    end = url.find("/", 8)
    return url if end < 0 else url[:end]


@short_cache(256)
def _base(base: str) -> _Base | None:
    url = _parse(base, None)
    if url is None:
        return None
    site = origin(url)
    path = url[len(site) :].partition("?")[0]
    folder = path[: path.rindex("/") + 1]
    return _Base(url[: url.index(":")], site, folder, path, url)


def _parse(url: str, base: _Base | None) -> str | None:
    """Parse by the URL standard's rules for special schemes, then normalise."""
    text = url.strip(_STRIP).partition("#")[0]
    if not text.isprintable():
        text = text.translate(_NEWLINES)
    scheme = base.scheme if base is not None else ""
    found = _SCHEME.match(text)
    if found is not None:
        scheme = found[1].lower()
        if scheme not in _DEFAULT_PORTS:
            return None
        text = text[found.end() :]
    rest, mark, query = text.partition("?")
    if "\\" in rest:
        rest = rest.replace("\\", "/")
    if found is not None and (base is None or scheme != base.scheme):
        rest = "//" + rest.lstrip("/")  # browsers read http:/x and http:x so
    if rest.startswith("//") and scheme:
        authority, slash, path = rest.lstrip("/").partition("/")
        site = _authority(scheme, authority)
        return None if site is None else _build(site, slash + path, query)
    if base is None:
        return None
    if rest.startswith("/"):
        return _build(base.origin, rest, query)
    if rest:
        return _build(base.origin, base.folder + rest, query)
    return _build(base.origin, base.path, query) if mark else base.url


@short_cache(1_024)
def _authority(scheme: str, authority: str) -> str | None:
    """Return ``scheme://host[:port]`` without user name; None if it names no host."""
    authority = authority.rpartition("@")[2]
    close = authority.rfind("]")
    raw, colon, port = authority[close + 1 :].partition(":")
    host = normal_host(authority[: close + 1] + raw)
    if host is None:
        return None
    if not colon or not port:
        return f"{scheme}://{host}"
    if not (port.isascii() and port.isdigit()):
        return None
    number = int(port) if len(port) <= 64 else 65536
    if number > 65535:
        return None
    if number == _DEFAULT_PORTS[scheme]:
        return f"{scheme}://{host}"
    return f"{scheme}://{host}:{number}"


@short_cache(8_192)  # most links of a site stand on many of its pages
def _build(site: str, path: str, query: str) -> str:
    path = _encoded(path, _PATH_WORK)
    if "/." in path:
        path = _resolve_dots(path)
    page = site + (path or "/")
    return f"{page}?{_encoded(query, _QUERY_WORK)}" if query else page


def _resolve_dots(path: str) -> str:
    """Resolve ``.`` and ``..`` in an absolute *path*; empty segments count too."""
    kept: list[str] = []
    segments = path.split("/")[1:]
    for segment in segments:
        if segment == "..":
            if kept:
                kept.pop()
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in {".", ".."}:
        kept.append("")
    return "/" + "/".join(kept)


def _route(fragment: str) -> str:
    """Return *fragment*, of a URL, as a route with its mark; empty if it is none."""
    text = fragment.rstrip(_STRIP).translate(_NEWLINES).partition("#")[0]
    bang = "!" if text.startswith("!") else ""
    path, _, query = text.removeprefix(bang).partition("?")
    slash = path.startswith("/")
    if not (bang or slash):
        return ""
    path = _encoded(path, _PATH_WORK)
    if "/." in path:
        path = path if slash else f"/{path}"
        path = _resolve_dots(path)
    query = _encoded(query, _QUERY_WORK)
    if path in {"", "/"} and not query:
        return ""
    return f"#{bang}{path}?{query}" if query else f"#{bang}{path}"


def _encoded(text: str, work: re.Pattern[str]) -> str:
    """Return *text*, a path or query, in normal form."""
    if not work.search(text):
        return text
    return work.sub(_encode_beside_stray if _STRAY.search(text) else _encode, text)


def _encode_beside_stray(match: re.Match[str]) -> str:
    return match[0].upper() if match[0][0] == "%" else _encode(match)


def _encode(match: re.Match[str]) -> str:
    text = match[0]
    if len(text) == 3:
        byte = int(text[1:], 16)
        return chr(byte) if byte in _UNRESERVED else text.upper()
    if "\ud800" <= text <= "\udfff":  # half a character: U+FFFD by the URL standard
        return "%EF%BF%BD"
    return "".join(f"%{byte:02X}" for byte in text.encode())
