"""The measure of what Markdown keeps counts what there is, and what is kept."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

pytest.importorskip("trafilatura")

from vultrcrawl.page.markdown.measure import measure

TABLE = "".join(f"<tr><td>Part {n}</td><td>{n} kg of steel</td></tr>" for n in range(4))
CODE = "for part in parts:\n    weigh(part, twice=True)"
TEXT = " ".join(f"The machine has {n} parts that can be weighed." for n in range(30))


def test_headings_tables_and_code_of_the_main_text_are_counted(tmp_path: Path) -> None:
    page = f"""<html><body><nav><h3>Menu</h3></nav><article><h1>The machine</h1>
    <p>{TEXT}</p><h2>Weights</h2><table>{TABLE}</table><pre><code>{CODE}</code></pre>
    <p>{TEXT}</p></article></body></html>"""
    words = TABLE.replace("</td>", "\n").replace("<tr><td>", "").replace("<td>", "")
    truth = f"The machine\n{TEXT}\nWeights\n{words}\n{CODE}\n{TEXT}"
    files = {"pages": {"id": "1", "html": page}, "truth": {"id": "1"}}
    files["truth"]["main_content"] = truth.replace("</tr>", "")
    for name, row in files.items():
        with gzip.open(tmp_path / f"{name}.gz", "wt") as file:
            file.write(json.dumps(row))
    found = measure(tmp_path / "pages.gz", tmp_path / "truth.gz")
    assert found["there"] == {"pages": 1, "headings": 2, "tables": 1, "code": 1}
    ours = found["ours"]
    assert (ours["headings"], ours["tables"], ours["code"]) == (1, 1, 1)
    assert ours["word_f1"] > 0.9
    assert found["trafilatura"]["word_f1"] > 0.5
