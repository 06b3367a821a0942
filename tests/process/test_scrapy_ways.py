"""Scrapy's own commands and ways to run a spider: none crawls or writes by surprise."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.process.rig import PAGES, small_site
from tests.support.commands import ROOT, Done, environment, run_module
from tests.support.crawls import scrapy
from tests.support.site import Site, links, page


@pytest.fixture
def site() -> Iterator[Site]:
    with small_site() as found:
        yield found


def left() -> set[str]:
    """Return what is in the project's folder, but for what tools of its tests keep."""
    tools = {"hypothesis", "mypy_cache", "pytest_cache", "ruff_cache"}
    return {path.name for path in ROOT.iterdir() if path.name[1:] not in tools}


def before_and_after(*words: str) -> Done:
    """Run a command, which may leave nothing in the project's folder."""
    before = left()
    done = scrapy(*words)
    assert left() == before
    assert "Traceback" not in done.stderr, done.stderr
    return done


def test_list_and_check() -> None:
    spiders = ["explore", "extract", "scaffold", "serve"]
    assert before_and_after("list").stdout.split() == spiders
    assert before_and_after("check").exit_code == 0


@pytest.mark.parametrize("spider", [(), ("--spider=explore",)])
def test_fetch_gets_one_page(site: Site, spider: tuple[str, ...]) -> None:
    done = before_and_after("fetch", *spider, site.url)
    assert done.exit_code == 0
    assert "<h1>Home</h1>" in done.stdout or "Home" in done.stdout
    assert site.paths() == ["/"]


def test_fetch_obeys_robots_txt(site: Site) -> None:
    site.answers["/robots.txt"] = "User-agent: *\nDisallow: /p/"
    before_and_after("fetch", f"{site.url}p/1")
    assert site.paths() == []


def test_the_shell_gets_one_page(site: Site) -> None:
    code = "print('status', response.status, len(response.css('a')))"
    done = before_and_after("shell", site.url, "-c", code)
    assert done.exit_code == 0
    assert "status 200 3" in done.stdout
    assert site.paths() == ["/"]


def test_a_spider_of_ones_own_starts_at_a_private_address(
    site: Site, tmp_path: Path
) -> None:
    file, rows = tmp_path / "own.py", tmp_path / "rows.jsonl"
    file.write_text(
        "import scrapy\n\nclass Own(scrapy.Spider):\n    name = 'own'\n"
        f"    start_urls = ['{site.url}']\n\n"
        "    def parse(self, response):\n"
        "        yield {'url': response.url}\n"
        "        yield from response.follow_all(css='a')\n"
    )
    done = before_and_after(
        "runspider", str(file), "-O", str(rows), "-s", "DOWNLOAD_DELAY=0"
    )
    assert done.exit_code == 0
    assert len(rows.read_text().splitlines()) == PAGES


def test_the_shell_says_that_it_reads_no_file(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<h1>Secret</h1>")
    done = before_and_after("shell", str(tmp_path / "a.html"), "-c", "response")
    assert done.exit_code == 2
    assert "only pages of http and https" in done.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("fetch", "file:///etc/hostname"), "only pages of http and https"),
        (("parse", "--spider=explore", "ftp://a.example/"), "only pages of http"),
        (("fetch", "--spider=nope", "http://a.example/"), "there is no spider nope"),
        (("check", "nope"), "there is no spider nope"),
        (("runspider", "vultrcrawl/spiders/explore.py"), "start_url is missing"),
    ],
)
def test_what_a_command_cannot_do_is_one_line(
    words: tuple[str, ...], said: str
) -> None:
    done = before_and_after(*words)
    assert done.exit_code == 2
    assert said in done.stderr.splitlines()[-1]


def test_parse_shows_what_explore_makes_of_a_page(site: Site) -> None:
    done = before_and_after(
        "parse", "--spider=explore", "-a", "render=never", f"{site.url}p/1"
    )
    assert done.exit_code == 0
    assert "'page_type'" in done.stdout
    assert f"'url': '{site.url}p/1'" in done.stdout
    assert site.paths() == ["/p/1"]


def test_parse_leaves_results_and_state_alone(site: Site, tmp_path: Path) -> None:
    out, job = tmp_path / "out", tmp_path / "job"
    words = ("-a", f"output={out}", "-s", f"JOBDIR={job}", "-s", "DOWNLOAD_DELAY=0")
    scrapy("crawl", "explore", "-a", f"start_url={site.url}", *words)
    files = [path for path in (*out.rglob("*"), *job.rglob("*")) if path.is_file()]
    before = {path: path.read_bytes() for path in files}
    before_and_after("parse", "--spider=explore", *words, site.url)
    assert {path: path.read_bytes() for path in before} == before


def test_a_wrong_argument_of_parse_is_one_line(site: Site) -> None:
    done = before_and_after("parse", "--spider=explore", "-a", "scope=all", site.url)
    assert done.exit_code == 2
    assert "vultrcrawl: scope=all" in done.stderr


def own_project(folder: Path, settings: str) -> Path:
    """Make a Scrapy project with *settings*, and a spider of its own."""
    (folder / "mine" / "spiders").mkdir(parents=True)
    (folder / "scrapy.cfg").write_text("[settings]\ndefault = mine.settings\n")
    for name in ("mine", "mine/spiders"):
        (folder / name / "__init__.py").touch()
    (folder / "mine/settings.py").write_text(
        'SPIDER_MODULES = ["mine.spiders"]\nROBOTSTXT_OBEY = True\n' + settings
    )
    (folder / "mine/spiders/other.py").write_text(
        "import scrapy\n\nclass Other(scrapy.Spider):\n    name = 'other'\n"
        "    allowed_domains = ['127.0.0.1']\n\n"
        "    def __init__(self, url):\n"
        "        super().__init__()\n"
        "        self.start_urls = [url]\n\n"
        "    def parse(self, response):\n"
        "        yield {'status': response.status}\n"
        "        yield from response.follow_all(css='a')\n"
    )
    return folder


