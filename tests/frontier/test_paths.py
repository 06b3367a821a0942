"""What a URL, alone or beside its page, shows of a trap."""

from __future__ import annotations

import pytest

from vultrcrawl.frontier.url_rules import is_calendar, is_far_date, is_step, path_rule

SITE = "https://a.example"


@pytest.mark.parametrize(
    ("path", "rule"),
    [
        ("/", None),
        ("/a/b/c?a/a/a/a/a", None),
        ("/w/cpp/container/vector/vector.html", None),
        ("/org/repo/blob/main/src/main/java/org/main/Main.java", None),
        ("/2011/11/11/", None),
        ("/1/1/1/1/1/1", None),
        ("/a/a", None),
        ("/a/a/a", "path-repeats"),
        ("/x/a/a/a/y", "path-repeats"),
        ("/a/b/a/b", None),
        ("/a/b/a/b/a", "path-repeats"),
        ("/a/b/a/b/a/b/", "path-repeats"),
        ("/x/a/1/a/1/a/index.html", "path-repeats"),
        ("/a/b/c/a/b/c/a", "path-repeats"),
        ("/a/1/a/2/a", None),
        ("/a/1/a/2/a/3/a", "path-repeats"),
        ("/" + "/".join(f"s{n}" for n in range(20)), None),
        ("/" + "/".join(f"s{n}" for n in range(20)) + "/", None),
        ("/" + "/".join(f"s{n}" for n in range(21)), "path-depth"),
    ],
)
def test_path(path: str, rule: str | None) -> None:
    assert path_rule(SITE + path) == rule


@pytest.mark.parametrize(
    ("parent", "url", "step"),
    [
        ("/?month=1", "/?month=2", True),
        ("/c/2024/12/", "/c/2025/01/", True),
        ("/c?d=2024-12-31", "/c?d=2025-01-01", True),
        ("/c/2024/12/", "/c/2024/12/", False),
        ("/c/2024/", "/c/2024/12/", False),
        ("/item/5", "/article/6", False),
        ("/1/2/3/4", "/5/6/7/8", False),
    ],
)
def test_step(parent: str, url: str, step: bool) -> None:
    assert is_step(SITE + parent, SITE + url) is step


@pytest.mark.parametrize(
    ("path", "calendar"),
    [
        ("/events/", True),
        ("/x?month=3", True),
        ("/x?year=2024", True),
        ("/Kalender/1", True),
        ("/2024/05/", True),
        ("/x?d=2024-05-01", True),
        ("/updates/", False),
        ("/catalogue/", False),
        ("/item/2024", False),
        ("/monday", False),
    ],
)
def test_calendar(path: str, calendar: bool) -> None:
    assert is_calendar(SITE + path) is calendar
    assert not is_calendar("https://events.example/x")


@pytest.mark.parametrize(
    ("path", "far"),
    [
        ("/2099/01/", True),
        ("/2099-01-31", True),
        ("/20990131", True),
        ("/x?year=2099&month=1", True),
        ("/x?y=1776", True),
        ("/1776/07/04/", True),
        ("/2024/05/", False),
        ("/1900/01/", False),
        ("/2099", False),
        ("/item/2099/13", False),
        ("/item/99991231999", False),
        ("/x?id=9999", False),
    ],
)
def test_far_date(path: str, far: bool) -> None:
    assert is_far_date(SITE + path) is far
