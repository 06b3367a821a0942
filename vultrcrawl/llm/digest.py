"""The excerpt of a page for the model: signs of its type, beginning of its text."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from vultrcrawl.items import Region
from vultrcrawl.llm.invisible import visible_only

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vultrcrawl.page.document import Document
    from vultrcrawl.page.forms import Form

#: Length of a digest at most, in tokens of three bytes.
DIGEST_TOKENS = 1500
_MAX_BYTES = DIGEST_TOKENS * 3
#: Main text shorter than this says less than the whole page's.
_LITTLE_TEXT = 200
_COUNTED = ("img", "table", "tr", "video", "audio", "iframe", "code", "pre", "time")


def digest_text(document: Document, url: str) -> str:
    """Return a description of the page at *url* in at most about 1,500 tokens.

    Nothing in it is hidden from a visitor, and no character is invisible. The same page
    always gives the same digest. User, password and port of *url* are left out.
    """
    structured = document.structured
    declared = [*structured.types, structured.opengraph.get("og:type", "")]
    lines = [
        _line("url", _shown_address(url), 300),
        _line("title", document.title, 200),
        _line("description", document.description or "", 300),
        _line("language", document.language or "", 20),
        _line("declared types", ", ".join(filter(None, declared)), 150),
        _line("headings", _headings(document), 600),
        _line("links", _links(document), 600),
        _line("forms", "; ".join(_form(form) for form in document.forms[:4]), 300),
        _line(
            "elements",
            ", ".join(f"{document.tags[t]} {t}" for t in _COUNTED if document.tags[t]),
            150,
        ),
    ]
    head = "\n".join(line for line in lines if line)
    text = document.main_text
    if len(text) < _LITTLE_TEXT:
        text = document.text
    room = _MAX_BYTES - len(head.encode()) - len("\ntext:\n")
    return f"{head}\ntext:\n{_excerpt(text, room)}"


def _line(name: str, value: str, most: int) -> str:
    """Return one line of the digest, *value* cut to *most* bytes; empty if it is."""
    clean = " ".join(visible_only(value[: most * 4]).split())
    return f"{name}: {_cut(clean, most)}" if clean else ""


def _cut(text: str, most: int) -> str:
    raw = text.encode("utf-8", "replace")
    if len(raw) <= most:
        return raw.decode()
    return raw[: most - 3].decode("utf-8", "ignore").rstrip() + "…"


def _excerpt(text: str, most: int) -> str:
    """Return the beginning of *text* and a last fifth from its end, *most* bytes."""
    clean = visible_only(text[: most * 4])
    if len(text) <= most * 4 and len(clean.encode("utf-8", "replace")) <= most:
        return clean
    tail = visible_only(text[-most:]).encode("utf-8", "replace")[-(most // 5) :]
    end = tail.decode("utf-8", "ignore")
    return f"{_cut(clean, most - len(tail) - 3)}\n{end}"


def _headings(document: Document) -> str:
    main = [h for h in document.headings if h.region is Region.MAIN]
    return " | ".join(f"h{h.level} {h.text[:100]}" for h in main[:15])


def _links(document: Document) -> str:
    by_region = Counter(link.region for link in document.links)
    counts = ", ".join(f"{n} {region}" for region, n in by_region.most_common())
    texts = _first(link.text for link in document.links if link.region is Region.MAIN)
    return f"{counts}; in main: {' | '.join(texts)}" if texts else counts


def _first(texts: Iterable[str]) -> list[str]:
    seen: dict[str, None] = {}
    for text in texts:
        if text.strip():
            seen[text[:60]] = None
        if len(seen) == 15:
            break
    return list(seen)


def _form(form: Form) -> str:
    fields = [f"{f.type} {f.name}".strip() for f in form.fields if f.type != "hidden"]
    return f"{form.method} {', '.join(fields[:8])}"


def _shown_address(url: str) -> str:
    try:
        parts = urlsplit(url)
        return urlunsplit(parts._replace(netloc=parts.hostname or ""))
    except ValueError:
        return ""
