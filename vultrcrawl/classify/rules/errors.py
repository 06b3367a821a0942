"""Rules for error pages, bot walls, parked and empty pages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from vultrcrawl.classify.rules.finding import Finding
from vultrcrawl.taxonomy import PageType

if TYPE_CHECKING:
    from vultrcrawl.classify.reading import PageReading

_I = re.IGNORECASE
#: A wall or an error page says little; a page with more text than this, in characters,
#: only speaks about one.
_MOST_TEXT = 2500

_BLOCKED = re.compile(
    r"^just a moment|^attention required|access (?:to this page (?:has been )?)?denied"
    r"|are you (?:a )?(?:robot|human)\b|pardon our interruption"
    r"|verify(?:ing)? (?:that )?you(?:'re| are) (?:a )?human|request unsuccessful"
    r"|^(?:.{0,20}\b)?captcha(?:\b.{0,12})?$|^security check|checking your browser"
    r"|ddos[- ]guard|^(?:error )?403\b|^forbidden$|unusual (?:traffic|activity)"
    r"|bot (?:detection|verification)|^robot check|(?:been|request|access) blocked"
    r"|^blocked$|please enable (?:js|cookies)|^human verification|^one more step",
    _I,
)
_WALL = re.compile(
    r"checking your browser|verify(?:ing)? (?:that )?you(?:'re| are) (?:a )?human"
    r"|unusual (?:traffic|activity)|enable (?:js|javascript and cookies)|not a robot"
    r"|you have been blocked|access denied|ray id|bot protection",
    _I,
)
_MISSING = re.compile(
    r"^(?:http )?(?:error )?4(?:04|10)(?:$|[^\w]+\D)|\b404 (?:error|not found|page)"
    r"|error[ :-]+404|(?:page|seite|site|file|content|resource|url|product|item"
    r"|article)"
    r"\b.{0,30}\b(?:not|n't|cannot|can't) (?:be )?(?:found|exist|available)|^not found"
    r"|\bno longer (?:available|exists)|\bcan(?:no|')t find (?:that|the|this) page"
    r"|seite (?:wurde )?nicht gefunden|(?:page|article) (?:introuvable|non trouvée)"
    r"|p[áa]gina no (?:encontrada|existe)|p[áa]gina n[ãa]o encontrada"
    r"|pagina non trovata|pagina niet gevonden|nie znaleziono strony"
    r"|strona nie (?:została )?(?:z|od)naleziona"
    r"|sidan (?:kunde )?inte"
    r"|страница не найдена|сторінку не знайдено|ページが見つかりません"
    r"|页面不存在|頁面不存在",
    _I,
)
_BROKEN = re.compile(
    r"^(?:error )?5\d\d\b|internal server error|bad gateway|service (?:temporarily )?"
    r"unavailable|gateway time-?out|an error (?:has )?occurred|something went wrong"
    r"|application error|database error",
    _I,
)
_PARKED = re.compile(
    r"domain (?:name )?(?:is |may be )?(?:for sale|parked)|buy this domain"
    r"|parked (?:free|domain)|this domain (?:is|has)|website (?:is )?(?:coming soon"
    r"|expired)"
    r"|^coming soon$|^(?:(?:this )?(?:web)?(?:site|page)(?: is)? )?under construction"
    r"|domain (?:has )?expired|account suspended",
    _I,
)
_DEFAULT = re.compile(
    r"welcome to nginx|apache2? .{0,20}default page|^it works!|iis windows server"
    r"|test page for|^index of /$|default web site page",
    _I,
)
_CONSENT = re.compile(
    r"^before you continue|^(?:your )?privacy (?:choices|settings)$|cookie consent$"
    r"|^age verification|are you (?:over|at least) (?:18|21)|^consent|^zustimmung"
    r"|^subscribe to (?:read|continue)",
    _I,
)
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
    if status in (403, 429, 503) and _BLOCKED.search(_head(reading)):
        subtype = "captcha"
    return Finding(PageType.ERROR_OR_BLOCKED, 0.99, f"HTTP {status}", subtype)


def _head(reading: PageReading) -> str:
    return f"{reading.document.title}\n{reading.h1}"


def error_text(reading: PageReading) -> Finding | None:
    """Look for little text under a title or heading that speaks of an error or wall."""
    document = reading.document
    size = len(document.main_text) or len(document.text)
    if size > _MOST_TEXT or reading.schema["Product"] or reading.schema["Article"]:
        return None
    heads = (document.title.strip(), reading.h1.strip())
    for pattern, subtype in (
        (_MISSING, "not_found"),
        (_BLOCKED, "captcha"),
        (_BROKEN, "server_error"),
        (_PARKED, "parked"),
        (_DEFAULT, "default_page"),
        (_CONSENT, "consent"),
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
        if found := _PARKED.search(document.text):
            return Finding(
                PageType.ERROR_OR_BLOCKED, 0.8, f"text says {found[0]!r}", "parked"
            )
        if found := _WALL.search(document.text):
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
