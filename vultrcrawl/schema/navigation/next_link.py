"""The link of a page to the one that comes after it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from vultrcrawl.items import Region
from vultrcrawl.page.links import without_anchor

if TYPE_CHECKING:
    from vultrcrawl.page.document import Document
    from vultrcrawl.page.links import Link

# In the languages of the largest shares of the web (https://w3techs.com).
_WORDS = (
    "next|next page|older|older posts|older entries|more results|weiter|nächste",
    "nächste seite|vor|suivant|suivante|page suivante|siguiente|siguientes",
    "página siguiente|próxima|próximo|seguinte|avanti|successiva|successivo",
    "pagina successiva|volgende|nästa|neste|næste|seuraava|następna|dalej|další",
    "ďalšia|következő|următoarea|следующая|следующая страница|далее|вперед",
    r"след\.?|sonraki|التالي|بعدی|下一页|下一頁|下页|次へ|次のページ|次|다음",
    "tiếp|trang sau|berikutnya|selanjutnya",
)
_NEXT_WORDS = "|".join(_WORDS)
_ARROW = "[>\u203a\u00bb\u2192\u25b6\u25ba\u276f\u25b8\u27a4]"
_NEXT = re.compile(
    rf"(?:{_NEXT_WORDS})(?: page| \d+)?\s*{_ARROW}*|{_ARROW}+", re.IGNORECASE
)
_LAST_MARK = re.compile(r"(?:>>|\u00bb\u00bb|>\||\u203a\u203a)")
_NEXT_CLASS = re.compile(
    r"(?:.*[-_])?(?:next|nextpage|pagenext|nextlink|nextpostslink|weiter|siguiente)"
    r"(?:[-_](?:page|link|posts|btn|button|arrow))?",
    re.IGNORECASE,
)
_PREV_CLASS = re.compile(r"prev|previous|back|last|disabled", re.IGNORECASE)
_CAROUSEL = re.compile(
    r"carousel|slider|slick|swiper|slide|lightbox|calend", re.IGNORECASE
)
PAGE_NAMES = re.compile(
    r"p|pg|pn|page.*|.*page|paged|seite|pagina|pag|sivu|strona|currentpage|pageno"
    r"|pagenum(?:ber)?", re.IGNORECASE,
)  # fmt: skip


def next_link(document: Document) -> Link | None:
    """Return the link of *document* to the page that comes after it in a listing."""
    best: tuple[int, int] | None = None
    links = document.links
    for number, link in enumerate(links):
        score = _next_score(link, document.url)
        if score and (best is None or score > best[0]):
            best = (score, number)
    if best is not None:
        return links[best[1]]
    return _following_number(document)


def _next_score(link: Link, url: str) -> int:
    """Return how surely *link* leads to the next page; 0 if it doesn't seem to."""
    if without_anchor(link.url) == without_anchor(url) or not _same_host(link, url):
        return 0
    element = link.element
    marks = " ".join(
        f"{one.get('class') or ''} {one.get('id') or ''}"
        for one in (element, element.getparent())
        if one is not None
    )
    text = link.text.strip().strip(".").strip()
    if _CAROUSEL.search(f"{marks} {link.href}"):
        return 0
    worded = bool(_NEXT.fullmatch(text)) and not _LAST_MARK.search(text)
    label = element.get("aria-label") or element.get("title") or ""
    labelled = bool(_NEXT.fullmatch(label.strip()))
    classed = any(
        _NEXT_CLASS.fullmatch(name) and not _PREV_CLASS.search(name)
        for name in marks.split()
    )
    paged = link.region is Region.PAGINATION
    if "next" in link.rel.split():
        # Blogs link neighbouring posts with rel=next too, but by their titles.
        return 9 if len(text) < 40 or element.tag == "link" else 3
    if not (worded or labelled or (classed and len(text) < 3)):
        return 0
    return 2 + 3 * worded + 2 * paged + 2 * classed + labelled


def _same_host(link: Link, url: str) -> bool:
    try:
        return urlsplit(link.url).hostname in (None, urlsplit(url).hostname)
    except ValueError:
        return False


def _following_number(document: Document) -> Link | None:
    """Return the link whose text is one more than the number of this page."""
    numbered = [
        (int(link.text), link)
        for link in document.links
        if link.text.isascii() and link.text.isdigit() and len(link.text) < 5
        and (link.region is Region.PAGINATION)
        and _same_host(link, document.url)
    ]  # fmt: skip
    if not numbered:
        return None
    shown = {number for number, _ in numbered}
    current = _number_of(document.url)
    wanted = current + 1 if current else 2
    if wanted not in shown:
        return None
    return next(link for number, link in numbered if number == wanted)


def _number_of(url: str) -> int | None:
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    for name, value in parse_qsl(parts.query):
        if PAGE_NAMES.fullmatch(name) and value.isascii() and value.isdigit():
            return int(value[:9])
    return None
