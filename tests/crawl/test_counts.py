"""One count for one thing: on the screen, in site.json, in the report, in the files."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.support.crawls import Crawl, explore
from tests.support.site import Answer, Site, links, page

PRODUCTS = 14


def shop() -> Site:
    """Return a site with pages of every fate."""
    paths = [f"/lamp/{number}" for number in range(PRODUCTS)]
    more = ["/gone", "/private/a", "/private/b", "https://b.example/", "mailto:a@b.c"]
    answers: dict[str, str | Answer] = {
        "/": page("Home", links(*paths, *more)),
        "/robots.txt": Answer(
            "User-agent: *\nDisallow: /private/\n"
            "Sitemap: {site}nothing.xml\nSitemap: {site}torn.xml\n",
            headers={"Content-Type": "text/plain"},
        ),
        "/torn.xml": Answer("<urlset><url", headers={"Content-Type": "text/xml"}),
        "/about": page("About", "<p>About us</p>"),
    }
    for number, path in enumerate(paths):
        text = f"<p class=price>{number}.50 EUR</p><p>{'Light. ' * (number + 9)}</p>"
        answers[path] = page(f"Lamp {number}", f"<h1>Lamp {number}</h1>{text}")
    return Site(answers)


@pytest.fixture(scope="module", params=["all of it", "a part"])
def crawl(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Crawl:
    most = 100 if request.param == "all of it" else 9
    with shop() as site:
        robots = site.answers["/robots.txt"]
        assert isinstance(robots, Answer)
        text = str(robots.body).replace("{site}", site.url)
        site.answers["/robots.txt"] = Answer(text, headers=robots.headers)
        return explore(site.url, tmp_path_factory.mktemp("shop"), max_pages=most)


def document_of(crawl: Crawl) -> dict[str, Any]:
    text = (crawl.folder / "site.json").read_text(encoding="utf-8")
    return dict(json.loads(text))


def told(crawl: Crawl, start: str) -> str:
    """Return what follows *start* in the summary."""
    found = re.findall(rf"INFO: {re.escape(start)}(.*)", crawl.stderr)
    assert len(found) == 1, crawl.stderr
    return str(found[0])


def listed(line: str) -> dict[str, int]:
    """Return the counts of a line of the summary, by name."""
    pairs = (part.rsplit(" ", 1) for part in line.split(", "))
    return {name: int(count) for name, count in pairs}


def test_all_counts_are_of_the_files(crawl: Crawl) -> None:
    counts = document_of(crawl)["counts"]
    rows, skipped = list(crawl.pages.values()), crawl.rows("skipped.jsonl")
    done = [row for row in rows if row["error"] is None]
    reasons = Counter(row["reason"] for row in skipped)
    assert counts["done"] == len(done)
    assert counts["failed"] == len(rows) - len(done)
    assert counts["skipped"] == reasons == listed(told(crawl, "skipped: "))
    assert counts["waiting"] == reasons["budget"]
    assert counts["known"] == len(rows) + len(skipped)
    types = Counter(row["page_type"] or row["content_type"] for row in done)
    assert counts["pages_by_type"] == types == listed(told(crawl, "pages by type: "))
    failures = Counter(row["error"] for row in rows if row["error"])
    assert counts["failures"] == failures
    if failures:
        assert failures == listed(told(crawl, "failures: "))


def test_templates_and_records_are_those_of_the_files(crawl: Crawl) -> None:
    templates = document_of(crawl)["templates"]
    files = list((crawl.folder / "records").glob("*.jsonl"))
    records = sum(len(crawl.rows(f"records/{file.name}")) for file in files)
    line = told(crawl, "templates: ")
    assert line.startswith(f"{len(templates)}, records: {records}")
    assert {file.stem for file in files} == {one["name"] for one in templates}
    pages = {row["final_url"] for row in crawl.pages.values() if row["template"]}
    assert sum(one["pages"]["seen"] for one in templates) == len(pages)


def test_the_report_says_the_same(crawl: Crawl) -> None:
    document = document_of(crawl)
    report = (crawl.folder / "report.html").read_text(encoding="utf-8")
    figures = dict(re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", report))
    counts = document["counts"]
    assert figures["pages fetched"] == str(counts["done"])
    assert figures["failed"] == str(counts["failed"])
    assert figures["URLs known"] == str(counts["known"])
    assert figures["still to fetch"] == str(counts["waiting"])
    assert figures["templates"] == str(len(document["templates"]))


def test_what_must_be_known_is_told_everywhere(crawl: Crawl) -> None:
    document = document_of(crawl)
    warnings = document["warnings"]
    report = (crawl.folder / "report.html").read_text(encoding="utf-8")
    assert re.findall(r"INFO: note: (.*)", crawl.stderr) == warnings
    (sitemaps,) = (one for one in warnings if "sitemaps" in one)
    assert "nothing.xml (http 404)" in sitemaps
    assert "torn.xml (" in sitemaps
    assert "/sitemap.xml" not in sitemaps
    waiting = document["counts"]["waiting"]
    unfetched = [one for one in warnings if "were found and not fetched" in one]
    assert bool(unfetched) == (waiting > 0)
    assert all(one.startswith(f"{waiting} URL") for one in unfetched)
    if not waiting:
        assert "robots.txt forbids 2 URLs" in warnings
        assert "robots.txt forbids 2 URLs" in report


def test_robots_txt_that_can_not_be_had_is_not_told_as_forbidding(
    tmp_path: Path,
) -> None:
    later = Answer("", status=503, headers={"Retry-After": "7200"})
    with Site({"/": page("Home"), "/robots.txt": later}) as site:
        crawl = explore(site.url, tmp_path, render="never")
    assert crawl.exit_code == 5
    assert document_of(crawl)["warnings"] == [
        "1 URL off limits, as robots.txt could not be had"
    ]


def test_a_page_that_needs_a_browser_is_told(tmp_path: Any) -> None:
    shell = "<!doctype html><title>App</title><div id=root></div><script src=/a.js>"
    with Site({"/": f"{shell}</script>", "/a.js": "1"}) as site:
        crawl = explore(site.url, tmp_path, render="never")
    document = document_of(crawl)
    assert "1 page can't be read without a browser" in " ".join(document["warnings"])
    assert "but 1 page can't be read" in document["run"]["ended_because"]
    assert "can't be read without a browser" in crawl.stderr