def crawl(folder: Path, *words: str) -> Done:
    """Run `scrapy crawl` in *folder*."""
    return run_module(
        "scrapy", "crawl", *words, env=environment(), timeout=200, folder=folder
    )


def run_script(folder: Path) -> Done:
    """Run `script.py` in *folder*, with this project importable."""
    return run_module("script", env=environment(), timeout=200, folder=folder)


ADDON = 'ADDONS = {"vultrcrawl.Addon": 300}\n'
MODULES = 'SPIDER_MODULES = ["mine.spiders", "vultrcrawl.spiders"]\n'


def rows(file: Path) -> list[str]:
    return [json.loads(line)["url"] for line in file.read_text().splitlines()]


def test_an_add_on_brings_everything(site: Site, tmp_path: Path) -> None:
    project = own_project(tmp_path, ADDON + "DOWNLOAD_DELAY = 0\n")
    done = crawl(
        project, "explore", "-a", f"start_url={site.url}",
        "-a", "render=never", "-O", "feed.csv",
    )  # fmt: skip
    assert done.exit_code == 0, done.stderr
    assert "Traceback" not in done.stderr
    (host,) = (project / "output").iterdir()
    assert len(rows(host / "pages.jsonl")) == PAGES
    assert (host / "site.json").exists()
    assert (project / "feed.csv").read_text().startswith("url,final_url,")
    # robots.txt first, under our name.
    assert site.hits[0].path == "/robots.txt"
    assert site.hits[0].headers["User-Agent"].startswith("vultrcrawl/")


def test_other_spiders_of_the_project_keep_their_ways(
    site: Site, tmp_path: Path
) -> None:
    project = own_project(tmp_path, ADDON)
    site.answers["/p/1"] = page("x", links("http://127.0.0.9:9/", "/gone"))
    done = crawl(project, "other", "-a", f"url={site.url}", "-O", "o.jsonl")
    assert done.exit_code == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert not (project / "output").exists()
    found = (project / "o.jsonl").read_text().splitlines()
    # A page that is gone does not come to the spider, as Scrapy has it.
    assert [json.loads(line) for line in found] == [{"status": 200}] * PAGES
    assert "/gone" in site.paths()
    agents = {hit.headers["User-Agent"] for hit in site.hits}
    assert not [agent for agent in agents if agent.startswith("vultrcrawl")]


def test_without_the_add_on_our_spiders_refuse(site: Site, tmp_path: Path) -> None:
    project = own_project(tmp_path, MODULES)
    done = crawl(project, "explore", "-a", f"start_url={site.url}")
    assert done.exit_code == 2
    assert 'ADDONS = {"vultrcrawl.Addon": 300}' in done.stderr
    assert "Traceback" not in done.stderr
    assert site.hits == []
    assert not (project / "output").exists()


PROCESS = """
from scrapy.crawler import CrawlerProcess
from vultrcrawl.spiders.explore import ExploreSpider

process = CrawlerProcess({"ADDONS": {"vultrcrawl.Addon": 300}, "DOWNLOAD_DELAY": 0})
for number in range(2):
    process.crawl(ExploreSpider, start_url="URL", render="never", output=f"out{number}")
process.start()
"""
RUNNER = """
import asyncio
from scrapy.utils.reactor import install_reactor

install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
from scrapy.crawler import AsyncCrawlerRunner
from twisted.internet import reactor
from vultrcrawl.spiders.explore import ExploreSpider

async def main():
    settings = {"ADDONS": {"vultrcrawl.Addon": 300}, "DOWNLOAD_DELAY": 0, "JOBDIR": "j"}
    for number in range(2):  # one after the other, by the same state
        await AsyncCrawlerRunner(settings).crawl(
            ExploreSpider, start_url="URL", render="never", output=f"out{number}"
        )
    reactor.stop()

reactor.callWhenRunning(lambda: asyncio.ensure_future(main()))
reactor.run()
"""


@pytest.mark.parametrize("script", [PROCESS, RUNNER], ids=["process", "runner"])
def test_scripts_and_notebooks(site: Site, script: str, tmp_path: Path) -> None:
    (tmp_path / "script.py").write_text(script.replace("URL", site.url))
    done = run_script(tmp_path)
    assert done.exit_code == 0, done.stderr
    assert "Traceback" not in done.stderr, done.stderr
    for number in range(2):
        assert len(rows(tmp_path / f"out{number}" / "pages.jsonl")) == PAGES


def test_a_script_without_the_add_on_is_told(site: Site, tmp_path: Path) -> None:
    text = PROCESS.replace('"ADDONS": {"vultrcrawl.Addon": 300}, ', "")
    (tmp_path / "script.py").write_text(text.replace("URL", site.url))
    done = run_script(tmp_path)
    assert done.exit_code == 1
    assert 'ADDONS = {"vultrcrawl.Addon": 300}' in done.stderr.splitlines()[-1]
    assert site.hits == []


@pytest.mark.parametrize(
    "wrong", ["DOWNLOAD_DELAY=abc", "ROBOTSTXT_OBEY=maybe", "LOG_LEVEL=loud"]
)
def test_a_setting_of_the_wrong_type_is_one_line(wrong: str, site: Site) -> None:
    done = before_and_after(
        "crawl", "explore", "-a", f"start_url={site.url}", "-s", wrong
    )
    assert done.exit_code == 2
    assert f"{wrong.partition('=')[0]}='" in done.stderr
    assert site.paths() == []
