"""Files of the texts of a site: names, front matter, pieces, llms.txt."""

from __future__ import annotations

import json
import re
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vultrcrawl.export.chunks import CHUNK_TOKENS, chunks, tokens
from vultrcrawl.export.names import file_name, file_names
from vultrcrawl.export.text_files import write_texts
from vultrcrawl.export.texts import TextStore
from vultrcrawl.page.markdown.render import MarkdownText
from vultrcrawl.report.output_folder import OutputFolder

SITE = "http://a.example"


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/", "index"),
        ("/docs/", "docs/index"),
        ("/docs/intro.html", "docs/intro.html"),
        ("/%E6%97%A5%E6%9C%AC/kana", "日本/kana"),
    ],
)
def test_a_plain_address_gives_its_own_name(path: str, name: str) -> None:
    assert file_name(SITE + path) == name


def test_no_two_addresses_share_a_file() -> None:
    urls = [
        f"{SITE}{path}"
        for path in (
            "/", "/index", "/?a=1", "/?a=2", "/a", "/a/", "/A", "/a/index", "/a.md/b",
            "/a/b", "/a%2Fb", "/a:b", "/a-b", "/con", "/_con", "/..%2f..%2fetc/passwd",
            "/%2e%2e/x", "/x", "/#/x", "/" + "long" * 400, "/" + "long" * 401,
            "/DROP TABLE", "/```", "/]]>", '/"""', "/a\x00b", "/%F0%9F%98%80",
        )
    ]  # fmt: skip
    names = file_names(urls)
    assert len({name.casefold() for name in names.values()}) == len(urls)
    assert file_names(urls[::-1]) == names


@given(st.text(max_size=60), st.text(max_size=20))
def test_a_name_stays_in_its_folder(path: str, query: str) -> None:
    name = f"text/{file_name(f'{SITE}/{path}?{query}')}.md"
    for one in (PurePosixPath(name), PureWindowsPath(name)):
        assert not one.is_absolute()
        assert ".." not in one.parts
        assert all(len(part.encode()) < 250 for part in one.parts)
    assert re.fullmatch(r"[\w./~-]+", name)


def row(path: str, title: str, **more: Any) -> dict[str, Any]:
    return {
        "url": SITE + path, "final_url": SITE + path, "error": None,
        "page_type": "documentation", "page_group": "detail", "title": title,
        "description": None, "template": "documentation", "language": "en",
        "duplicate_of": None, "fetched_at": "2026-01-02T03:04:05+00:00", **more,
    }  # fmt: skip


HOSTILE = '"""\n---\n]]> `x` <script> DROP TABLE pages; [a](b) \u2028\u202e\x1b[2J'


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """A site with hostile titles, one copy, one product, and one page without text."""
    store = TextStore()
    rows = [
        row("/", "Home", page_type="homepage", description="All about kettles"),
        row("/docs/a", HOSTILE, description=HOSTILE),
        row("/docs/b", "B", description="The same"),
        row("/docs/c", "C", description="The same"),
        row("/docs/d", "D", duplicate_of=f"{SITE}/docs/c"),
        row("/shop/e", "E", page_type="product", page_group="detail"),
        row("/docs/f", "F"),
    ]
    for one in rows[:-1]:
        store.put(one["url"], MarkdownText("## Boil\n\nWater.\n", "Boil\nWater."))
    output = OutputFolder(tmp_path, "run")
    records = {
        f"{SITE}/docs/{one}": {
            "breadcrumbs": ["Home", "Guides", one.upper()],
            "datePublished": "2026-05-06",
        }
        for one in "abc"
    }
    assert write_texts(
        output.place, store.get, rows, records, site="a.example", every=False
    ) == 3  # fmt: skip
    output.put(7)
    output.close()
    store.close()
    return tmp_path


def test_each_page_that_is_read_has_a_file(written: Path) -> None:
    files = {path.relative_to(written).as_posix() for path in written.rglob("*.md")}
    assert files == {"text/docs/a.md", "text/docs/b.md", "text/docs/c.md"}
    _, front, text = (written / "text/docs/b.md").read_text("utf-8").split("---\n")
    assert text == "\n## Boil\n\nWater.\n"
    values = {
        k: json.loads(v) for k, v in (x.split(": ", 1) for x in front.splitlines())
    }
    assert values["url"] == f"{SITE}/docs/b"
    assert values["published"] == "2026-05-06"
    assert values["breadcrumbs"] == ["Home", "Guides", "B"]
    assert len(values["hash"]) == 16


def test_a_hostile_title_is_a_value_and_a_link(written: Path) -> None:
    head = (written / "text/docs/a.md").read_text("utf-8").split("\n---\n")[0]
    title = next(x for x in head.splitlines() if x.startswith("title: "))
    assert "DROP TABLE" in json.loads(title.removeprefix("title: "))
    listed = (written / "llms.txt").read_text("utf-8")
    assert not {"\u2028", "\u202e", "\x1b"} & set(listed + head)
    assert "<script>" not in listed.replace("\\<script\\>", "")
    links = [line for line in listed.splitlines() if line.startswith("- ")]
    assert len(links) == 3
    assert listed.startswith("# a.example\n\n> All about kettles\n\n## Guides\n\n- [")
    assert "The same" not in listed


