"""Arguments as people write them, and what they are told."""

from __future__ import annotations

from pathlib import Path

import pytest

from vultrcrawl.errors import UsageError
from vultrcrawl.spiders.arguments import ExploreArguments, ExtractArguments


def refusal(**given: str) -> str:
    with pytest.raises(UsageError) as caught:
        ExploreArguments.read({"start_url": "https://a.example/", **given})
    line = str(caught.value)
    assert "\n" not in line
    return line


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("http:/a.example", "http://a.example"),
        ("http:a.example/x", "http://a.example/x"),
        ("https//a.example", "https://a.example"),
        ("HTTPS:///a.example", "https://a.example"),
        ("https:\\\\a.example\\x", "https://a.example\\x"),
        ("http:/10.0.0.1:8080/", "http://10.0.0.1:8080/"),
        ('"https://a.example"', "https://a.example"),
        ("'a.example'", "a.example"),
        ("\u201chttps://a.example/\u201d", "https://a.example/"),
        ('https://a.example/"', "https://a.example/"),
    ],
)
def test_the_mistake_is_named(written: str, meant: str) -> None:
    assert f"did you mean {meant}?" in refusal(start_url=written)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (" https://a.example ", "https://a.example/"),
        ("a.example", "https://a.example/"),
        ("a.example:8080/x", "https://a.example:8080/x"),
        ("http.example", "https://http.example/"),
        ("http:8080", "https://http:8080/"),
        ("HTTPS://A.example/#top", "https://a.example/"),
        ("https://a.example/it's", "https://a.example/it's"),
    ],
)
def test_what_is_no_mistake(written: str, read: str) -> None:
    assert ExploreArguments.read({"start_url": written}).start_url == read


def test_the_rest_of_a_url_is_no_argument() -> None:
    line = refusal(start_url="https://a.example/?x=1", y="2")
    assert "unknown argument y" in line
    assert "cut at its &" in line
    assert "--data-urlencode" in line
    assert "cut at its &" not in refusal(y="2")
    assert "did you mean max_pages?" in refusal(max_page="2")


def test_fields_are_names_or_the_file_of_a_json_schema(tmp_path: Path) -> None:
    given = {"start_url": "a.example", "fields": "name, price"}
    assert [one.name for one in ExploreArguments.read(given).wanted] == [
        "name",
        "price",
    ]
    assert ExploreArguments.read({"start_url": "a.example"}).wanted == ()
    file = tmp_path / "item.json"
    file.write_text('{"properties": {"cost": {"type": "number"}}}')
    given["fields"] = str(file)
    assert [one.type for one in ExploreArguments.read(given).wanted] == ["number"]
    assert "not a file with" in refusal(start_url="a.example", fields="missing.json")
    assert "is not a name" in refusal(start_url="a.example", fields="../x")


def test_an_empty_path_is_not_the_folder_that_one_is_in() -> None:
    assert refusal(output="") == "output is empty; give a path"
    with pytest.raises(UsageError, match="site is empty"):
        ExtractArguments.read({"site": ""})
