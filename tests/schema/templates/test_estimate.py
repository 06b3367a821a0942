from __future__ import annotations

from collections import Counter
from typing import Any

from vultrcrawl.schema.document import url_pattern
from vultrcrawl.schema.templates.estimate import estimate
from vultrcrawl.urls.shapes import shape

SITE = "https://docs.example"


def entry(name: str, seen: int, *shapes: str) -> dict[str, Any]:
    patterns = [url_pattern(one) for one in shapes]
    return {
        "name": name,
        "pages": {"seen": seen},
        "match": {"url_shapes": list(shapes), "url_patterns": patterns},
    }


def totals(templates: list[dict[str, Any]]) -> dict[str, int]:
    return {one["name"]: one["pages"]["estimated_total"] for one in templates}


def waiting(*paths: str) -> Counter[str]:
    return Counter(shape(SITE + path) for path in paths)


def test_what_waits_counts_for_the_template_of_its_shape() -> None:
    templates = [entry("item", 2, "/item/{n}"), entry("list", 1, "/list")]
    pages = [
        (f"{SITE}/item/1", "item"),
        (f"{SITE}/item/2", "item"),
        (f"{SITE}/list", "list"),
    ]
    unlike = estimate(templates, pages, waiting("/item/3", "/item/4", "/odd/one"))
    assert totals(templates) == {"item": 4, "list": 1}
    assert "not fetched" in templates[0]["pages"]["estimate_basis"]
    assert templates[1]["pages"]["estimate_basis"] == "every URL found was fetched"
    assert unlike == waiting("/odd/one")


def test_words_where_a_template_has_anything_count_for_it() -> None:
    """`/library/heapq.html` is a shape of its own, and like `/library/{*}.html`."""
    templates = [
        entry("module", 3, "/library/{*}.html"),
        entry("other", 1, "/faq/{*}.html"),
    ]
    names = ("abc", "ast", "cmd")
    pages = [(f"{SITE}/library/{name}.html", "module") for name in names]
    rest = ("/library/heapq.html", "/library/html.parser.html", "/c-api/abstract.html")
    unlike = estimate(
        templates, [*pages, (f"{SITE}/faq/gui.html", "other")], waiting(*rest)
    )
    assert totals(templates) == {"module": 5, "other": 1}
    assert unlike == waiting("/c-api/abstract.html")


def test_no_template_has_all_its_pages_while_pages_like_its_own_wait() -> None:
    """Each of many shapes has one URL, and is like both templates."""
    templates = [entry("post", 8, "/{*}.html"), entry("thread", 2, "/{*}.html")]
    words = "abcdefghij"
    pages = [(f"{SITE}/{one}.html", "thread" if one < "c" else "post") for one in words]
    estimate(templates, pages, waiting(*[f"/x{one}.html" for one in words]))
    assert totals(templates) == {"post": 16, "thread": 4}
    estimate(templates, pages, waiting("/y.html"))
    assert totals(templates) == {"post": 9, "thread": 3}
    assert "not fetched" in templates[1]["pages"]["estimate_basis"]


def test_templates_of_one_shape_share_what_waits() -> None:
    templates = [entry("a", 3, "/{*}.html"), entry("b", 1, "/{*}.html", "/")]
    pages = [(f"{SITE}/{name}.html", "a") for name in ("one", "two", "six")]
    pages.append((f"{SITE}/", "b"))
    unlike = estimate(templates, pages, Counter({"/{slug}.html": 40}))
    assert totals(templates) == {"a": 33, "b": 11}
    assert not unlike


def test_a_page_without_a_template_is_like_no_template_and_seen() -> None:
    pages = [(f"{SITE}/file/1", None)]
    assert not estimate([], pages, waiting("/file/2"))
