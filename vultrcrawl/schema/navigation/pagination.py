"""How a listing goes on: a next link, a page parameter, an offset, a button."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import parse_qsl, urlsplit

from vultrcrawl.schema.navigation.next_link import PAGE_NAMES, next_link
from vultrcrawl.schema.navigation.next_selector import linked, next_selector
from vultrcrawl.schema.navigation.words import pattern_for
from vultrcrawl.schema.sources.paths import path_of
from vultrcrawl.urls.routes import without_anchor

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from vultrcrawl.page.document import Document
    from vultrcrawl.page.exchange import Growth
    from vultrcrawl.page.links import Link

#: What is written where a list goes on; JavaScript reads it the same way.
MORE = pattern_for("more")
#: Names of parameters that say how many records come before.
OFFSET_NAMES = re.compile(
    r"start|offset|from|skip|first|begin|limitstart|st|o", re.IGNORECASE
)
_PATH_PAGE = re.compile(
    r"(?P<head>.*(?:/|-|_)(?:page|p|pg|seite|pagina|strana)?[-_/]?)(?P<n>\d{1,5})"
    r"(?P<tail>(?:\.\w+)?/?)",
    re.IGNORECASE,
)

PaginationKind = Literal[
    "next_link", "page_param", "offset", "page_path", "load_more", "infinite_scroll"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pagination:
    """How to get from a page of a listing to the following ones."""

    kind: PaginationKind
    selector: str | None = None
    """CSS selector of the link (or button) to the next page."""
    param: str | None = None
    """Query parameter that says which page it is."""
    start: int | None = None
    """Its value on the first page."""
    step: int | None = None
    max_seen: int | None = None
    """Largest value that a link leads to."""
    url_template: str | None = None
    """Address with ``{page}`` (or ``{offset}``) for the value."""
    text: str | None = None
    """What the link says, where *selector* finds others, too."""
    share: float = 0.0
    """Share of the sample's pages that have a link to a next page, or that grew."""
    rounds: int | None = None
    """How often a browser got more of a list, at most; None if none tried."""
    complete: bool | None = None
    """Whether every list that grew in a browser came to its end."""
    api: str | None = None
    """URL template of the endpoint that feeds it."""


def read_pagination(
    documents: Sequence[Document], vocabulary: AbstractSet[str] = frozenset()
) -> Pagination | None:
    """Return how the pages of a template go on; None if they don't seem to."""
    if not documents:
        return None
    links = list(zip(documents, _next_links(documents), strict=True))
    found = [(document, link) for document, link in links if link is not None]
    if not found:
        return _load_more(documents, vocabulary)
    share = round(len(found) / len(documents), 3)
    selector, text = next_selector(links, vocabulary)
    models = Counter(
        model
        for document, link in found
        if (model := _step(document.url, link.url)) is not None
    )
    if not models:
        return Pagination(
            kind="next_link", selector=selector, text=text or None, share=share
        )
    kind, param, step, template = models.most_common(1)[0][0]
    start = 1 if kind != "offset" and not _counts_from_zero(found, param) else 0
    return Pagination(
        kind=kind,
        selector=selector,
        param=param,
        start=start,
        step=step,
        max_seen=_largest(documents, param, template),
        url_template=template,
        text=text or None,
        share=share,
    )


def _next_links(documents: Sequence[Document]) -> list[Link | None]:
    """Return the next link of each of *documents*, that are pages of one template.

    Two pages can come before the same one, in two orders; more don't. Where numbers
    tell the next pages of some, that of others is no *next* without them: it leads to
    the next article, or to the next thread of a forum.
    """
    first = [next_link(document) for document in documents]
    leading = Counter(without_anchor(one.link.url) for one in first if one.link)
    common = {url for url, pages in leading.items() if 2 < pages > len(documents) / 2}
    found = [next_link(one, common) for one in documents] if common else first
    sure = sum(one.sure for one in found)
    if sure > 1 or 2 * sure >= len(found):
        return [one.link if one.sure else None for one in found]
    return [one.link for one in found]


def _counts_from_zero(
    found: Sequence[tuple[Document, Link]], param: str | None
) -> bool:
    """Tell whether the second page has number 1, as the first one has none."""
    return param is not None and any(
        _values(document.url).get(param) is None and _values(link.url).get(param) == "1"
        for document, link in found
    )


def _values(url: str) -> dict[str, str]:
    try:
        return dict(parse_qsl(urlsplit(url).query, keep_blank_values=True))
    except ValueError:
        return {}


