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


# Each digit as the same one, to be found faster than by a set of characters.
_SAME_DIGIT = bytes(0x30 if 0x30 <= code <= 0x39 else code for code in range(256))
#: Of so many characters one is a digit at most where each is looked at by itself.
_SPARSE = 64


def content_hash(text: str, *, collapsed: bool = False) -> str:
    """Return 16 hexadecimal digits over *text*, spaces collapsed.

    Two pages with the same hash count as one, and the second is not looked at again. So
    digits count: `/item/1` and `/item/2` may differ in a price or a number only, and to
    lose one of them is worse than to keep a duplicate. Left out are only clock times
    with seconds and durations in seconds, which no page is about. Pages without any
    text have one hash, which says nothing. *collapsed* tells that lines of *text* have
    no spaces to collapse.
    """
    if _is_volatile(text):
        text, collapsed = _VOLATILE.sub(" ", text), False
    folded = text.replace("\n", " ") if collapsed else " ".join(text.split())
    return blake2b(folded.encode("utf-8", "replace"), digest_size=8).hexdigest()


def _is_volatile(text: str) -> bool:
    """Whether *text* may have a part that is left out."""
    if not text.isascii():  # bytes stand elsewhere than characters
        return True
    digits = text.encode().translate(_SAME_DIGIT)
    if _SPARSE * digits.count(b"0") > len(digits):
        return True
    at = digits.find(b"0")
    while at >= 0:
        if _VOLATILE.match(text, at):
            return True
        at = digits.find(b"0", at + 1)
    return False