def test_sections_are_named_as_people_say(tmp_path: Path) -> None:
    store = TextStore()
    names = ("faq_support", "article-news", "documentation-2")
    rows = [row(f"/{name}", name, template=name) for name in names]
    for one in rows:
        store.put(one["url"], MarkdownText("Text.\n", "Text."))
    output = OutputFolder(tmp_path, "run")
    write_texts(output.place, store.get, rows, {}, site="Tea Shop", every=False)
    output.put(3)
    output.close()
    store.close()
    listed = (tmp_path / "llms.txt").read_text("utf-8").splitlines()
    assert listed[0] == "# Tea Shop"
    assert [line for line in listed if line.startswith("## ")] == [
        "## Article: news", "## Documentation 2", "## FAQ and support",
    ]  # fmt: skip


def test_long_lists_tables_and_code_are_cut_at_their_lines() -> None:
    items = "\n".join(f"- [item {n}](https://a.example/{n})" for n in range(200))
    rows = "\n".join(f"| {n} | some words of row {n} |" for n in range(200))
    table = f"| no | words |\n| --- | --- |\n{rows}"
    code = "```py\n" + "\n".join(f"value_{n} = {n}" for n in range(400)) + "\n```"
    paragraph = "word " * 3_000
    for block in (items, table, code):
        found = [one["text"] for one in chunks(SITE, "T", block)]
        assert len(found) > 2
        assert all(tokens(one) <= CHUNK_TOKENS + 20 for one in found)
        for one in found:
            if block is table:
                assert one.startswith("| no | words |\n| --- | --- |\n| ")
            if block is code:
                assert one.startswith("```py\nvalue_")
                assert one.endswith("\n```")
        lines = [line for one in found for line in one.splitlines()]
        assert set(lines) == set(block.splitlines())
    assert [one["text"] for one in chunks(SITE, "T", paragraph)] == [paragraph]


def test_headings_of_pieces_are_what_they_say() -> None:
    markdown = "# [`csv`](https://a.example/x#y) *and* \\[more\\]\n\nText.\n"
    (piece,) = chunks(SITE, "T", markdown)
    assert piece["headings"] == ["csv and [more]"]


def test_a_later_run_takes_the_files_away_that_it_has_not(written: Path) -> None:
    output = OutputFolder(written, "later")
    output.place("pages.jsonl").write_text("{}\n")
    output.put(1)
    output.close()
    assert not list((written / "text").rglob("*.md"))
    assert not (written / "llms.txt").exists()
    assert (written / "previous/text/docs/a.md").exists()
    assert (written / "previous/chunks.jsonl").exists()


def test_files_of_others_are_not_taken_away(tmp_path: Path) -> None:
    precious = tmp_path / "precious.md"
    precious.write_text("x")
    folder = tmp_path / "out"
    folder.mkdir()
    names = ["text/../../precious.md", "text/a/../../../precious.md", "text//x.md"]
    listing = {"run": "old", "pages": 1, "files": names}
    (folder / ".vultrcrawl.json").write_text(json.dumps(listing))
    output = OutputFolder(folder, "new")
    output.put(1)
    output.close()
    assert precious.read_text() == "x"


TEXT = (
    "Before.\n\n# One\n\nText.\n\n```py\n# no heading\n\nx\n```\n\n## Two \\*\n\n"
    "More.\n\n# One\n\nAgain.\n"
)


def test_pieces_have_the_headings_above_them_and_ids_that_stay() -> None:
    found = list(chunks(SITE, "T", TEXT))
    assert [one["headings"] for one in found] == [
        [], ["One"], ["One", "Two *"], ["One"],
    ]  # fmt: skip
    assert "# no heading\n\nx\n```" in found[1]["text"]
    assert len({one["id"] for one in found}) == 4
    changed = list(chunks(SITE, "T", TEXT.replace("Before", "Other")))
    assert [one["id"] for one in changed] == [one["id"] for one in found]
    assert {one["id"] for one in chunks(SITE + "/2", "T", TEXT)}.isdisjoint(
        one["id"] for one in found
    )


def test_long_sections_are_cut_between_blocks_and_nothing_is_lost() -> None:
    blocks = [f"word{n} " * 100 for n in range(20)]
    found = list(chunks(SITE, "T", "# H\n\n" + "\n\n".join(blocks)))
    assert len(found) > 5
    assert all(one["tokens"] <= CHUNK_TOKENS for one in found)
    together = "\n\n".join(one["text"] for one in found)
    assert together.split() == ("# H\n\n" + "\n\n".join(blocks)).split()


def test_tokens_of_scripts_without_spaces_are_their_signs() -> None:
    assert tokens("四字熟語") == 4
    assert 10 < tokens("The water boils when it is hot enough to do so.") < 15
