"""Scrapy's LOG_FORMATTER: keeps what a site sent from acting on who reads the log.

Escape sequences in a header or an exception's text could move a terminal's cursor, set
its title or its clipboard, and a page's whole item could fill a log.
"""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING

from scrapy import signals
from scrapy.logformatter import LogFormatter
from scrapy.utils.log import get_scrapy_root_handler

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler

# Characters of one message, its traceback aside.
_LONGEST = 4_000
# C0 and C1 controls except tab and line feed, and marks that turn the text around.
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff]")


def escape_controls(text: str) -> str:
    r"""Return *text* with control characters spelled out, such as `\x1b`."""
    return _CONTROLS.sub(lambda match: ascii(match[0])[1:-1], text)


def _make_safe(record: logging.LogRecord) -> bool:
    message = record.getMessage()
    if len(message) > _LONGEST:
        message = f"{message[:_LONGEST]}... ({len(message)} characters)"
    record.msg, record.args = escape_controls(message), None
    if record.exc_info and not record.exc_text:
        text = logging.Formatter().formatException(record.exc_info)
        record.exc_text = escape_controls(text)
    return True


class SafeLogFormatter(LogFormatter):
    """Scrapy's messages as they are, and a filter on its log for all messages."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Have the filter put on, once Scrapy has settled on its handler."""
        crawler.signals.connect(_guard_handler, signals.engine_started)
        return super().from_crawler(crawler)


def _guard_handler() -> None:
    handler = get_scrapy_root_handler()
    if handler is not None:
        handler.addFilter(_make_safe)  # a second time changes nothing
