"""Why a request got no response, in a few plain words: `timeout: no answer in 30 s`.

The words are for the row of the page: a class of cause, a colon, and the cause. They
never hold what the site sent, nor an address that a name was resolved to.

FetchRefused            we don't ask: never tried again in this run
├── AddressRefused      the egress rule says no
├── HostUnreachable     not even its robots.txt could be asked for: no name, port or TLS
├── HostDeferred        the site asked for more time than this run waits
└── RobotsDenied        robots.txt forbids it
    └── RobotsUnreachable   robots.txt can't be read, which forbids everything
HostPaused              not now: goes back to the frontier, and no page is lost
TLSRejected             no TLS connection that can be trusted
"""

from __future__ import annotations

import re
import zlib
from typing import ClassVar

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    NotSupported,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)

# Whichever packages Scrapy itself decompresses with.
from scrapy.utils._compression import (  # type: ignore[attr-defined] # private
    brotli,
    zstd,
)

from vultrcrawl.items import SkipReason


class FetchRefused(IgnoreRequest):
    """A request that is not made, for a reason that its text gives."""

    skip_reason: ClassVar[SkipReason | None] = None
    """Why its URL is skipped; None if it failed, and has a row that says so."""


class AddressRefused(FetchRefused):
    """The host has no address that the egress rule permits."""

    def __init__(self, message: str = "address: not a public address") -> None:
        super().__init__(message)


class HostUnreachable(FetchRefused):
    """The host could not be connected to when its robots.txt was asked for."""


class HostDeferred(FetchRefused):
    """The site asked to come back later than this run can wait."""

    skip_reason = SkipReason.DEFERRED

    def __init__(self, message: str = "deferred: the site asks for more time") -> None:
        super().__init__(message)


class RobotsDenied(FetchRefused):
    """The site's robots.txt forbids the URL."""

    skip_reason = SkipReason.ROBOTS

    def __init__(self, message: str = "robots: forbidden by robots.txt") -> None:
        super().__init__(message)


class RobotsUnreachable(RobotsDenied):
    """The site's robots.txt can't be read: RFC 9309, 2.3.1.4, full disallow."""


class HostPaused(Exception):
    """The host is being left alone until *until*, in seconds of the monotonic clock."""

    def __init__(self, until: float) -> None:
        super().__init__("paused: the site asked for time")
        self.until = until


class TLSRejected(Exception):
    """No TLS connection that can be trusted: asking again would change nothing."""


# UnicodeError: HttpCompressionMiddleware, at an unknown coding that is not ASCII.
_OF_THE_BODY = (
    OSError,
    EOFError,
    UnicodeError,
    zlib.error,
    brotli.error,
    zstd.ZstdError,
)
_OF_THE_CONNECTION = (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
    TLSRejected,
)
FETCH_FAILURES = (
    *_OF_THE_BODY,
    *_OF_THE_CONNECTION,
    DownloadCancelledError,
    HostPaused,
    IgnoreRequest,
    NotSupported,
    UnsupportedURLSchemeError,
)
"""All that `engine.download_async` raises for want of a response."""

# What Scrapy raises with sentences of its own, that name settings and whole requests.
_WORDS: tuple[tuple[type[Exception], str, str], ...] = (
    (DownloadCancelledError, "max size", "too large: over the size limit"),
    (IgnoreRequest, "DOWNLOAD_MAXSIZE", "too large: over the limit once unpacked"),
    (IgnoreRequest, "max redirections", "redirects: too many"),
    (UnsupportedURLSchemeError, "", "url: not a URL of http or https"),
    (NotSupported, "", "url: not a URL of http or https"),
    (ResponseDataLossError, "", "incomplete: the body broke off"),
)
_UNPRINTABLE = re.compile(r"[^\x20-\x7e]+")


def describe_failure(exception: BaseException) -> str:
    """Return the cause in at most 200 printable ASCII characters."""
    for kind, part, words in _WORDS:
        if isinstance(exception, kind) and part in str(exception):
            return words
    if isinstance(exception, (*_OF_THE_CONNECTION, FetchRefused, HostPaused)):
        return _UNPRINTABLE.sub(" ", str(exception))[:200]
    if isinstance(exception, _OF_THE_BODY):
        return "encoding: the body is not in its Content-Encoding"
    if isinstance(exception, ValueError):
        return "url: the redirect leads to no URL"
    return f"internal: {type(exception).__name__}"
