"""Files that one process holds at a time, until it ends or lets go."""

from __future__ import annotations

import fcntl
import os
from typing import IO, TYPE_CHECKING

from vultrcrawl.errors import StateLocked

if TYPE_CHECKING:
    from pathlib import Path


def locked(file: Path, advice: str) -> IO[str]:
    """Return *file*, made if need be and held until it is closed.

    Raises StateLocked with *advice* if another process holds it; OSError, also for a
    link: the file that it leads to is somebody's.
    """
    flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW | os.O_NONBLOCK
    handle = os.fdopen(
        os.open(file, flags, 0o644), "a+", encoding="utf-8", errors="replace"
    )
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        handle.seek(0)
        holder = handle.read(20).strip()
        handle.close()
        raise StateLocked(
            f"{file.parent} is in use by the crawl with process number "
            f"{holder if holder.isdecimal() else 'unknown'}; {advice}"
        ) from None
    handle.truncate(0)
    handle.write(str(os.getpid()))
    handle.flush()
    return handle
