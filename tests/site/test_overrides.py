"""Page objects of a user: which are in force, and what becomes of a record."""

from __future__ import annotations

import json
import logging
import re
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

from tests.site.documents import document, saved
from tests.support.commands import environment
from tests.support.served import in_a_loop
from tests.support.site import Site
from vultrcrawl import Document, Extractor, Record
from vultrcrawl.errors import UsageError
from vultrcrawl.site.document import SiteDocument, read_site
from vultrcrawl.site.loading import load_overrides
from vultrcrawl.site.overrides import Overrides

HEAD = """\
from __future__ import annotations

import datetime
import decimal

import attrs
from pydantic import BaseModel, Field
from web_poet import BrowserResponse, WebPage, field, handle_urls
from web_poet.exceptions import UseFallback

from vultrcrawl import ExtractedRecord

"""
URL = "https://a.example/thing/7"


def site() -> SiteDocument:
    """Return a site with things that have a name and a price, and with a list."""
    data = document()
    [thing] = data["templates"]
    price = {"name": "price", "type": "number", "filled": 1.0}
    price["locators"] = [{"kind": "css", "expr": "p.price"}]
    price["transforms"] = [{"name": "price", "decimal": "."}]
    tags = {"name": "tags", "type": "string", "multiple": True}
    tags["locators"] = [{"kind": "css", "expr": "b"}]
    thing["item"]["fields"] += [price, tags]
    cards = json.loads(json.dumps(thing))
    cards |= {"name": "list", "match": {"url_shapes": ["/list"], "must_have": []}}
    cards["item"] |= {"cardinality": "many", "container": "li"}
    data["templates"].append(cards)
    return read_site(data)


def written(folder: Path, code: str, head: str = HEAD) -> Path:
    file = folder / "overrides.py"
    file.write_text(head + dedent(code), encoding="utf-8")
    return file


def loaded(folder: Path, code: str) -> Overrides:
    found = load_overrides(written(folder, code), site())
    assert found is not None
    return found


def records(
    overrides: Overrides,
    html: str = "<h1>Lamp</h1><p class=price>$20.00</p>",
    url: str = URL,
    template: str = "thing",
) -> list[Record]:
    """Return the records of a page with what *overrides* give."""
    [schema] = [one.schema for one in site().templates if one.name == template]
    page = Document(html, url)
    ours = Extractor(schema).apply(page)
    return in_a_loop(lambda: overrides.apply(schema, page, ours))


def test_fields_that_are_given_win_and_others_stay(tmp_path: Path) -> None:
    found = loaded(
        tmp_path,
        """
        @handle_urls("a.example/thing/")
        @attrs.define
        class Thing(WebPage[dict[str, object]]):
            ours: ExtractedRecord

            @field
            def note(self):
                return self.css("h1::text").get() + "!"

            @field
            async def price(self):
                self.ours["tags"].append("changed")
                return self.ours["price"] * 2
        """,
    )
    html = "<h1>Lamp</h1><p class=price>$20.00</p><b>new</b>"
    [record] = records(found, html)
    assert list(record.items()) == [
        ("url", URL), ("name", "Lamp"), ("price", 40.0), ("tags", ["new"]),
        ("note", "Lamp!"),
    ]  # fmt: skip
    [elsewhere] = records(found, url="https://a.example/other/7")
    assert elsewhere["price"] == 20.0
    assert found.report()["records"] == {"Thing": 1}
    assert found.names() == ["note", "price"]


def test_none_takes_a_field_away_and_a_page_may_have_only_theirs(
    tmp_path: Path,
) -> None:
    found = loaded(
        tmp_path,
        """
        class Thing(WebPage):
            TEMPLATE = "thing"

            @field
            def name(self):
                return None

            @field
            def code(self):
                return self.css("u::text").get()
        """,
    )
    assert records(found) == [{"url": URL, "price": 20.0}]
    assert records(found, "<u>x7</u>") == [{"url": URL, "code": "x7"}]
    assert records(found, "<i>nothing</i>") == []
    assert found.names("list") == []
    cards = "<li><h1>One</h1></li><li><h1>Two</h1></li>"
    assert [one["name"] for one in records(found, cards, template="list")] == [
        "One", "Two",
    ]  # fmt: skip


