"""The names that the package is used by as a library, and the README's examples."""

from __future__ import annotations

import doctest
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

import vultrcrawl
from tests.support import site_documents
from vultrcrawl import (
    Classification,
    Document,
    Extractor,
    PageGroup,
    PageType,
    Record,
    SiteDocument,
    TemplateSchema,
    UsageError,
    classify_page,
    induce,
    load_site,
    main_text,
)

README = Path(__file__).parents[1] / "README.md"
EXAMPLES = re.compile(r"^```pycon\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def _lamp(number: int) -> Document:
    html = (
        f"<title>Lamp {number}</title><nav><a href='/'>Home</a></nav><main>"
        f"<h1>Lamp {number}</h1><p class=price>€ {number}.50</p>"
        f"<p>Lamp {number} was made by hand in a builder near the sea.</p></main>"
    )
    return Document(html, f"https://lamps.example/lamp/{number}")


def _run(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


def test_every_public_name_is_there_and_told_by_dir() -> None:
    assert vultrcrawl.__all__ == sorted(set(vultrcrawl.__all__))
    for name in vultrcrawl.__all__:
        assert getattr(vultrcrawl, name) is not None
        assert name in dir(vultrcrawl)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = vultrcrawl.nothing


def test_what_they_return() -> None:
    pages = [_lamp(number) for number in range(20, 25)]
    found: Classification = classify_page(pages[0].html, pages[0].url)
    assert isinstance(found, Classification)
    assert isinstance(found.page_type, PageType)
    assert isinstance(found.page_group, PageGroup)
    schema: TemplateSchema = induce(pages, name="lamp", page_type=PageType.PRODUCT)
    assert (schema.name, schema.page_type) == ("lamp", "product")
    records: list[Record] = Extractor(schema).apply(_lamp(31))
    assert [(one["name"], one["price"]) for one in records] == [("Lamp 31", 31.5)]
    assert "Lamp 20" in main_text(pages[0].html, pages[0].url)


def test_a_site_is_read_back_or_refused(tmp_path: Path) -> None:
    file = tmp_path / "site.json"
    file.write_text(json.dumps(site_documents.full()), encoding="utf-8")
    site: SiteDocument = load_site(file)
    assert site.templates[0].name == "product"
    file.write_text("{}", encoding="utf-8")
    with pytest.raises(UsageError, match="is no site document"):
        load_site(file)


def test_nothing_heavy_is_imported_before_it_is_used() -> None:
    code = "import sys, vultrcrawl; dir(vultrcrawl); print(len(sys.modules))"
    bare = int(_run("import sys; print(len(sys.modules))"))
    assert int(_run(code)) - bare < 30


def test_neither_scrapy_nor_a_model_is_needed() -> None:
    used = set(vultrcrawl.__all__) - {"Addon"}
    code = (
        f"import sys; from vultrcrawl import {', '.join(sorted(used))}\n"
        "page = Document('<h1>a</h1><p>b c d', 'https://a.example/1')\n"
        "schema = induce([page]); Extractor(schema).apply(page)\n"
        "classify_page(page.html, page.url); main_text(page.html, page.url)\n"
        "print(sorted({'scrapy', 'twisted', 'openai', 'aiohttp'} & set(sys.modules)))"
    )
    assert _run(code) == "[]"


def test_examples_of_the_readme(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    examples = EXAMPLES.findall(README.read_text("utf-8"))
    assert len(examples) == 2
    file = tmp_path / "output" / "lamps.example" / "site.json"
    file.parent.mkdir(parents=True)
    file.write_text(json.dumps(site_documents.full()), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    test = doctest.DocTestParser().get_doctest(
        "\n".join(examples), {}, "README.md", str(README), 0
    )
    told: list[str] = []
    doctest.DocTestRunner().run(test, out=told.append)
    assert not told, "".join(told)
