"""Whether an element is kept from the eyes of a visitor, as far as the HTML tells.

Style sheets are not read. What a class alone hides counts as visible: `sr-only` and
`visually-hidden` text is written for people (screen readers say it, and many a page has
its only heading there), and a class can be given any meaning by a style sheet. So does
`aria-hidden`, which hides from screen readers only, and the content of `<details>`,
which is a click away.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])"
    r"|opacity\s*:\s*0(?![.\d])|(?:left|top|text-indent)\s*:\s*-\d{3,}",
    re.IGNORECASE,
)


@lru_cache(maxsize=4096)
def hides(style: str) -> bool:
    """Tell whether declarations of a `style` attribute hide what they apply to."""
    return _HIDING.search(style) is not None


def is_hidden(tag: str, get: Callable[[str], str | None]) -> bool:
    """Tell whether an element with *tag* hides its content; *get* reads attributes."""
    if (style := get("style")) and hides(style):
        # A whole page that is hidden is shown by a script as soon as it has loaded.
        return tag not in ("html", "body")
    if (hidden := get("hidden")) is not None:
        return hidden.lower() != "until-found"  # which find-in-page opens
    return (tag == "dialog" and get("open") is None) or get("popover") is not None