def test_of_page_objects_for_the_same_page_the_closer_one_wins(tmp_path: Path) -> None:
    found = loaded(
        tmp_path,
        """
        class Base(WebPage):
            @field
            def name(self):
                return "base"

        class General(Base):
            TEMPLATE = "thing"

            @field
            def price(self):
                return 1

            @field
            def colour(self):
                return "red"

        @handle_urls("a.example/thing/")
        class Things(WebPage):
            @field
            def price(self):
                return 2

        @handle_urls("a.example/thing/", priority=600)
        class First(WebPage):
            @field
            def price(self):
                return 3

        @handle_urls("a.example/thing/8")
        class Eight(General):
            @field
            def colour(self):
                return "blue"

        @handle_urls("a.example/thing/9", instead_of=First)
        class Nine(WebPage):
            @field
            def name(self):
                return "nine"
        """,
    )
    assert records(found)[0] == {
        "url": URL, "name": "base", "price": 3, "colour": "red",
    }  # fmt: skip
    [eight] = records(found, url="https://a.example/thing/8")
    assert (eight["colour"], eight["price"]) == ("blue", 3)
    [nine] = records(found, url="https://a.example/thing/9")
    assert (nine["name"], nine["price"]) == ("nine", 2)
    assert "Base" not in found.report()["records"]


def test_a_class_that_another_derives_from_gives_nothing_itself(
    tmp_path: Path,
) -> None:
    found = loaded(
        tmp_path,
        """
        @handle_urls("a.example/thing/")
        class Theirs(WebPage):
            TEMPLATE = "thing"

            @field
            def name(self):
                return "theirs"

            @field
            def colour(self):
                return "red"

        class Mine(Theirs):
            @field
            def name(self):
                return "mine"

        @handle_urls("a.example/thing/")
        class Same(WebPage):
            @field
            def note(self):
                return "for the same pages"
        """,
    )
    [record] = records(found)
    assert (record["name"], record["colour"]) == ("mine", "red")
    assert found.report()["records"] == {"Theirs": 0, "Mine": 1, "Same": 1}


def test_values_are_made_json_by_the_names_of_the_item(tmp_path: Path) -> None:
    found = loaded(
        tmp_path,
        """
        class Part(BaseModel):
            class_: str | None = Field(None, alias="class")
            size: int | None = None

        class Item(BaseModel):
            from_: str = Field(alias="from")
            parts: list[Part]

        @attrs.define
        class Maker:
            name: str

        class Thing(WebPage[Item]):
            TEMPLATE = "thing"

            @field
            def url(self):
                return "https://elsewhere.example/"

            @field
            def from_(self):
                return "Kiel"

            @field
            def parts(self):
                return [Part(**{"class": "A"})]

            @field
            def maker(self):
                return Maker("Noll")

            @field
            def made(self):
                return datetime.date(2024, 5, 6)

            @field
            def weight(self):
                return decimal.Decimal("1.50")

            @field
            def ratio(self):
                return float("nan")
        """,
    )
    [record] = records(found)
    assert record == {
        "url": URL, "name": "Lamp", "price": 20.0, "from": "Kiel",
        "parts": [{"class": "A"}], "maker": {"name": "Noll"}, "made": "2024-05-06",
        "weight": "1.50",
    }  # fmt: skip


def test_a_field_that_fails_stays_ours_and_is_told_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    code = """
        @attrs.define
        class Broken(WebPage):
            TEMPLATE = "thing"
            ours: ExtractedRecord

            def __attrs_post_init__(self):
                if self.url.endswith("/0"):
                    raise RuntimeError("no page")

            @field
            def name(self):
                return self.css("h1")

            @field
            def price(self):
                return 1 / 0

            @field
            def size(self):
                return "\\ud800"

            @field
            def weight(self):
                raise UseFallback

            @field
            def note(self):
                return "given"
        """
    with caplog.at_level(logging.INFO):
        found = loaded(tmp_path, code)
        for number in (0, 1, 2):
            [record] = records(found, url=f"https://a.example/thing/{number}")
            assert (record["name"], record["price"]) == ("Lamp", 20.0)
            assert record.get("note") == ("given" if number else None)
            assert "size" not in record
        found.tell()
    failed = {"Broken": 1, "Broken.name": 2, "Broken.price": 2, "Broken.size": 2}
    report = found.report()
    assert (report["failed"], report["records"]) == (failed, {"Broken": 2})
    assert found.failed == 7
    warnings = [r.getMessage() for r in caplog.records if r.levelname == "WARNING"]
    line = (HEAD + dedent(code)).splitlines().index("        return 1 / 0") + 1
    [told] = [one for one in warnings if "ZeroDivisionError" in one]
    assert told.startswith(f"{tmp_path}/overrides.py:{line}: Broken.price failed on ")
    assert "a Selector is no value" in "".join(warnings)
    assert sum("failed on https" in one for one in warnings) == 4
    line_of_end = f"{tmp_path}/overrides.py: Broken.price failed, and ours stayed, "
    assert f"{line_of_end}on pages: 2" in warnings


