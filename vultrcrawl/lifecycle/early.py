"""Signals before a crawl has handlers of its own; imports next to nothing."""

from __future__ import annotations

import os
import signal
import threading
from typing import NoReturn

#: Exit code of a crawl that was interrupted.
_INTERRUPTED = 11


def leave_quietly() -> None:
    """End the process at once at SIGINT or SIGTERM, unless somebody handles them."""
    if threading.current_thread() is not threading.main_thread():
        return
    for number, default in (
        (signal.SIGINT, signal.default_int_handler),
        (signal.SIGTERM, signal.SIG_DFL),
    ):
        if signal.getsignal(number) == default:
            signal.signal(number, _leave)


def _leave(signum: int, _: object) -> NoReturn:  # noqa: ARG001 (a handler's)
    os.write(2, b"Stopped before the crawl began\n")
    os._exit(_INTERRUPTED)
