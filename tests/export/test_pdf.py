"""Texts of PDFs."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
from markdown_it import MarkdownIt

from tests.support.crawls import explore
from tests.support.pdfs import pdf
from tests.support.site import Answer, Site, page
from vultrcrawl.export.pdf import PdfText, PdfUnreadable, read_pdf


def test_a_pdf_says_what_its_pages_say() -> None:
    found = read_pdf(pdf("One\nand two", "Three", title="A manual"))
    assert found == PdfText("A manual", ["One\nand two", "Three"])


def test_what_is_no_pdf_is_told() -> None:
    for data in (b"", b"%PDF-1.4\n%%EOF", b"%PDF" + bytes(1000)):
        with pytest.raises(PdfUnreadable, match="damaged"):
            read_pdf(data)


def test_a_pdf_that_unpacks_to_all_memory_is_given_up() -> None:
    bomb = pdf("x" * 3_000_000 + "\n" + "y " * 300_000)
    found = read_pdf(bomb)  # large, and read no further than its limit
    assert sum(map(len, found.pages)) <= 2_000_000


def test_the_process_that_reads_a_pdf_gets_no_key(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-canary")
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    seen: list[dict[str, str]] = []
    with ThreadPoolExecutor(1) as pool:
        reading = pool.submit(read_pdf, pdf("x" * 300_000))
        while not reading.done():
            for child in psutil.Process().children():
                with suppress(psutil.Error):
                    # Before its program begins it is a copy of this process.
                    if "vultrcrawl.export.pdf" in child.cmdline():
                        seen.append(child.environ())
    assert reading.result().pages
    assert any(one.get("LC_ALL") == "C.UTF-8" for one in seen)
    assert not any("sk-canary" in one.values() for one in seen)


def test_its_text_is_markdown_and_no_sign_of_it() -> None:
    hostile = "# Title\n<script>x</script>\n\n```\n1. one [a](javascript:b)"
    found = PdfText("", [hostile, "an exam-\nple of Ex-\nPort"]).as_markdown()
    html = MarkdownIt().render(found.markdown)
    assert "<script>" not in html
    assert "<a" not in html
    assert "<code>" not in html
    assert html.count("<h2>") == 2
    assert "<ol>" not in html
    assert "an example of Ex- Port" in found.text
    assert PdfText("", [" \n"]).as_markdown().markdown == ""


def test_pdfs_of_a_site_are_among_its_texts(tmp_path: Path) -> None:
    files = {
        "/manual.pdf": Answer(
            pdf("Turn the lamp off\nbefore it burns.", "Clean it.", title="Manual"),
            content_type="application/pdf",
        ),
        "/broken.pdf": Answer(b"%PDF-1.7 nothing", content_type="application/pdf"),
    }
    links = "".join(f'<a href="{path}">{path}</a> ' for path in files)
    with Site({"/": page("Lamps", links), **files}) as site:
        crawl = explore(site.url, tmp_path / "out")
    assert crawl.exit_code == 0, crawl.stderr
    row = crawl.pages[f"{site.url}manual.pdf"]
    assert row["title"] == "Manual"
    text = (crawl.folder / "text/manual.pdf.md").read_text("utf-8")
    assert 'type: "pdf"' in text
    assert "## Page 1\n\nTurn the lamp off before it burns.\n\n## Page 2" in text
    (first, second) = crawl.rows("chunks.jsonl")
    assert first["headings"] == ["Page 1"]
    assert second["text"] == "## Page 2\n\nClean it."
    assert "[Manual]" in (crawl.folder / "llms.txt").read_text("utf-8")
    (warning,) = crawl.pages[f"{site.url}broken.pdf"]["warnings"]
    assert "the text of the PDF could not be read" in warning
