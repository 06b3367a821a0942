"""What a URL says about its page: words, numbers, dates, shape; no host names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import parse_qsl, unquote, urlsplit

from vultrcrawl.tables import json_table
from vultrcrawl.urls.extensions import extension, without_extension
from vultrcrawl.urls.tracking import is_tracking

_ROUTE = re.compile(r"/|!.")
_WORD = re.compile(r"[^\W\d_]+")
_DATE = re.compile(
    r"/(?:19|20)\d\d[/-]?(?:[01]?\d|[a-z]{3})(?:[/-]|$)|/(?:19|20)\d{6}\D"
)
_WORDS = json_table("vultrcrawl.urls", "words.json")
#: Languages and countries that sites keep a section for. Other pairs of letters that
#: ISO 639-1 or 3166 know (`tv`, `my`, `id`, `qa`) are mostly something else in a path.
_LOCALE = re.compile(
    rf"(?:{'|'.join(_WORDS['regions'])})(?:[-_][a-z]{{2,4}})?"
    rf"|{'|'.join(_WORDS['languages'])}"
)
_INDEX_FILE = re.compile(
    r"(?:index|default|home|start)(?:\.(?:html?|php\d?|aspx?|jsp|shtml|cgi))?",
    re.IGNORECASE,
)
#: Words that name the part of a site that a host serves, whoever's host it is.
HOST_KINDS = {
    kind: re.compile("|".join(words)) for kind, words in _WORDS["host_kinds"].items()
}


def is_index_file(name: str) -> bool:
    """Whether *name*, the last part of a path, is that of a folder's own page."""
    return bool(_INDEX_FILE.fullmatch(name))


def is_locale(segment: str) -> bool:
    """Whether *segment* of a path, in lower case, names a language or country."""
    return bool(_LOCALE.fullmatch(segment))


@dataclass(frozen=True)
class ParsedUrl:
    """The parts of *url* that say what its page is. Never raises on a broken URL."""

    url: str

    @cached_property
    def _split(self) -> tuple[str, str, str]:
        try:
            parts = urlsplit(self.url)
            host = (parts.hostname or "").lower()
        except ValueError:
            return "", "", ""
        if _ROUTE.match(parts.fragment):  # it goes on where the path ends
            route, _, query = parts.fragment.lstrip("!/").partition("?")
            path = f"{parts.path.rstrip('/')}/{route}"
            return host, path, "&".join(filter(None, (parts.query, query)))
        return host, parts.path, parts.query

    @property
    def path(self) -> str:
        """The path as it stands, with the route of the page's scripts if any."""
        return self._split[1]

    @cached_property
    def segments(self) -> tuple[str, ...]:
        """Path segments in lower case, decoded, empty ones left out."""
        return tuple(part for part in unquote(self.path).lower().split("/") if part)

    @cached_property
    def query(self) -> tuple[tuple[str, str], ...]:
        """Parameters and their values, those of visitor tracking left out."""
        return tuple(
            (name.lower(), value)
            for name, value in parse_qsl(self._split[2], keep_blank_values=True)
            if not is_tracking(name.lower())
        )

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Words of path and parameter names, lower case, in order."""
        path = " ".join((*self.segments, *(name for name, _ in self.query)))
        return tuple(_WORD.findall(path))

    @cached_property
    def content_segments(self) -> tuple[str, ...]:
        """Segments without a leading locale and a trailing index file."""
        rest = list(self.segments)
        while (
            rest and _LOCALE.fullmatch(rest[0]) and len(self.segments) - len(rest) < 2
        ):
            rest.pop(0)
        if rest and _INDEX_FILE.fullmatch(rest[-1]):
            rest.pop()
        return tuple(rest)

    @property
    def is_root(self) -> bool:
        """Whether this is the root of the host, written in any of the usual ways."""
        if self.query:
            return False
        return not self.segments or (
            len(self.segments) == 1 and bool(_INDEX_FILE.fullmatch(self.segments[0]))
        )

    @property
    def is_locale_root(self) -> bool:
        """Whether nothing but a language or country stands in the path."""
        return not self.content_segments and not self.query and not self.is_root

    @property
    def has_date(self) -> bool:
        """Whether the path holds a year and month."""
        return bool(_DATE.search(self.path.lower()))

    @cached_property
    def last(self) -> str:
        """The last content segment without its extension; empty at a root."""
        if not self.content_segments:
            return ""
        return without_extension(self.content_segments[-1])

    @cached_property
    def extension(self) -> str:
        """File extension in lower case without its dot; empty without one."""
        return extension(self.segments[-1])[1:] if self.segments else ""

    @cached_property
    def host_kinds(self) -> tuple[str, ...]:
        """Names from `HOST_KINDS` that a label of the host, not the suffix, fits."""
        labels = [part for part in self._split[0].split(".")[:-1] if part != "www"]
        return tuple(
            kind
            for kind, pattern in HOST_KINDS.items()
            if any(pattern.fullmatch(label) for label in labels)
        )
