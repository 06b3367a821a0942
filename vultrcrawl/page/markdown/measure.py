"""What our Markdown keeps of main texts that people marked, beside trafilatura's.

    python -m vultrcrawl.page.markdown.measure PAGES.jsonl.gz TRUTH.jsonl.gz

PAGES has `id`, `url` and `html` a line, TRUTH `id` and `main_content`. Markdown is read
back by markdown-it. Of a page's headings, tables and blocks of code those count that
stand in the marked text; one is kept if Markdown has it as what it is. Needs
trafilatura and markdown-it-py (the extra `train`).
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import trafilatura
from lxml import html as lxml_html
from markdown_it import MarkdownIt

from vultrcrawl.page.document import Document
from vultrcrawl.page.maintext.block import words_of
from vultrcrawl.page.maintext.labels import word_f1
from vultrcrawl.page.markdown.render import markdown_text
from vultrcrawl.tables import gzipped_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml.html import HtmlElement

#: Share of the words of a table, or of code, that have to be there.
_MOST = 0.8
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_READER = MarkdownIt("commonmark", {"html": False}).enable("table")


@dataclass(slots=True)
class Tally:
    """What one way to Markdown keeps."""

    f1: list[float] = field(default_factory=list)
    kept: Counter[str] = field(default_factory=Counter)

    def add(self, markdown: str, truth: str, parts: dict[str, list[list[str]]]) -> None:
        """Count a page whose true *parts* are the words of each."""
        found = _tree(_READER.render(markdown))
        kept = Counter(words_of(_text(found)))
        self.f1.append(word_f1(kept, Counter(words_of(truth))))
        for kind, true in parts.items():
            here = [Counter(words_of(_text(one))) for one in _elements(found, kind)]
            self.kept[kind] += sum(
                any(_is_in(words, one, kind) for one in here) for words in true
            )


def _is_in(words: list[str], found: Counter[str], kind: str) -> bool:
    true = Counter(words)
    if kind == "headings":
        return true == found
    return (true & found).total() >= _MOST * true.total()


def true_parts(page: HtmlElement, truth: str) -> dict[str, list[list[str]]]:
    """Return the words of each heading, table and block of code in the marked text."""
    line = f" {' '.join(words_of(truth))} "
    lines = {" ".join(words_of(one)) for one in truth.splitlines()}
    found: dict[str, list[list[str]]] = {"headings": [], "tables": [], "code": []}
    for kind, parts in found.items():
        for element in _elements(page, kind):
            words = words_of(_text(element))
            text = " ".join(words)
            if kind == "headings" and words and text in lines:
                parts.append(words)
            if kind == "code" and len(words) > 2 and f" {text} " in line:
                parts.append(words)
            if kind == "tables" and _is_data(element) and _cells_in(element, line):
                parts.append(words)
    return found


def _elements(root: HtmlElement, kind: str) -> Iterator[HtmlElement]:
    names = {"headings": _HEADINGS, "tables": ("table",), "code": ("pre",)}[kind]
    found: Iterator[HtmlElement] = root.iter(*names)
    return found


def _is_data(table: HtmlElement) -> bool:
    """Whether a table has rows of several cells, and nothing but text in them."""
    rows = [len(row.xpath("./td | ./th")) for row in table.iter("tr")]
    inner = table.xpath(".//table | .//ul | .//div | .//p")
    return len(rows) > 1 and max(rows) > 1 and not inner


def _cells_in(table: HtmlElement, line: str) -> bool:
    """Whether nearly all cells with a word stand in the marked text."""
    cells = [words_of(_text(one)) for one in table.iter("td", "th")]
    texts = [" ".join(words) for words in cells if words]
    return bool(texts) and (
        sum(f" {one} " in line for one in texts) >= _MOST * len(texts)
    )


def _text(element: HtmlElement) -> str:
    return " ".join(element.itertext())


def _tree(source: str) -> HtmlElement:
    found: HtmlElement = lxml_html.document_fromstring(f"<body>{source} </body>")
    return found


def measure(pages: Path, truth: Path) -> dict[str, dict[str, float]]:
    """Return the figures of both ways to Markdown, and how much there is to keep."""
    texts = {row["id"]: row["main_content"] for row in gzipped_rows(truth)}
    ours, theirs, there = Tally(), Tally(), Counter[str]()
    for row in gzipped_rows(pages):
        if (true := texts.get(row["id"])) is None:
            continue
        url = row.get("url") or ""
        document = Document(row["html"], url)
        parts = true_parts(document.root, true)
        there.update({kind: len(found) for kind, found in parts.items()})
        ours.add(markdown_text(document).markdown, true, parts)
        markdown = trafilatura.extract(
            row["html"], url=url or None, output_format="markdown",
            include_comments=False, include_tables=True, include_formatting=True,
        )  # fmt: skip
        theirs.add(markdown or "", true, parts)
    return {
        "there": {"pages": len(ours.f1), **there},
        "ours": _figures(ours, there),
        "trafilatura": _figures(theirs, there),
    }


def _figures(tally: Tally, there: Counter[str]) -> dict[str, float]:
    shares = {kind: round(tally.kept[kind] / max(1, n), 3) for kind, n in there.items()}
    return {"word_f1": round(_mean(tally.f1), 4), **shares}


def _mean(values: Sequence[float]) -> float:
    return sum(values) / max(1, len(values))


def main() -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(
        prog="python -m vultrcrawl.page.markdown.measure",
        description="Compare our Markdown with trafilatura's.",
    )
    parser.add_argument("pages", type=Path, help="PAGES.jsonl.gz")
    parser.add_argument("truth", type=Path, help="TRUTH.jsonl.gz")
    options = parser.parse_args()
    print(json.dumps(measure(options.pages, options.truth), indent=1))  # noqa: T201 (a command)


if __name__ == "__main__":
    main()
