"""Makes texts of the pages that are kept; as a process, those that a crawl names.

    python -m vultrcrawl.export.text_maker PAGES TEXTS

PAGES is the file of the page store, TEXTS of the texts. Reads URLs from standard input,
a line each, as JSON, until it ends.
"""

from __future__ import annotations

import gc
import json
import logging
import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from vultrcrawl.errors import StorageError
from vultrcrawl.export.processes import reader_environment
from vultrcrawl.export.texts import TextStore
from vultrcrawl.page.markdown.render import markdown_text
from vultrcrawl.schema.templates.kept import StoredPages

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vultrcrawl.page.document import Document

logger = logging.getLogger(__name__)

#: How much such a process stands back behind the crawl.
_NICE = 5


class TextMaker:
    """Makes texts of the pages in the file *pages*, and keeps them in *store*."""

    def __init__(self, pages: Path, store: TextStore) -> None:
        self.pages = pages
        self._reader = StoredPages(pages)
        self._store = store

    def make(self, url: str) -> bool:
        """Make the text of the page at *url*; False if it is not there, or unreadable.

        Raises StorageError.
        """
        document = self.page(url)
        if document is None:
            return False
        try:
            text = markdown_text(document)
        except Exception as error:  # noqa: BLE001 (others must not lose theirs by it)
            logger.warning("no text of %s: %s", url, type(error).__name__)
            return False
        self._store.put(url, text)
        return True

    def page(self, url: str) -> Document | None:
        """Return the page at *url*; None if it is not there, or unreadable."""
        try:
            return self._reader.read(url)
        except sqlite3.OperationalError as error:
            raise StorageError(f"a page can't be read: {error}") from error

    def close(self) -> None:
        """Close the file of pages."""
        self._reader.close()


class TextProcess:
    """A process that makes texts beside the crawl.

    It is no part of the terminal's group, so that Ctrl-C is the crawl's alone, and ends
    when the crawl does, however that ends. What it leaves undone can be made later.
    """

    def __init__(self, pages: Path, texts: Path) -> None:
        self._process = subprocess.Popen(  # noqa: S603 (ourselves)
            [sys.executable, "-m", __name__, pages, texts],
            env=reader_environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._process.pid

    def send(self, urls: Iterable[str]) -> bool:
        """Have the texts of *urls* made; wait until the process takes them in.

        That may take long if it has many before it, and ends with `abandon`. False if
        the process has ended.
        """
        stream = self._process.stdin
        lines = "".join(f"{json.dumps(url)}\n" for url in urls)
        try:
            if stream is not None and not stream.closed:
                stream.write(lines.encode())
                stream.flush()
        except OSError:
            return False
        return self._process.poll() is None

    def end_input(self) -> None:
        """Tell the process that no more comes."""
        if self._process.stdin is not None:
            with suppress(OSError):
                self._process.stdin.close()

    def finish(self, seconds: float | None = None) -> None:
        """Wait until all texts are made, at most *seconds*; then end the process."""
        self.end_input()
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.abandon()

    def abandon(self) -> None:
        """End the process at once, also while another thread waits in `send`."""
        self._process.kill()
        self._process.wait()


def main() -> None:
    """Make the texts of the URLs on standard input."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = os.getppid()
    os.nice(_NICE)
    # As in a crawl's process: what a page makes dies young.
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    pages, texts = map(Path, sys.argv[1:])
    store = TextStore(texts.parent)
    maker = TextMaker(pages, store)
    for line in sys.stdin:
        if os.getppid() != parent:  # the crawl was killed
            break
        maker.make(json.loads(line))
    maker.close()
    store.close()


if __name__ == "__main__":
    main()