def _step(here: str, there: str) -> tuple[PaginationKind, str | None, int, str] | None:
    """Return kind, parameter, step and template of the way from *here* to *there*."""
    try:
        first, second = urlsplit(here), urlsplit(there)
    except ValueError:
        return None
    before = dict(parse_qsl(first.query, keep_blank_values=True))
    if first.path.rstrip("/") == second.path.rstrip("/"):
        for name, value in parse_qsl(second.query, keep_blank_values=True):
            step = _parameter_step(name, value, before.get(name))
            if step is not None:
                kind, size = step
                slot = "{page}" if kind == "page_param" else "{offset}"
                given = re.compile(rf"([?&]{re.escape(name)}=){value}(?=&|$)")
                return kind, name, size, given.sub(rf"\g<1>{slot}", there)
    match = _PATH_PAGE.fullmatch(second.path)
    if match is None or int(match["n"]) < 2:
        return None
    stem = re.sub(r"[^/]*$", "", match["head"].rstrip("/"))
    if not first.path.startswith(stem):
        return None
    path = f"{match['head']}{{page}}{match['tail']}"
    return "page_path", None, 1, there.replace(second.path, path, 1)


def _parameter_step(
    name: str, value: str, before: str | None
) -> tuple[PaginationKind, int] | None:
    """Return what kind of counter a parameter is, and its step; None if it is none."""
    if not (value.isascii() and value.isdigit()) or len(value) > 7 or before == value:
        return None
    known = int(before) if before and before.isascii() and before.isdigit() else None
    step = int(value) - (known or 0)
    if PAGE_NAMES.fullmatch(name) and (known is None or step == 1):
        return "page_param", 1
    if OFFSET_NAMES.fullmatch(name) or PAGE_NAMES.fullmatch(name):
        return ("offset", step) if step > 0 else None
    return None


def _largest(
    documents: Sequence[Document], param: str | None, template: str
) -> int | None:
    largest = 0
    if param is not None:
        name = re.escape(param)
        pattern = re.compile(rf"[?&]{name}=(\d{{1,7}})(?=&|$)")
    else:
        head, _, tail = template.partition("{page}")
        path = urlsplit(head).path
        pattern = re.compile(rf"{re.escape(path)}(\d{{1,5}}){re.escape(tail)}$")
    for document in documents:
        for link in document.links:
            if match := pattern.search(link.url):
                largest = max(largest, int(match[1]))
    return largest or None


def _load_more(
    documents: Sequence[Document], vocabulary: AbstractSet[str]
) -> Pagination | None:
    selectors: Counter[str] = Counter()
    for document in documents:
        for element in document.root.iter("a", "button"):
            text = " ".join("".join(element.itertext()).split())
            if len(text) < 40 and MORE.fullmatch(text):
                own = {f".{name}" for name in (element.get("class") or "").split()}
                selectors[path_of(element, vocabulary | own)] += 1
                break
    for selector, pages in selectors.most_common(1):
        share = round(pages / len(documents), 3)
        return Pagination(kind="load_more", selector=selector, share=share)
    return None


def grown(
    pagination: Pagination | None,
    growths: Mapping[str, Growth],
    *,
    pages: int,
    fed_by: Callable[[Collection[str]], str | None],
) -> Pagination | None:
    """Return how lists go on that grew in a browser, by the address of their page.

    That is *pagination* itself where the pages have a link to the next one. *pages* is
    how many were looked at, *fed_by* tells the endpoint that feeds the lists of pages.
    """
    linked = pagination is not None and pagination.kind != "load_more"
    if not growths or linked:
        return pagination
    ways: defaultdict[tuple[Any, ...], dict[str, Growth]] = defaultdict(dict)
    for url, one in sorted(growths.items()):
        ways[one.kind, one.selector, one.text][url] = one
    (kind, selector, text), alike = max(ways.items(), key=lambda way: len(way[1]))
    return Pagination(
        kind=kind,
        selector=selector,
        text=text,
        share=round(len(alike) / max(pages, len(alike)), 3),
        rounds=max(one.rounds for one in alike.values()),
        complete=all(one.complete for one in alike.values()),
        api=fed_by(alike),
    )


def next_url(model: Mapping[str, Any], document: Document) -> str | None:
    """Return the address of the page after *document*, by a *model* of site.json.

    That is the link that the model's selector finds (with its text, where others match
    too); None on the last page.
    """
    selector = model.get("selector")
    if not isinstance(selector, str):
        return None
    return linked(document, selector, model.get("text") or "")
