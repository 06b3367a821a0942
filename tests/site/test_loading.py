"""site.json from a stranger: it is read, or refused in one line that quotes nothing."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

from tests.site.documents import document, saved, spoiled
from tests.support.effort import assert_quick
from vultrcrawl.errors import UsageError
from vultrcrawl.site.loading import load_site, read_text

FIELD = "templates/0/item/fields/0"
CSS = f"{FIELD}/locators/0/expr"
RECORDS = "templates/0/json_schema"
MUST = "templates/0/match/must_have"


def refusal(path: Path) -> str:
    """Return why *path* is no site document."""
    with pytest.raises(UsageError) as caught:
        load_site(path)
    line = str(caught.value)
    assert line.isprintable()
    assert len(line) < 600
    return line


def test_a_sound_document_is_read(tmp_path: Path) -> None:
    site = load_site(saved(document(), tmp_path))
    assert [one.name for one in site.templates] == ["thing"]
    assert site.scope == "host"


def test_the_mark_of_some_editors_is_passed_over(tmp_path: Path) -> None:
    path = saved(document(), tmp_path)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert [one.name for one in load_site(path).templates] == ["thing"]
    path.write_bytes(b"\xef\xbb\xbfhttps://a.example/\n")
    assert read_text(path) == "https://a.example/\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"schema_version": "1.0", "start', "no complete JSON"),
        ("[]", "not a JSON object"),
        ('{"schema_version": "2.3"}', "version 2.3, which is newer"),
        ("{}", "schema_version, start_url, templates is missing"),
        ('{"a": NaN}', "NaN is no number of JSON"),
        ('{"a": 1' + "0" * 5_000 + "}", "no complete JSON"),
        ("[" * 200_000, "no complete JSON"),
        ('{"a": ' + "[" * 150 + "]" * 150 + "}", "more than 100 values"),
        (r'{"a": "\ud800"}', "lone surrogate"),
    ],
)
def test_texts_that_are_no_document(text: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "site.json"
    path.write_text(text, encoding="utf-8")
    assert said in refusal(path)


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (RECORDS, {"$ref": "http://10.0.0.1/schema.json"}),
        (RECORDS, {"properties": {"name": {"$ref": "file:///etc/passwd"}}}),
        (RECORDS, {"$id": "http://10.0.0.1/a", "$ref": "b"}),
        (RECORDS, {"$dynamicRef": "http://10.0.0.1/x"}),
        (RECORDS, {"$ref": "#"}),
        (RECORDS, {"properties": {"name": {"pattern": "^(a+)+$"}}}),
        (RECORDS, {"patternProperties": {"(": {}}}),
        (RECORDS, {"type": 5}),
        (RECORDS, {"type": "frob"}),
        (RECORDS, None),
        (MUST, [":is(" * 3_000 + "a" + ")" * 3_000]),
        (MUST, [",".join(f"a{n}" for n in range(5_000))]),
        (MUST, ["* " * 5_000 + "*"]),
        (MUST, ["p"] * 51),
        (MUST, ["*:has(p)"]),
        (CSS, "x|a"),
        (f"{FIELD}/locators/0/attribute", "{"),
        (f"{FIELD}/locators/0/attribute", "a\0"),
        (CSS, "a[x|y=z]"),
        (CSS, "p:nth-child(99999999999999999999n+1)"),
        ("templates/0/pagination", {"kind": "next_link", "selector": "x|a"}),
        ("templates/0/pages/estimated_total", 10**400),
        ("templates/0/pages/examples", ["https://a.example/"] * 1_001),
        ("templates/0/name", "thing\n"),
        ("templates/0/name", "../thing"),
        ("templates/0/match", None),
        ("templates/1", document()["templates"][0]),
        (f"{FIELD}/name", "a" * 121),
        ("templates/0/item/fields/1", document()["templates"][0]["item"]["fields"][0]),
        ("schema_version", "\u00b2"),
        ("schema_version", "9" * 5_000 + ".0"),
        ("schema_version", "1.0\n"),
        ("run", None),
        ("run", []),
        ("run/arguments", {"scope": []}),
        ("start_url", "file:///etc/passwd"),
    ],
)
def test_documents_that_would_do_harm(
    place: str, value: object, tmp_path: Path
) -> None:
    line = refusal(saved(spoiled(place, value), tmp_path))
    first = place.split("/", maxsplit=1)[0]
    assert first in line


def test_values_of_the_file_are_not_quoted(tmp_path: Path) -> None:
    for data in (
        {"schema_version": "SECRET", "start_url": "SECRET", "templates": "SECRET"},
        spoiled("start_url", "SECRET"),
        spoiled(f"{FIELD}/type", "SECRET"),
        spoiled(RECORDS, {"type": "SECRET"}),
    ):
        assert "SECRET" not in refusal(saved(data, tmp_path))
    (tmp_path / "site.json").write_text("root:SECRET:1\n", encoding="utf-8")
    assert "SECRET" not in refusal(tmp_path / "site.json")


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("templates/0/validation", {
            "method": "none", "dropped": [{"name": "a", "reason": "b", "more": 1}],
        }),
        ("run/arguments", None),
        ("templates/0/pages/estimated_total", None),
        ("templates", []),
        ("more", {"of": "what a later version writes"}),
    ],
)  # fmt: skip
def test_documents_that_are_odd_and_sound(
    place: str, value: object, tmp_path: Path
) -> None:
    site = load_site(saved(spoiled(place, value), tmp_path))
    assert all(one.estimated_total == 0 for one in site.templates)


def test_a_newer_minor_version_is_read(tmp_path: Path) -> None:
    assert load_site(saved(spoiled("schema_version", "1.7"), tmp_path)).templates


def test_files_that_are_none(tmp_path: Path) -> None:
    assert "does not exist" in refusal(tmp_path / "site.json")
    assert "is no file" in refusal(tmp_path)
    os.mkfifo(tmp_path / "pipe")
    assert "is no file" in refusal(tmp_path / "pipe")  # and nobody waits for it
    (tmp_path / "site.json").write_bytes(b"\xff\xfe{}")
    assert "no UTF-8" in refusal(tmp_path / "site.json")


def test_what_is_not_there_is_told_with_what_to_give(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError) as told:
        load_site("site.json")
    assert f"site.json does not exist in {tmp_path}: give" in str(told.value)
    assert "such as output/shop.example/site.json" in str(told.value)
    explored = tmp_path / "output" / "tea.example"
    explored.mkdir(parents=True)
    (explored / "site.json").write_text("{}")
    with pytest.raises(UsageError, match=r"such as output/tea\.example/site\.json"):
        load_site(Path("site.json"))


def test_wrong_edits_are_told_with_their_place(tmp_path: Path) -> None:
    data: dict[str, Any] = spoiled(f"{FIELD}/locators/0/kind", "regex")
    line = refusal(saved(data, tmp_path))
    assert re.search(r"templates/0/item/fields/0/locators/0/kind: enum \[", line)
    line = refusal(saved(spoiled(MUST, ["div >>> p["]), tmp_path))
    assert "templates/0/match/must_have: 'div >>> p[' is no CSS selector" in line


def test_what_is_too_many_is_not_looked_at(tmp_path: Path) -> None:
    data = document()
    data["templates"][0]["item"]["fields"] *= 20_000
    file = saved(data, tmp_path)

    def load() -> None:
        with pytest.raises(UsageError, match="fields: maxItems 500"):
            load_site(file)

    assert_quick(load, 2)


def test_a_document_is_not_changed_by_reading(tmp_path: Path) -> None:
    path = saved(document(), tmp_path)
    site = load_site(path)
    assert site.raw == json.loads(path.read_text())


def test_a_start_that_is_not_of_the_site_of_the_pages(tmp_path: Path) -> None:
    strange = spoiled("start_url", "http://10.0.0.1/admin")
    assert "start_url: no page" in refusal(saved(strange, tmp_path))
    beside = spoiled("start_url", "https://www.a.example/")
    assert load_site(saved(beside, tmp_path)).start_url == "https://www.a.example/"
    unseen = spoiled("templates/0/pages/examples", [])
    assert load_site(saved(unseen, tmp_path)).templates
