"""The text of a PDF, read in a process of its own: it may be of any size, or hostile.

`python -m vultrcrawl.export.pdf` reads a PDF from standard input, and writes title and
texts of its pages as JSON.
"""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import groupby
from typing import TYPE_CHECKING

from vultrcrawl.export.processes import reader_environment
from vultrcrawl.page.markdown.escape import as_line, escaped, visible
from vultrcrawl.page.markdown.render import MarkdownText

if TYPE_CHECKING:
    from collections.abc import Iterator

MEDIA = "application/pdf"
#: Pages that are read, characters of their text, and of the title.
_PAGES, _CHARACTERS, _TITLE = 500, 2_000_000, 300
#: Seconds that it may take, and bytes of memory.
_SECONDS, _MEMORY = 30, 1_000_000_000
#: A word that was parted at the end of a line.
_PARTED = re.compile(r"(?<=[^\W\d_])[-\u00ad]\n(?=[a-z\u00df-\u00ff])")


class PdfUnreadable(Exception):
    """The text of a PDF can't be read: says why, in a few words."""


@dataclass(frozen=True, slots=True)
class PdfText:
    """What a PDF says."""

    title: str
    """As it states it; empty if it doesn't."""
    pages: list[str]

    def as_markdown(self) -> MarkdownText:
        """Return its text, each page under a heading: `## Page 2`."""
        blocks: list[str] = []
        lines: list[str] = []
        for number, page in enumerate(self.pages, 1):
            paragraphs = list(_paragraphs(page))
            if paragraphs and len(self.pages) > 1:
                blocks.append(f"## Page {number}")
            blocks += [as_line(escaped(one)) for one in paragraphs]
            lines += paragraphs
        if not lines:
            return MarkdownText("", "")
        return MarkdownText("\n\n".join(blocks) + "\n", "\n".join(lines))


def can_read() -> bool:
    """Whether what reads PDFs is installed."""
    return find_spec("pypdf") is not None


def read_pdf(data: bytes) -> PdfText:
    """Return what the PDF *data* says. Raises PdfUnreadable. Takes a process."""
    try:
        done = subprocess.run(  # noqa: S603 (our own module)
            [sys.executable, "-m", __name__],
            input=data,
            capture_output=True,
            timeout=_SECONDS,
            env=reader_environment(),
            start_new_session=True,  # Ctrl-C is the crawl's alone
            check=False,
        )
        found = json.loads(done.stdout)
        return PdfText(str(found["title"]), [str(one) for one in found["pages"]])
    except subprocess.TimeoutExpired:
        raise PdfUnreadable(f"it takes more than {_SECONDS} s to read") from None
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise PdfUnreadable("it is damaged, or locked") from error


def _paragraphs(page: str) -> Iterator[str]:
    """Yield the paragraphs of a page, which empty lines part, each in one line."""
    lines = _PARTED.sub("", visible(page)).splitlines()
    for full, group in groupby(lines, key=lambda line: bool(line.strip())):
        if full:
            yield " ".join(" ".join(group).split())


def _main() -> None:
    _limit_resources()
    from pypdf import PdfReader  # noqa: PLC0415 (an extra)

    reader = PdfReader(io.BytesIO(sys.stdin.buffer.read()))
    stated = reader.metadata.title if reader.metadata is not None else None
    pages: list[str] = []
    left = _CHARACTERS
    for page in reader.pages[:_PAGES]:
        text = page.extract_text()[:left].encode("utf-8", "replace").decode()
        left -= len(text)
        pages.append(text)
        if left <= 0:
            break
    title = " ".join(str(stated or "").split())[:_TITLE]
    sys.stdout.write(json.dumps({"title": title, "pages": pages}))


def _limit_resources() -> None:
    """Bound memory and processor time, for a process that outlives the crawl, too."""
    try:
        import resource  # noqa: PLC0415 (not on Windows)
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))


if __name__ == "__main__":
    _main()
