"""Errors that end a crawl or a service, each a sentence for the person who reads it.

VultrCrawlError
├── UsageError            a wrong argument or setting
├── StateError            the state folder is another crawl's
│   ├── StateDamaged      something of it is missing or unreadable
│   └── StateLocked       another run holds it, or the output folder
├── StorageError          a file can't be written
│   └── DiskFull          for want of room, or it is the crawl's own state
├── BrowserUnusable       there is none, or it doesn't start
└── LLMError              the language model did not help
    ├── LLMUnavailable    connection, timeout, 429 or 5xx after retries
    ├── LLMRejected       401, 403, 404, 400: key, model or address is wrong
    ├── LLMRefused        the model declined, or a content filter cut in
    ├── LLMTruncated      the answer was cut at its length limit
    ├── LLMInvalid        the answer does not fit its contract, even after a repair
    └── BudgetExhausted   the next call would go over a budget
"""

from __future__ import annotations

import errno
from typing import ClassVar

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class VultrCrawlError(Exception):
    """Base of all errors that this project raises."""

    exit_code: ClassVar[int] = 1
    """Exit code of a command that it ends."""


class UsageError(VultrCrawlError):
    """A wrong argument or setting: says what was wrong and what is allowed."""

    exit_code = 2


class StateError(VultrCrawlError):
    """The state folder is another crawl's, or of another version."""

    exit_code = 2


class StateDamaged(StateError):
    """Something of the state folder is missing or can't be read: says what to do."""

    exit_code = 4

    @classmethod
    def of(cls, file: object, how: object) -> StateDamaged:
        """Return what to tell of a damaged *file*: *how*, and what to do."""
        words = " ".join(str(how).split())
        # SQLite quotes what it can't read.
        words = "".join(c if c.isprintable() else "?" for c in words[:200])
        return cls(
            f"the state in {file} is damaged ({words}); put back a copy of the whole "
            "folder, or remove it to start anew"
        )


class StateLocked(StateError):
    """Another process holds the state folder, or the output folder."""

    exit_code = 4


class StorageError(VultrCrawlError):
    """A file could not be written."""

    exit_code = 22

    @classmethod
    def of(cls, what: str, error: OSError) -> StorageError:
        """Return what to tell of *error*: *what* can't be written, and why."""
        kind = DiskFull if error.errno in _NO_ROOM else StorageError
        return kind(f"{what} can't be written: {error.strerror or error}")


class DiskFull(StorageError):
    """No room is left on a disk, or the crawl's own state could not be written."""

    exit_code = 3


class BrowserUnusable(VultrCrawlError):
    """There is no browser, or it doesn't start: says what to do."""

    exit_code = 10


class LLMError(VultrCrawlError):
    """A language model did not give a usable answer."""

    kind: ClassVar[str]
    """The word that it is counted under."""


class LLMUnavailable(LLMError):
    """No answer after retries: connection, timeout, 429 or 5xx."""

    kind = "unavailable"


class LLMRejected(LLMError):
    """The server refuses the request as such: key, model name or address is wrong."""

    exit_code = 20
    kind = "rejected"


class LLMRefused(LLMError):
    """The model declined to answer, or a content filter cut in."""

    kind = "refused"


class LLMTruncated(LLMError):
    """The answer was cut at its length limit."""

    kind = "truncated"


class LLMInvalid(LLMError):
    """The answer does not fit its contract, even after one repair turn."""

    kind = "invalid"


class BudgetExhausted(LLMError):
    """The next call would go over a budget of calls, tokens or money."""

    kind = "budget"
