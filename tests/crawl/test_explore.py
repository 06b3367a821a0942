"""Whole explorations of small sites: what is fetched, and what comes out."""

from __future__ import annotations

import csv
import gzip
import json
import signal
from pathlib import Path

import pytest

from tests.process.rig import Run, wait_until
from tests.support.crawls import explore, scrapy
from tests.support.pace import assert_paced
from tests.support.reports import assert_inert
from tests.support.site import Answer, Site, links, page
from vultrcrawl.items import Page
from vultrcrawl.taxonomy import PageType


def shop(count: int = 12) -> dict[str, str]:
    """Return a small shop: a homepage, a listing and *count* products."""
    products = [f"/item/{n}" for n in range(count)]
    return {
        "/": page("Shop", "<nav>" + links("/list", "/about") + "</nav>"),
        "/list": page("All products", links(*products)),
        "/about": page("About us", "<p>We sell things since 1999.</p>"),
        **{
            path: page(
                f"Product {n}",
                f"<p class=price>£{n}.99</p><button>Add to basket</button>"
                f"<p>{f'A very good thing number {n}. ' * 20}</p>",
            )
            for n, path in enumerate(products)
        },
    }


def test_every_page_is_a_row_in_every_file(tmp_path: Path) -> None:
    with Site(shop()) as site:
        crawl = explore(
            site.url,
            tmp_path / "out",
            "-O", f"{tmp_path}/feed.json", "-O", f"{tmp_path}/feed.jsonl",
            "-O", f"{tmp_path}/feed.csv",
        )  # fmt: skip
    assert crawl.exit_code == 0, crawl.stderr
    expected = {site.url.rstrip("/") + path for path in site.answers}
    assert set(crawl.pages) == expected
    columns = list(Page.__dataclass_fields__)
    assert all(list(row) == columns for row in crawl.pages.values())
    as_json = json.loads((tmp_path / "feed.json").read_text())
    assert {row["url"] for row in as_json} == expected
    lines = (tmp_path / "feed.jsonl").read_text().splitlines()
    assert {json.loads(line)["url"] for line in lines} == expected
    with (tmp_path / "feed.csv").open(newline="") as file:
        table = list(csv.DictReader(file))
    assert {row["url"] for row in table} == expected
    assert list(table[0]) == columns == list(crawl.table[0])
    home = crawl.pages[site.url]
    assert home["page_type"] == PageType.HOMEPAGE
    assert home["depth"] == 0
    assert home["discovered_via"] == "start"
    item = crawl.pages[site.url + "item/3"]
    assert item["title"] == "Product 3"
    assert item["depth"] == 2
    assert item["parent_url"] == site.url + "list"
    assert item["language"] == "en"
    assert item["status"] == 200
    assert item["latency_ms"] >= 0
    assert all(0 <= row["confidence"] <= 1 for row in crawl.pages.values())
    edges = {(row["source"], row["target"]) for row in crawl.rows("links.jsonl")}
    assert (site.url + "list", site.url + "item/3") in edges
    assert (site.url, site.url + "about") in edges


def test_the_page_budget_is_never_exceeded(tmp_path: Path) -> None:
    with Site(shop(30)) as site:
        crawl = explore(site.url, tmp_path, max_pages=7)
        assert len(site.paths()) == 7
    assert crawl.exit_code == 0
    assert len(crawl.pages) == 7
    waiting = [url for url, reason in crawl.skipped.items() if reason == "budget"]
    assert waiting
    assert "page budget" in crawl.stderr


def test_who_sets_nothing_is_polite(tmp_path: Path) -> None:
    """Five requests at once at most, one per 200 ms, and robots.txt is obeyed."""
    answers = shop(9)
    robots = Answer("User-agent: *\nDisallow: /about", content_type="text/plain")
    with Site(
        {path: Answer(body, delay=1.6) for path, body in answers.items()}
        | {"/robots.txt": robots}
    ) as site:
        crawl = explore(site.url, tmp_path, delay=None)
        times = [hit.time for hit in site.hits]
        assert 4 <= site.peak <= 5  # eight would be without a limit
    assert_paced(times, 0.2, most=0.6)
    assert crawl.skipped == {f"{site.url}about": "robots"}
    assert len(crawl.pages) == len(answers) - 1


