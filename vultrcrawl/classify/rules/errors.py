"""Rules for error pages, bot walls, parked and empty pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vultrcrawl.classify.rules.finding import Finding
from vultrcrawl.classify.words import SIGNS
from vultrcrawl.taxonomy import PageType

if TYPE_CHECKING:
    from vultrcrawl.classify.reading import PageReading

#: A wall or an error page says little; a page with more text than this, in characters,
#: only speaks about one.
_MOST_TEXT = 2500

_BY_STATUS = {
    401: "login_required", 403: "blocked", 404: "not_found", 407: "login_required",
    410: "gone", 429: "blocked", 451: "legal_block",
}  # fmt: skip


def status_error(reading: PageReading) -> Finding | None:
    """Look whether the HTTP status is 400 or more (RFC 9110, section 15)."""
    status = reading.status
    if status < 400:
        return None
    subtype = _BY_STATUS.get(status, "server_error" if status >= 500 else "error")
    if status in (403, 429, 503) and SIGNS["blocked"].search(reading.head):
        subtype = "captcha"
    return Finding(PageType.ERROR_OR_BLOCKED, 0.99, f"HTTP {status}", subtype)


def error_text(reading: PageReading) -> Finding | None:
    """Look for little text under a title or heading that speaks of an error or wall."""
    document = reading.document
    size = len(document.main_text) or len(document.text)
    if size > _MOST_TEXT or reading.schema["Product"] or reading.schema["Article"]:
        return None
    heads = (document.title.strip(), reading.h1.strip())
    for pattern, subtype in (
        (SIGNS["missing"], "not_found"),
        (SIGNS["blocked"], "captcha"),
        (SIGNS["broken"], "server_error"),
        (SIGNS["parked"], "parked"),
        (SIGNS["default"], "default_page"),
        (SIGNS["consent"], "consent"),
    ):
        for head in heads:
            # A headline of many words is the headline of an article.
            if len(head) <= 90 and (found := pattern.search(head)):
                return Finding(
                    PageType.ERROR_OR_BLOCKED,
                    0.9 if size < 800 else 0.8,
                    f"title or heading says {found[0]!r}",
                    subtype,
                )
    if size < 400:
        if found := SIGNS["parked"].search(document.text):
            return Finding(
                PageType.ERROR_OR_BLOCKED, 0.8, f"text says {found[0]!r}", "parked"
            )
        if found := SIGNS["wall"].search(document.text):
            return Finding(
                PageType.ERROR_OR_BLOCKED, 0.8, f"text says {found[0]!r}", "captcha"
            )
    return None


def empty(reading: PageReading) -> Finding | None:
    """Look for a page with nothing to read, and nothing said about it in its head."""
    document = reading.document
    if len(document.text) >= 40 or document.links or document.headings:
        return None
    tags = document.tags
    if (
        reading.schema
        or document.description
        or any(tags[tag] for tag in ("img", "video", "form", "button", "table", "pre"))
    ):
        return None
    return Finding(PageType.ERROR_OR_BLOCKED, 0.9, "no text, no link", "empty")


RULES = (status_error, error_text, empty)