@pytest.mark.parametrize(
    ("code", "line", "says"),
    [
        ("class X(:\n", 13, "SyntaxError"),
        ("import nothing_of_that_name\n", 13, "No module named 'nothing_of_that"),
        ("\n\nraise ValueError('two\\nlines')\n", 15, "ValueError: two lines"),
        ("@handle_urls('/thing/')\nclass X(WebPage): ...\n", 13, "belong to a domain"),
        ("class X(WebPage): ...\n", None, "has no page object: give a class"),
        ("\n@handle_urls('a.example')\nclass X(WebPage): ...\n", 14, "gives nothing"),
    ],
)
def test_a_file_that_is_no_good_is_one_line(
    code: str, line: int | None, says: str, tmp_path: Path
) -> None:
    file = written(tmp_path, code)
    with pytest.raises(UsageError) as caught:
        load_overrides(file, site())
    told = str(caught.value)
    assert "\n" not in told
    assert says in told
    assert told.startswith(f"{file}:{line}: " if line else f"{file} ")


@pytest.mark.parametrize(
    ("start", "body", "says"),
    [
        ("@handle_urls(['b.com/x', 'c.com'])", "", "pages of b.com, c.com, and"),
        ("", "TEMPLATE = 'thin'", "template thin; there are thing, list"),
        ("", "TEMPLATE = ['thing']", "is for template "),
        ("", "TEMPLATE = 'list'", "list, whose records are cards"),
        ("@handle_urls('')", "b: BrowserResponse", "HttpResponse and ExtractedRecord"),
        ("@handle_urls('')", "b: Missing", "NameError"),
    ],
)
def test_a_page_object_that_could_not_be_used_is_one_line(
    start: str, body: str, says: str, tmp_path: Path
) -> None:
    odd = f"@attrs.define\nclass Odd(WebPage):\n    {body}\n"
    file = written(tmp_path, f"{start}\n{odd}    @field\n    def name(self): ...\n")
    with pytest.raises(UsageError) as caught:
        load_overrides(file, site())
    assert re.fullmatch(rf"{file}:1[34]: Odd .*{says}.*", str(caught.value))


def test_a_file_is_run_once(tmp_path: Path) -> None:
    code = """
        class Thing(WebPage):
            TEMPLATE = "thing"

            @field
            def name(self):
                return "mine"
        """
    first, second = loaded(tmp_path, code), loaded(tmp_path, code)
    assert records(first) == records(second)
    with pytest.raises(UsageError, match="does not exist"):
        load_overrides(tmp_path / "other.py", site())
    assert load_overrides(None, site()) is None


LOAD = """\
import sys
from pathlib import Path
{before}
from vultrcrawl.errors import UsageError
from vultrcrawl.site.loading import load_overrides, load_site
try:
    load_overrides(Path({file!r}), load_site({site!r}))
except UsageError as error:
    print(error)
"""


def in_a_process(folder: Path, before: str = "", **env: str) -> str:
    file = written(
        folder,
        """
        @handle_urls("a.example/thing/")
        class Thing(WebPage):
            @field
            def name(self): ...
        """,
    )
    path = str(saved(document(), folder))
    env.setdefault("PYTHONDONTWRITEBYTECODE", "")
    code = LOAD.format(before=before, file=str(file), site=path)
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment(**env),
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    return done.stdout + done.stderr


def test_without_web_poet_it_says_what_to_install(tmp_path: Path) -> None:
    before = "sys.modules['web_poet'] = None"
    told = in_a_process(tmp_path, before)
    file = tmp_path / "overrides.py"
    assert told == f"{file} needs web-poet: pip install 'vultrcrawl[overrides]'\n"


def test_no_list_of_suffixes_is_fetched_and_no_compiled_file_left(
    tmp_path: Path,
) -> None:
    with Site({"/list.dat": "com\n"}) as lists:
        told = in_a_process(
            tmp_path,
            TLDEXTRACT_PUBLIC_SUFFIX_LIST_URLS=f"{lists.url}list.dat",
            TLDEXTRACT_CACHE=str(tmp_path / "cache"),
        )
        assert not lists.hits
    assert told == ""
    assert not (tmp_path / "__pycache__").exists()
