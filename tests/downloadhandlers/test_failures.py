from __future__ import annotations

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    NotSupported,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)

from vultrcrawl.items import SkipReason
from vultrcrawl.lifecycle.failures import (
    AddressRefused,
    HostDeferred,
    HostPaused,
    HostUnreachable,
    RobotsDenied,
    RobotsUnreachable,
    TLSRejected,
    describe_failure,
)


@pytest.mark.parametrize(
    ("exception", "words"),
    [
        (AddressRefused(), "address: not a public address"),
        (HostUnreachable("dns: the host has no address"), "dns: the host has no"),
        (RobotsDenied(), "robots: forbidden by robots.txt"),
        (HostDeferred("deferred: x"), "deferred: x"),
        (HostPaused(1.0), "paused: "),
        (TLSRejected("tls: certificate has expired"), "tls: certificate has expired"),
        (
            DownloadTimeoutError("timeout: no answer in 3 s"),
            "timeout: no answer in 3 s",
        ),
        (CannotResolveHostError("dns: x"), "dns: x"),
        (DownloadFailedError("reset: x"), "reset: x"),
        (ResponseDataLossError("anything"), "incomplete: "),
        (DownloadCancelledError("larger than download max size (3)"), "too large: "),
        (IgnoreRequest("exceeded DOWNLOAD_MAXSIZE (3 B)"), "too large: "),
        (IgnoreRequest("max redirections reached"), "redirects: too many"),
        (UnsupportedURLSchemeError("anything"), "url: "),
        (NotSupported("Unsupported URL scheme 'ftp'"), "url: "),
        (zlib.error("Error -3"), "encoding: "),
        (OSError("Not a gzipped file"), "encoding: "),
        (UnicodeDecodeError("utf-8", b"\xff", 0, 1, "x"), "encoding: "),
        (ValueError("bad url"), "url: "),
        (KeyError("x"), "internal: KeyError"),
    ],
)
def test_causes_in_plain_words(exception: Exception, words: str) -> None:
    assert describe_failure(exception).startswith(words)


@given(st.text())
def test_words_are_short_and_printable_whatever_was_sent(text: str) -> None:
    for kind in (DownloadFailedError, TLSRejected, HostUnreachable, RuntimeError):
        words = describe_failure(kind(text))
        assert len(words) <= 200
        assert words.isascii()
        assert all(char.isprintable() for char in words)


def test_what_is_skipped_and_what_is_a_failure() -> None:
    assert RobotsUnreachable("x").skip_reason == SkipReason.ROBOTS
    assert HostDeferred("x").skip_reason == SkipReason.DEFERRED
    assert AddressRefused().skip_reason is None
    assert HostUnreachable("x").skip_reason is None
