"""The Retry-After header: RFC 9110, section 10.2.3."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


def parse_retry_after(value: str, now: datetime) -> float | None:
    """Return how many seconds from *now* (with zone) a server asks to wait, 0 or more.

    *value* is a number of seconds, fractions accepted, or an HTTP date; a date that has
    passed is 0. None if it is neither. There is no upper bound: the caller has its own.
    """
    text = value.strip()
    if text and text.isascii() and text.replace(".", "", 1).isdigit():
        return float(text[:20])
    try:
        date = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    if date.tzinfo is None:
        date = date.replace(tzinfo=UTC)
    return max(0.0, (date - now).total_seconds())