def test_refused_urls_have_one_reason_each(tmp_path: Path) -> None:
    home = page(
        "Home",
        links(
            "/ok", "/private/x", "http://other.test/", "/skip/me", "/deep1",
            "ftp://files.test/a", "mailto:a@b.test", "#top", "/" + "x" * 2100,
        )
        + '<a href="/nofollow" rel="nofollow">n</a><a href="/b" rel="nofollow">b</a>',
    )  # fmt: skip
    answers: dict[str, str | Answer] = {
        "/": home,
        "/ok": page("Fine", links("/b")),
        "/b": page("A link without nofollow wins"),
        "/deep1": page("One", links("/deep2")),
        "/deep2": page("Two", links("/deep3")),
        "/deep3": page("Three"),
        "/skip/me": page("Not asked for"),
        "/nofollow": page("Not followed"),
        "/robots.txt": Answer(
            "User-agent: *\nDisallow: /private/\n", content_type="text/plain"
        ),
    }
    with Site(answers) as site:
        crawl = explore(site.url, tmp_path, max_depth=2, exclude="/skip/")
        asked = site.paths()
    root = site.url
    reasons = {url.removeprefix(root): why for url, why in crawl.skipped.items()}
    assert reasons == {
        "private/x": "robots",
        "http://other.test/": "scope",
        "skip/me": "filter",
        "deep3": "depth",
        "ftp://files.test/a": "scheme",
        "x" * 2100: "length",
        "nofollow": "nofollow",
    }
    assert sorted(asked) == ["/", "/b", "/deep1", "/deep2", "/ok"]


def test_the_bot_says_who_it_is_and_whose(tmp_path: Path) -> None:
    with Site({"/": page("Home")}) as site:
        explore(site.url, tmp_path, "-s", "VULTRCRAWL_CONTACT=mailto:me@a.test")
        agent = site.hits[-1].headers["User-Agent"]
    assert agent.startswith("vultrcrawl/")
    assert agent.endswith(" (+mailto:me@a.test)")
    # As from a browser: what has no body speaks of none.
    assert all("Content-Length" not in hit.headers for hit in site.hits)


def test_scope_prefix_stays_in_the_folder(tmp_path: Path) -> None:
    answers: dict[str, str | Answer] = {
        "/docs/": page("Docs", links("/docs/a", "/blog/", "/docs/b")),
        "/docs/a": page("A"),
        "/docs/b": page("B"),
        "/blog/": page("Blog"),
    }
    with Site(answers) as site:
        crawl = explore(site.url + "docs/", tmp_path, scope="prefix")
    assert crawl.skipped == {site.url + "blog/": "scope"}
    assert len(crawl.pages) == 3


def test_sitemaps_are_seeds(tmp_path: Path) -> None:
    def urlset(*paths: str) -> str:
        return (
            '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/'
            'sitemap/0.9">'
            + "".join(f"<url><loc>{site.url}{path}</loc></url>" for path in paths)
            + "</urlset>"
        )

    with Site() as site:
        index = (
            '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
            f"<sitemap><loc>{site.url}part.xml.gz</loc></sitemap></sitemapindex>"
        )
        site.answers |= {
            "/": page("Home"),
            "/a": page("A"),
            "/b": page("B"),
            "/c": page("C"),
            "/robots.txt": Answer(
                f"Sitemap: {site.url}named.xml\n", content_type="text/plain"
            ),
            "/named.xml": Answer(index, content_type="application/xml"),
            "/part.xml.gz": Answer(
                gzip.compress(urlset("a", "b").encode()),
                content_type="application/gzip",
            ),
            "/sitemap.xml": Answer(urlset("c"), content_type="text/xml"),
        }
        crawl = explore(site.url, tmp_path, max_pages=4)
    found = {url.removeprefix(site.url): r for url, r in crawl.pages.items()}
    assert set(found) == {"", "a", "b", "c"}
    assert found["a"]["discovered_via"] == "sitemap"


