"""Signs of a trap in a URL alone, or beside the URL of its page."""

from __future__ import annotations

import re
from datetime import UTC, datetime

MAX_SEGMENTS = 20
"""Most segments of a path; the limit that crawlers share (Heritrix: 20)."""
MAX_REPEATS = 2
"""Times that a segment, or a run of segments, may stand in a row in a path."""
MAX_OCCURRENCES = 3
"""Times that a segment with a letter in it may stand in a path at all."""

_LETTER = re.compile(r"[A-Za-z%]")
_NUMBER = re.compile(r"[0-9]+")
_YEARS = range(1900, datetime.now(UTC).year + 6)  # in which a list of events may get
# What each match of the next one holds; four times as fast to look for.
_MAYBE_YEAR = re.compile(r"[0-9]{4}[-/_.0-9]|[?&]y(?:ear)?=")
# A year with a month beside it, as in /2031/05, 2031-05-01, year=2031&month=5.
_YEAR_MONTH = re.compile(
    r"(?<![0-9])([0-9]{4})(?:[-/_.](?:0?[1-9]|1[0-2])(?![0-9])|(?:0[1-9]|1[0-2])"
    r"(?:0[1-9]|[12][0-9]|3[01])(?![0-9]))|[?&]y(?:ear)?=([0-9]{4})(?![0-9])"
)
_CALENDAR = re.compile(
    r"(?<![a-z])(?:cal(?:endar)?|kalender|calendrier|calendario|agenda|events?|dates?"
    r"|days?|weeks?|months?|years?|tag|woche|monat|jahr|tribe-bar-date)(?![a-z])"
    r"|(?:19|20)[0-9]{2}[-/_](?:0?[1-9]|1[0-2])(?![0-9])",
    re.IGNORECASE,
)


def path_rule(url: str) -> str | None:
    """Return the rule by which the path of *url*, in normal form, is a trap's.

    ``path-depth``: more than `MAX_SEGMENTS` segments. ``path-repeats``: a segment or a
    run of them begins for the third time in a row (``/a/b/a/b/a``), or a segment stands
    there more than `MAX_OCCURRENCES` times. Numbers don't count: ``/2011/11/11/`` is a
    day. A route goes on with the path. 1 µs for a path without repetition.
    """
    page, _, route = url.partition("#") if "#" in url else (url, "", "")
    segments = (page.partition("?")[0] if "?" in page else page).split("/")[3:]
    if route:
        segments += route.partition("?")[0].split("/")
    if (
        len(segments) > MAX_SEGMENTS
        and len(segments) - (not segments[-1]) > MAX_SEGMENTS
    ):
        return "path-depth"
    if len(set(segments)) == len(segments):
        return None
    lettered = [segment for segment in segments if _LETTER.search(segment)]
    if len(set(lettered)) == len(lettered):
        return None
    if any(lettered.count(segment) > MAX_OCCURRENCES for segment in set(lettered)):
        return "path-repeats"
    return "path-repeats" if _runs_on(segments) else None


def _runs_on(segments: list[str]) -> bool:
    """Tell whether a run of segments stands there twice and begins once more."""
    count = len(segments)
    for length in range(1, (count - 1) // MAX_REPEATS + 1):
        equal = 0  # segments in a row that are what stood *length* before them
        for place in range(length, count):
            equal = equal + 1 if segments[place] == segments[place - length] else 0
            if equal > length * (MAX_REPEATS - 1) and _LETTER.search(
                "".join(segments[place - length : place])
            ):
                return True
    return False


def is_step(parent: str, url: str) -> bool:
    """Tell whether *url* is *parent* with other numbers: its next month, say.

    At most three numbers may differ, as the three of a date do at the turn of a year.
    """
    if _NUMBER.sub("0", parent) != _NUMBER.sub("0", url):
        return False
    before: list[str] = _NUMBER.findall(parent)
    after: list[str] = _NUMBER.findall(url)
    differences = sum(map(str.__ne__, before, after))
    return 1 <= differences <= 3


def is_calendar(url: str) -> bool:
    """Tell whether *url* speaks of dates, in words or in form."""
    return _CALENDAR.search(url, url.find("/", 8)) is not None


def is_far_date(url: str) -> bool:
    """Tell whether *url* has a year and month that no list of events gets to.

    More than five years ahead, or before 1900.
    """
    start = url.find("/", 8)
    if _MAYBE_YEAR.search(url, start) is None:
        return False
    for found in _YEAR_MONTH.finditer(url, start):
        if int(found[1] or found[2]) not in _YEARS:
            return True
    return False
