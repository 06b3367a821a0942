"""Formats words, numbers and URLs for the report."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from vultrcrawl.tables import json_table
from vultrcrawl.urls.shapes import with_any_value

#: Sentences for words of site.json: reasons of skipped URLs, kinds of locators ...
WORDS: dict[str, dict[str, str]] = json_table("vultrcrawl.report", "words.json")
#: Characters of a value that are shown, and of it in its tooltip.
_SHOWN, _FULL = 160, 300
#: Longest address that is a link; browsers and servers refuse longer ones.
_ADDRESS = 2_083
# Control characters, and marks that show nothing or turn text around: an address that
# reads as another one, a name that reads as `.exe` backwards.
_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\ufff0-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e0fff]"
)
_SPACES = re.compile(r"[ \t\r\n\f]+")
_MINUTE, _HOUR = 60, 3_600


@dataclass(frozen=True, slots=True)
class Shown:
    """A text as it is shown."""

    text: str
    """Printable, on one line, at most 160 characters or as many as were asked for."""
    full: str = ""
    """More of it, at most 300 characters; empty if *text* is all."""

    def __bool__(self) -> bool:
        return bool(self.text)


@dataclass(frozen=True, slots=True)
class ShownUrl:
    """A URL as it is shown."""

    shown: Shown
    href: str = ""
    """What to link to; empty if that is no http(s) URL."""


def printable(value: str) -> str:
    r"""Return *value* with characters that show nothing spelled out, such as `\x1b`."""
    return _UNSEEN.sub(lambda match: ascii(match[0])[1:-1], value)


def shown(value: object, limit: int = _SHOWN) -> Shown:
    """Return *value* on one line, cut to *limit* characters; None is empty.

    What is not text is told as JSON.
    """
    raw = "" if value is None else value if isinstance(value, str) else as_json(value)
    # A text of a megabyte is cut first: no more than this is looked at.
    more = len(raw) > _FULL
    line = printable(_SPACES.sub(" ", raw[:_FULL]).strip())[:_FULL]
    if len(line) <= limit and not more:
        return Shown(line)
    return Shown(line[: limit - 1].rstrip() + "…", line + ("…" if more else ""))


def as_json(value: object, indent: int | None = None) -> str:
    """Return *value* as JSON, text as it is."""
    return json.dumps(value, ensure_ascii=False, indent=indent, default=str)


def block(value: object, limit: int) -> str:
    """Return *value* as indented JSON of at most *limit* characters, lines kept."""
    text = as_json(value, indent=2)
    lines = "\n".join(map(printable, text[:limit].split("\n")))[:limit]
    return lines if len(text) <= limit else f"{lines}\n… the rest is in site.json"


def shown_url(url: str, site: str, limit: int = _SHOWN) -> ShownUrl:
    """Return *url* as a link; without scheme and host if these are those of *site*.

    What is no http(s) URL is shown, and not linked.
    """
    href = url if len(url) <= _ADDRESS and _is_web(url) else ""
    own = field_origin(site)
    if href and own and url.startswith(own + "/"):
        return ShownUrl(shown(url[len(own) :], limit), href)
    return ShownUrl(shown(url, limit), href)


def own_part(url: str, site: str) -> Shown:
    """Return a URL template without scheme and host if these are those of *site*."""
    own = field_origin(site)
    if own and url.startswith(own + "/"):
        return Shown(shown(url[len(own) :]).text, shown(url, _FULL).text)
    return shown(url)


def shape_shown(url_shape: str) -> Shown:
    """Return the shape of URLs, with ``{*}`` where a parameter has any value."""
    return shown(with_any_value(url_shape, "{*}"))


def field_origin(url: str) -> str:
    """Return scheme and host of an http(s) URL; else nothing."""
    if not _is_web(url):
        return ""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _is_web(url: str) -> bool:
    if _UNSEEN.search(url) or " " in url or "\\" in url:
        return False  # browsers read these as something else than we do
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return url.lower().startswith(("http://", "https://")) and bool(parts.hostname)


def figure(value: float | None, unknown: str = "?") -> str:
    """Return a count with its thousands apart, or another number to three places."""
    if value is None:
        return unknown
    if value == int(value):
        return f"{int(value):,}"
    return f"{value:,.3f}".rstrip("0").rstrip(".")


def plural(value: float, one: str) -> str:
    """Return `1 page`, or `2 pages`."""
    return f"{figure(value)} {one if value == 1 else one + 's'}"


def percent(share: float | None) -> str:
    """Return a share as a whole percentage; 99.9 % is not told as all, nor 0.1 as none.

    Nothing is told of what was not measured.
    """
    if share is None:
        return "-"
    rounded = round(share * 100)
    if rounded == 100 and share < 1:
        rounded = 99
    if rounded == 0 and share > 0:
        return "< 1 %"
    return f"{rounded} %"


def duration(seconds: float | None) -> str:
    """Return a time in the unit that fits: `9 ms`, `2.4 s`, `3 min 20 s`."""
    if seconds is None:
        return "?"
    if seconds < 1:
        return f"{round(seconds * 1000)} ms"
    if seconds < _MINUTE:
        return f"{seconds:.3g} s"
    if seconds < _HOUR:
        return f"{int(seconds // _MINUTE)} min {int(seconds % _MINUTE)} s"
    return f"{int(seconds // _HOUR):,} h {int(seconds % _HOUR // _MINUTE)} min"


def moment(stamp: str) -> str:
    """Return an ISO 8601 time as `23 November 2026, 07:30 UTC`; else what it is."""
    try:
        time = datetime.fromisoformat(stamp)
    except ValueError:
        return shown(stamp, 40).text
    if time.tzinfo is not None:
        try:
            time = time.astimezone(UTC)
        except OverflowError:  # in the first or last hours of the calendar
            return shown(stamp, 40).text
    zone = " UTC" if time.tzinfo is not None else ""
    return f"{time.day} {time:%B %Y, %H:%M}{zone}"


def words(value: str) -> str:
    """Return a name such as `page_param` in words, for reading."""
    return shown(value.replace("_", " "), 60).text