def test_what_is_not_html_is_a_row_and_no_failure(tmp_path: Path) -> None:
    feed = (
        '<rss version="2.0"><channel><item><link>{url}from-feed</link></item>'
        "</channel></rss>"
    )
    with Site() as site:
        site.answers |= {
            "/": page("Home", links("/a.pdf", "/b.json", "/picture", "/feed")),
            "/a.pdf": Answer(b"%PDF-1.4 ...", content_type="application/pdf"),
            "/b.json": Answer('{"a": 1}', content_type="application/json"),
            "/picture": Answer(b"\x89PNG\r\n", content_type="image/png"),
            "/feed": Answer(
                feed.format(url=site.url), content_type="application/rss+xml"
            ),
            "/from-feed": page("Only in the feed"),
        }
        crawl = explore(site.url, tmp_path)
    rows = {url.removeprefix(site.url): row for url, row in crawl.pages.items()}
    assert rows["a.pdf"]["content_type"] == "application/pdf"
    assert rows["from-feed"]["discovered_via"] == "feed"
    for name in ("a.pdf", "b.json", "picture", "feed"):
        assert rows[name]["error"] is None
        assert rows[name]["page_type"] is None


def test_failures_are_rows_with_their_cause(tmp_path: Path) -> None:
    with Site(
        {
            "/": page("Home", links("/gone", "/slow", "/broken", "/fine")),
            "/slow": Answer(page("Slow"), delay=30),
            "/broken": Answer("oops", status=500),
            "/fine": page("Fine"),
        }
    ) as site:
        crawl = explore(
            site.url, tmp_path, "-s", "DOWNLOAD_TIMEOUT=1", "-s", "RETRY_TIMES=1"
        )
    rows = {url.removeprefix(site.url): row for url, row in crawl.pages.items()}
    assert rows["gone"]["error"] == "http 404"
    assert rows["gone"]["status"] == 404
    assert rows["broken"]["error"] == "http 500"
    assert rows["slow"]["error"] == "timeout: no answer in 1 s"
    assert rows["slow"]["status"] is None
    assert all(rows[name]["page_type"] is None for name in ("gone", "slow", "broken"))
    assert rows["fine"]["error"] is None
    assert (
        json.loads((crawl.folder / "site.json").read_text())["url_tree"][0][
            "templates"
        ]["failed"]
        == 3
    )
    assert crawl.exit_code == 0


def test_redirects_keep_the_url_that_was_asked_for(tmp_path: Path) -> None:
    with Site(
        {
            "/": page("Home", links("/old", "/new", "/away", "/loop1")),
            "/old": Answer(status=301, headers={"Location": "/new"}),
            "/new": page("New"),
            "/away": Answer(status=302, headers={"Location": "http://other.test/"}),
            "/loop1": Answer(status=302, headers={"Location": "/loop2"}),
            "/loop2": Answer(status=302, headers={"Location": "/loop1"}),
        }
    ) as site:
        crawl = explore(site.url, tmp_path, "-s", "CONCURRENT_REQUESTS=1")
        assert site.paths().count("/new") == 1, "one page was fetched twice"
    rows = {url.removeprefix(site.url): row for url, row in crawl.pages.items()}
    assert set(rows) == {"", "old", "loop1"}
    assert rows["old"]["final_url"] == site.url + "new"
    assert rows["loop1"]["error"].startswith("redirects: ")
    assert crawl.skipped == {
        site.url + "new": "duplicate",
        site.url + "loop2": "duplicate",
        site.url + "away": "scope",
    }


def test_same_content_under_two_urls_is_told(tmp_path: Path) -> None:
    with Site(
        {"/": page("Home", links("/a", "/b")), "/a": page("X"), "/b": page("X")}
    ) as site:
        crawl = explore(site.url, tmp_path)
    first, second = (crawl.pages[site.url + name] for name in "ab")
    assert first["content_hash"] == second["content_hash"]
    assert [first["duplicate_of"], second["duplicate_of"]] in (
        [None, first["url"]],
        [second["url"], None],
    )


