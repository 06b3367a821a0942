"""Whether an element is hidden, as far as the HTML tells.

Style sheets are not read. What a class alone hides counts as visible: `sr-only` and
`visually-hidden` text is written for people (screen readers say it, and many a page has
its only heading there), and a class can be given any meaning by a style sheet. So does
`aria-hidden`, which hides from screen readers only, and the content of `<details>`,
which is a click away.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from vultrcrawl.urls.short_cache import short_cache

if TYPE_CHECKING:
    from collections.abc import Callable

_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])"
    r"|(?:left|top|text-indent)\s*:\s*-\d{3,}",
    re.IGNORECASE,
)
_TRANSPARENT = re.compile(r"opacity\s*:\s*(?:0+(?:\.0*)?|\.0+)(?![.\d])", re.IGNORECASE)
_MOVING = re.compile(r"transform|transition|animation|will-change", re.IGNORECASE)
#: What React sends late and then puts in place by a script (`$RC("B:0", "S:0")`).
_STREAMED = re.compile("S:[0-9a-f]+")
#: Attribute of an address that Cloudflare hides until a script decodes it: what stands
#: there says ``[email protected]``. See "Email Address Obfuscation" at
#: https://developers.cloudflare.com/waf/tools/scrape-shield/.
_OBFUSCATED = "data-cfemail"
#: Attributes that may hide what they stand on.
CONCEALING = frozenset(("style", "hidden", "popover", _OBFUSCATED))
#: Parts of a page that nobody hides for good.
_WHOLE = {"html", "body", "main", "article"}


@short_cache(4_096)
def hides(style: str) -> bool:
    """Tell whether declarations of a `style` attribute hide what they apply to.

    Transparent parts that move are faded in as a visitor scrolls to them.
    """
    if _HIDING.search(style):
        return True
    return bool(_TRANSPARENT.search(style) and not _MOVING.search(style))


def is_hidden(tag: str, get: Callable[[str], str | None]) -> bool:
    """Tell whether an element with *tag* hides its content; *get* reads attributes."""
    if tag in _WHOLE:
        return False  # it is shown by a script as soon as that has loaded
    if (style := get("style")) and hides(style):
        return True
    if get(_OBFUSCATED) is not None:
        return True
    if (hidden := get("hidden")) is not None:
        # `until-found` is what find-in-page opens.
        return hidden.lower() != "until-found" and not _STREAMED.fullmatch(
            get("id") or ""
        )
    return (tag == "dialog" and get("open") is None) or get("popover") is not None
