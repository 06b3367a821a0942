"""What is remembered of pages while others are read."""

from __future__ import annotations

import tracemalloc

from vultrcrawl.page.document import Document
from vultrcrawl.page.maintext.extract import main_blocks
from vultrcrawl.page.signature import signature


def test_long_attributes_of_pages_read_before_are_not_kept() -> None:
    text = "<p>Words that tell of the thing at length, so that this is a text.</p>"

    def read(number: int) -> None:
        names = " ".join(f"part-{number}-{one}" for one in range(6_000))
        html = f'<main class="{names}" style="{names}">{text * 4}</main>'
        document = Document(html, f"https://wide.example/{number}")
        signature(document)
        assert main_blocks(document)

    read(0)
    tracemalloc.start()
    try:
        for number in range(1, 12):
            read(number)
        kept, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert kept < 300_000, "less than the attributes of two pages"