def test_interrupt_ends_cleanly_with_what_there_is(tmp_path: Path) -> None:
    with Site(shop(200)) as site:
        run = Run(site.url, tmp_path, delay=0.05)
        wait_until(lambda: len(site.paths()) >= 5)
        run.signal(signal.SIGINT)
        crawl = run.end(60)
    assert crawl.exit_code == 11, crawl.stderr
    rows = (tmp_path / "pages.jsonl").read_text().splitlines()
    assert len(rows) >= 5
    assert "asked to stop" in crawl.stderr
    report = assert_inert((tmp_path / "report.html").read_text(encoding="utf-8"))
    assert "It ended because it was asked to stop." in report.text_content()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({}, "start_url is missing"),
        ({"start_url": ""}, "start_url"),
        ({"start_url": "ftp://a.test/"}, "allowed are http and https"),
        ({"start_url": "http://a.test/", "max_page": "3"}, "did you mean max_pages?"),
        ({"start_url": "http://a.test/", "max_pages": "0"}, "max_pages=0"),
        ({"start_url": "http://a.test/", "max_pages": "many"}, "max_pages=many"),
        ({"start_url": "http://a.test/", "scope": "planet"}, "'host', 'domain'"),
        ({"start_url": "http://a.test/", "include": "("}, "include"),
        ({"start_url": "http://a.test/", "output": "/proc/nowhere"}, "output="),
    ],
)
def test_wrong_use_is_one_line(
    tmp_path: Path, arguments: dict[str, str], says: str
) -> None:
    words = [
        word
        for name, value in ({"output": str(tmp_path)} | arguments).items()
        for word in ("-a", f"{name}={value}")
    ]
    done = scrapy("crawl", "explore", *words)
    assert done.exit_code in (2, 22)
    assert "Traceback" not in done.stderr
    (line,) = done.stderr.strip().splitlines()
    assert line.startswith("vultrcrawl: ")
    assert says in line


@pytest.mark.parametrize(
    ("start", "exit_code", "says"),
    [
        ("http://no-such-host.invalid/", 5, "dns"),
        ("{site}missing", 6, "http 404"),
        ("{site}private/", 6, "robots"),
        ("http://127.0.0.1:9/", 5, "refused"),
    ],
)
def test_a_start_that_gives_nothing_is_no_success(
    tmp_path: Path, start: str, exit_code: int, says: str
) -> None:
    robots = Answer("User-agent: *\nDisallow: /private/", content_type="text/plain")
    with Site({"/robots.txt": robots}) as site:
        crawl = explore(
            start.format(site=site.url),
            tmp_path,
            "-s", "RETRY_TIMES=0", "-s", "VULTRCRAWL_ROBOTS_RETRY_SECS=1",
        )  # fmt: skip
    assert crawl.exit_code == exit_code, crawl.stderr
    line = next(line for line in crawl.stderr.splitlines() if "ended because" in line)
    assert says in line
    report = assert_inert((tmp_path / "report.html").read_text(encoding="utf-8"))
    assert "No template was found" in report.text_content()
    assert line.partition("ended because")[2] in report.text_content()


def test_a_route_stays_in_the_row_and_off_the_wire(tmp_path: Path) -> None:
    answers: dict[str, str | Answer] = {
        "/old": Answer("", status=301, headers={"Location": "/app?v=1"}),
        "/app?v=1": page("App", links("#/other", "/app?v=1#/third")),
        "/robots.txt": Answer(
            "User-agent: *\nAllow: /\nDisallow: /*other\nDisallow: /*home",
            content_type="text/plain",
        ),
    }
    with Site(answers) as site:
        crawl = explore(site.url + "old#/home?tab=1", tmp_path)
        assert site.paths() == ["/old", "/app?v=1", "/app?v=1"]
    root = site.url
    finals = {url: row["final_url"] for url, row in crawl.pages.items()}
    # Nothing of the page ran, so that its links lead to itself.
    assert finals == {
        root + "old#/home?tab=1": root + "app?v=1#/home?tab=1",
        root + "app?v=1": root + "app?v=1",
    }
    copy = crawl.pages[root + "app?v=1"]
    assert copy["duplicate_of"] == root + "old#/home?tab=1"


def test_types_do_not_depend_on_which_pages_came_first(tmp_path: Path) -> None:
    texts = (
        "Rivers and harbors change with the tide of the season. ",
        "Call the function with two arguments; it returns a list of names. ",
        "Join us in the hall at noon, doors open an hour before. ",
    )
    paths = [f"/texts/{n}" for n in range(24)]
    site = Site()
    site.answers |= {
        path: page(f"Tides {n}", f"<p>{texts[n // 8] * (4 + n)}</p>")
        for n, path in enumerate(paths)
    }
    found = []
    with site:
        for name, ordered in (("one", paths), ("other", paths[::-1])):
            site.answers["/"] = page("Tides", links(*ordered))
            crawl = explore(site.url, tmp_path / name)
            assert crawl.exit_code == 0, crawl.stderr
            found.append(
                {
                    url: (row["page_type"], row["confidence"])
                    for url, row in crawl.pages.items()
                    if "/texts/" in url
                }
            )
    assert len(found[0]) == 24
    assert found[0] == found[1]
