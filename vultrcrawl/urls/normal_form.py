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
from functools import lru_cache
from typing import NamedTuple

from vultrcrawl.urls.hosts import normal_host

MAX_LENGTH = 2083
"""Longest URL that is asked for, in characters; the oldest limit that sites rely on."""

_DEFAULT_PORTS = {"http": 80, "https": 443}

# What RFC 3986 lets stand in a path and a query. The URL standard adds ' to what is
# encoded in a query, and leaves some of []|^`{}\ raw, which Scrapy encodes on sending.
_PATH = r"A-Za-z0-9\-._~!$&'()*+,;=:@/"
_QUERY = r"A-Za-z0-9\-._~!$&()*+,;=:@/?"
# An escape in normal form: upper case, and not of an unreserved character.
_ESCAPE = r"%(?:[01][0-9A-F]|2[0-9ABCF]|3[A-F]|40|5[BCDE]|60|7[BCDF]|[89A-F][0-9A-F])"


def _run(chars: str) -> str:
    return rf"[{chars}]*(?:{_ESCAPE}[{chars}]*)*"


_TAIL = rf"(?:\?({_run(_QUERY)}))?(?:#.*)?"
_NO_DOTS = r"(?![^?#]*/\.)"
# The fast paths: links that need no work, or only joining. Each accepts a part of what
# `_parse` accepts and gives the same answer; whatever they don't match goes there.
_ABSOLUTE = re.compile(
    r"(https?://(?:(?!xn--)[a-z0-9_-]{1,63}\.)*(?!xn--)[a-z][a-z0-9-]{0,62}"
    r"(?::(?:[1-9][0-9]{3}|[1-5][0-9]{4}))?"
    rf"{_NO_DOTS}/{_run(_PATH)}){_TAIL}",
    re.DOTALL,
)
_ROOTED = re.compile(rf"(/(?!/){_NO_DOTS}(?!\.){_run(_PATH)}){_TAIL}", re.DOTALL)
_RELATIVE = re.compile(
    rf"((?:\.\./)*)((?![./]){_NO_DOTS}{_run(_PATH.replace(':', ''))}){_TAIL}",
    re.DOTALL,
)

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
    folders: tuple[str, ...]
    """The page's folder, its parent, ... up to the root, each absolute with ``/``."""
    page: str
    """The page without its query."""
    url: str
    """The page in normal form."""


def normalize(url: str, base: str = "") -> str | None:
    """Return *url*, resolved against *base*, in normal form; None if not http(s).

    Idempotent, and a fixed point of `w3lib.url.safe_url_string`, so that Scrapy's
    ``request.url`` is the very string. About 1 µs for an absolute URL that is normal
    already and 2 µs for a plain relative link. No limit on length (see `MAX_LENGTH`).
    """
    if url.startswith("http"):
        match = _ABSOLUTE.fullmatch(url)
        # Below 253 characters no host can be too long.
        if match is not None and len(url) <= 253:
            if "#" not in url and url[-1] != "?":
                return url
            page, query = match.groups()
            return f"{page}?{query}" if query else str(page)
    elif base:
        resolved = _base(base)
        if resolved is not None:
            if url.startswith("/"):
                match = _ROOTED.fullmatch(url)
                if match is not None:
                    path, query = match.groups()
                    page = resolved.origin + path
                    return f"{page}?{query}" if query else page
            elif url.startswith("#"):
                return resolved.url
            else:
                match = _RELATIVE.fullmatch(url)
                if match is not None and (match.end(2) or url.startswith("?")):
                    return _join(resolved, match)
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


def _join(base: _Base, match: re.Match[str]) -> str:
    ups, path, query = match.groups()
    if ups or path:
        folders = base.folders
        page = folders[min(len(ups) // 3, len(folders) - 1)] + path
    else:
        page = base.page
    return f"{page}?{query}" if query else page


@lru_cache(maxsize=256)
def _base(base: str) -> _Base | None:
    url = _parse(base, None)
    if url is None:
        return None
    page = url.partition("?")[0]
    root = page.index("/", 8)
    folders: list[str] = []
    end = page.rindex("/")
    while end > root:
        folders.append(page[: end + 1])
        end = page.rindex("/", 0, end)
    folders.append(page[: root + 1])
    return _Base(page[: page.index(":")], page[:root], tuple(folders), page, url)


def _parse(url: str, base: _Base | None) -> str | None:
    """Parse by the URL standard's rules for special schemes, then normalise."""
    text = url.strip(_STRIP).translate(_NEWLINES).partition("#")[0]
    scheme = base.scheme if base is not None else ""
    found = _SCHEME.match(text)
    if found is not None:
        scheme = found[1].lower()
        if scheme not in _DEFAULT_PORTS:
            return None
        text = text[found.end() :]
    rest, _, query = text.partition("?")
    rest = rest.replace("\\", "/")
    if found is not None and (base is None or scheme != base.scheme):
        rest = "//" + rest.lstrip("/")  # browsers read http:/x and http:x so
    if rest.startswith("//") and scheme:
        authority, slash, path = rest.lstrip("/").partition("/")
        site = _authority(scheme, authority)
        return None if site is None else _build(site, slash + path, query)
    return (
        None if base is None else _resolve(base, rest, query if "?" in text else None)
    )


def _resolve(base: _Base, rest: str, query: str | None) -> str:
    """Resolve a relative link, split at its ``?``, which without one has no query."""
    if not rest.startswith("/"):
        if rest:
            rest = base.folders[0][len(base.origin) :] + rest
        elif query is None:
            return base.url
        else:
            rest = base.page[len(base.origin) :]
    return _build(base.origin, rest, query or "")


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


def _build(site: str, path: str, query: str) -> str:
    path = _encoded(path, _PATH_WORK)
    if "/." in path:
        path = _resolve_dots(path)
    query = _encoded(query, _QUERY_WORK)
    page = site + (path or "/")
    return f"{page}?{query}" if query else page


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
