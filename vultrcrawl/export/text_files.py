"""The text of a site as files: a page each, in pieces, and llms.txt."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from vultrcrawl.export.chunks import chunks
from vultrcrawl.export.names import file_names
from vultrcrawl.export.pdf import MEDIA as PDF
from vultrcrawl.page.markdown.escape import as_line, escaped, escaped_url, visible
from vultrcrawl.report.files import texts_apart, to_line, whole_file, write_text
from vultrcrawl.taxonomy import PageGroup, PageType

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from vultrcrawl.export.texts import PageText
    from vultrcrawl.items import Row

#: Types whose pages are there to be read.
READ = frozenset((
    PageType.DOCUMENTATION, PageType.ARTICLE, PageType.FAQ_SUPPORT,
    PageType.FORUM_THREAD,
))  # fmt: skip
#: Groups that llms.txt has at its end: an agent that is short of room leaves them out.
_OPTIONAL = frozenset((PageGroup.ACCOUNT, PageGroup.SYSTEM, PageGroup.OTHER))
#: What front matter takes from a record, under its name there.
_OF_RECORD = {"published": "datePublished", "modified": "dateModified"}
#: All that is read of a record.
TOLD = (*_OF_RECORD.values(), "breadcrumbs")
#: Headings of page types whose names are not what people say.
_HEADINGS = {PageType.FAQ_SUPPORT.value: "FAQ and support"}
#: Pages of a breadcrumb that make a section of llms.txt.
_SECTION = 3


@dataclass(frozen=True, slots=True)
class _Page:
    row: Row
    text: PageText
    record: Mapping[str, Any]

    @property
    def title(self) -> str:
        return str(self.row["title"] or self.row["url"])

    @property
    def crumbs(self) -> list[str]:
        found = self.record.get("breadcrumbs")
        return list(map(str, found)) if isinstance(found, list) else []


def write_texts(
    place: Callable[[str], Path],
    text_of: Callable[[str], PageText | None],
    rows: Iterable[Row],
    records: Mapping[str, Mapping[str, Any]],
    *,
    site: str,
    every: bool,
) -> int:
    """Write the texts of the pages in *rows*; return their number.

    *place* tells where a file of a name is written, *text_of* the text of the page at a
    URL, if it has one; *records* are what those of pages about one thing hold of
    `TOLD`, by URL. *site* is the name of the site. Not *every* page has a text, but
    those that are there to be read. PDFs have theirs, if it was read; copies of other
    pages have none. Raises StorageError.
    """
    wanted: dict[str, Row] = {}
    about = ""
    for row in rows:
        if row["error"] or row["duplicate_of"]:
            continue
        if row["page_type"] == PageType.HOMEPAGE:
            about = about or str(row["description"] or "")
        if _is_read(row, every=every):
            wanted[str(row["final_url"])] = row
    names = file_names([url for url in wanted if url])
    listed: list[Row] = []
    with (
        whole_file(place("chunks.jsonl")) as pieces,
        whole_file(place("llms-full.txt")) as full,
        texts_apart() as write_apart,
    ):
        full.write(f"# {_text(site)}\n")
        for url, row in wanted.items():
            text = text_of(url)
            if text is None or not text.markdown:
                continue
            page = _Page(row, text, records.get(url, {}))
            write_apart(place(f"text/{names[url]}.md"), _front(page) + text.markdown)
            for piece in chunks(url, visible(page.title), text.markdown):
                pieces.write(to_line(piece))
            full.write(
                f"\n---\n\nSource: <{escaped_url(url) or url}>\n\n{text.markdown}"
            )
            listed.append({**row, "crumbs": page.crumbs})
    if not listed:
        for name in ("chunks.jsonl", "llms-full.txt"):
            place(name).unlink()
        return 0
    write_text(place("llms.txt"), llms_txt(site, about, listed))
    return len(listed)


def _is_read(row: Row, *, every: bool) -> bool:
    """Whether a page, or a file that has a text, is there to be read."""
    if row.get("content_type") == PDF:
        return True
    return bool(row["page_type"]) and (every or row["page_type"] in READ)


def _front(page: _Page) -> str:
    """Return what stands above the text of a page: YAML, each value JSON."""
    row = page.row
    values = {
        "url": row["final_url"],
        "title": page.title,
        "description": row["description"],
        "type": row["page_type"] or "pdf",
        "template": row["template"],
        "language": row["language"],
        **{name: page.record.get(key) for name, key in _OF_RECORD.items()},
        "breadcrumbs": page.crumbs,
        "fetched": row["fetched_at"],
        "hash": page.text.hash,
    }
    lines = [f"{name}: {_json(value)}" for name, value in values.items() if value]
    return "---\n" + "\n".join(lines) + "\n---\n\n"


def _json(value: object) -> str:
    """Return *value* as JSON that is YAML, too."""
    if isinstance(value, list):
        return json.dumps([visible(str(one)) for one in value], ensure_ascii=False)
    return json.dumps(visible(str(value)), ensure_ascii=False)


def _text(text: str) -> str:
    """Return *text* as a part of a line of Markdown."""
    return escaped(" ".join(visible(text).split()))


def llms_txt(site: str, about: str, rows: list[Row]) -> str:
    """Return llms.txt (llmstxt.org) of a *site*: its pages by section, each a link.

    *about* is what its homepage says of it, if anything.

    Pages are in sections by the first step of their breadcrumbs that tells them apart,
    else by their template.
    """
    lines = [f"# {_text(site)}"]
    if about:
        lines += ["", f"> {as_line(_text(about))}"]
    said = Counter(row["description"] for row in rows)
    for name, pages in _sections(rows):
        lines += ["", f"## {name}", ""]
        for row in pages:
            link = escaped_url(str(row["final_url"]))
            title = _text(str(row["title"] or row["final_url"]))
            # What several pages say is about the site.
            alone = said[row["description"]] == 1
            about = _text(str(row["description"] or "")) if alone else ""
            lines.append(f"- [{title}]({link})" + (f": {about}" if about else ""))
    return "\n".join(lines) + "\n"


def _sections(rows: list[Row]) -> Iterator[tuple[str, list[Row]]]:
    by_crumb: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if len(row["crumbs"]) > 2:
            by_crumb[row["crumbs"][1]].append(row)
    found: dict[str, list[Row]] = defaultdict(list)
    optional: list[Row] = []
    for row in rows:
        crumb = row["crumbs"][1] if len(row["crumbs"]) > 2 else ""
        if row["page_group"] in _OPTIONAL:
            optional.append(row)
        elif crumb and len(by_crumb[crumb]) >= _SECTION:
            found[_text(crumb)].append(row)
        else:
            name = str(row["template"] or row["page_type"] or "documents")
            found[_heading(name)].append(row)
    yield from sorted(found.items(), key=lambda one: (-len(one[1]), one[0]))
    if optional:
        yield "Optional", optional


def _heading(name: str) -> str:
    """Return the name of a template (``article-news``) as a heading: Article: news."""
    base, _, rest = name.partition("-")
    heading = _HEADINGS.get(base) or base.replace("_", " ").capitalize()
    rest = rest.replace("-", " ")
    if rest:
        heading += f" {rest}" if rest.isdigit() else f": {rest}"
    return _text(heading)
