"""An explored shop as an API: over HTTP, and to agents by MCP."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from mcp.client.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.exceptions import MCPError
from openapi_spec_validator import validate

from tests.crawl.explored import Explored
from tests.support.commands import environment, run_module
from tests.support.served import Served, in_a_loop, moved
from tests.support.shop import PRODUCTS, product, shop
from tests.support.site import Answer, Site

TOKEN = "a-token-of-twenty-signs"  # noqa: S105 (of no use elsewhere)
ANY = "0.0.0.0"  # noqa: S104 (it is what is tried)


@pytest.fixture(scope="module")
def served(shopped: Explored) -> Iterator[tuple[Explored, Served]]:
    with Served(shopped.crawl.folder) as server:
        yield shopped, server


def elsewhere(shopped: Explored, site: Site, folder: Path) -> Path:
    return moved(shopped.crawl.folder / "site.json", shopped.site.url, site, folder)


def test_a_page_is_a_typed_record(served: tuple[Explored, Served]) -> None:
    shopped, server = served
    status, record = server.call("get_product", url=f"{shopped.site.url}lamp/3")
    truth = product(3)
    assert status == 200
    assert record["name"] == truth["name"]
    assert record["price"] == truth["price"]
    assert record["maker"] == truth["maker"]
    (extracted,) = [r for r in shopped.records("product") if r["url"] == record["url"]]
    assert record == extracted


def test_lists_go_on_by_number_and_by_address(served: tuple[Explored, Served]) -> None:
    _, server = served
    names = []
    for page in (1, 2, 3):
        status, found = server.call("list_product", page=page)
        assert status == 200
        names += [one["name"] for one in found["records"]]
    assert names == [product(n)["name"] for n in range(PRODUCTS)]
    assert found["next"] is None
    _, found = server.call("list_product")
    _, after = server.call("list_product", url=found["next"])
    assert [one["name"] for one in after["records"]] == names[5:10]
    assert server.call("list_product", page=99)[0] == 404  # the site has none


def test_where_to_begin_is_told_without_a_request(
    served: tuple[Explored, Served],
) -> None:
    shopped, server = served
    before = len(shopped.site.hits)
    status, found = server.call("known_pages")
    assert status == 200
    urls = {one["tool"]: one["urls"] for one in found["pages"]}
    assert f"{shopped.site.url}lamps" in urls["list_product"]
    assert set(urls["get_product"]) <= set(shopped.crawl.pages)
    assert len(shopped.site.hits) == before


def test_the_search_of_the_site_is_asked(shopped: Explored, tmp_path: Path) -> None:
    def results(path: str) -> str | None:
        return shop()["/lamps?page=2"] if path == "/search?q=two+words" else None

    with Site(shop(), fallback=results) as site:
        document = elsewhere(shopped, site, tmp_path)
        with Served(document) as server:
            status, found = server.call("search_site", q="two words")
    assert status == 200
    assert found["records"][0]["name"] == product(5)["name"]
    assert found["next"] == f"{site.url}lamps?page=3"


def test_other_pages_are_turned_away(served: tuple[Explored, Served]) -> None:
    shopped, server = served
    url = next(u for u in shopped.crawl.pages if "/journal/" in u)
    before = len(shopped.site.paths())
    status, problem = server.call("get_product", url=url)
    assert (status, problem["code"]) == (422, "other_page")
    assert "get_article" in problem["detail"]
    for elsewhere_ in ("http://127.0.0.1:1/lamp/3", "file:///etc/passwd", "nothing"):
        status, problem = server.call("get_product", url=elsewhere_)
        assert (status, problem["code"]) == (400, "bad_arguments")
    for arguments in ({}, {"url": "x", "more": 1}):
        assert server.call("get_product", **arguments)[0] == 400
    assert server.call("list_product", page="two")[0] == 400
    assert server.call("list_product", page=0)[0] == 400
    assert server.get("tools/get_nothing")[0] == 404
    assert len(shopped.site.paths()) == before


def test_answers_are_kept_and_asked_for_once(shopped: Explored) -> None:
    url = f"{shopped.site.url}lamp/7"
    with Served(shopped.crawl.folder) as server:
        before = shopped.site.paths(errands=True)
        first = server.call("get_product", url=url)
        assert server.call("get_product", url=url) == first
        asked = shopped.site.paths(errands=True)[len(before) :]
    assert asked == ["/robots.txt", "/lamp/7"]


def test_it_is_as_polite_as_a_crawl(shopped: Explored, tmp_path: Path) -> None:
    rules = Answer("User-agent: *\nDisallow: /lamp/3\n", content_type="text/plain")
    with Site({**shop(), "/robots.txt": rules}) as site:
        document = elsewhere(shopped, site, tmp_path)
        with Served(document, "--requests-per-hour", "2", delay=0.4) as server:
            status, problem = server.call("get_product", url=f"{site.url}lamp/3")
            assert (status, problem["code"]) == (403, "refused")
            assert "robots" in problem["detail"]
            for number in (4, 5):
                assert (
                    server.call("get_product", url=f"{site.url}lamp/{number}")[0] == 200
                )
            pages = [hit for hit in site.hits if hit.path.startswith("/lamp/")]
            assert pages[1].time - pages[0].time > 0.39
            status, problem = server.call("get_product", url=f"{site.url}lamp/6")
            assert (status, problem["code"]) == (429, "budget_spent")
            assert 3500 < problem["retry_after_seconds"] <= 3600
    assert [hit.path for hit in pages] == ["/lamp/4", "/lamp/5"]


def test_what_is_gone_is_an_error_that_names_it(
    shopped: Explored, tmp_path: Path
) -> None:
    with Site(shop(changed=True)) as site:
        document = elsewhere(shopped, site, tmp_path)
        with Served(document) as server:
            status, problem = server.call("get_product", url=f"{site.url}lamp/3")
    assert (status, problem["code"]) == (502, "drift")
    assert problem["fields"] == ["price", "currency"]
    assert "price, currency are missing" in problem["detail"]


def test_a_list_without_what_its_cards_had_is_drift(
    shopped: Explored, tmp_path: Path
) -> None:
    answers = shop()
    answers["/lamps?page=2"] = re.sub("<p class=.price.*?</p>", "", answers["/lamps"])
    answers["/lamps?page=3"] = re.sub("(?s)<ol.*</ol>", "", answers["/lamps"])
    with Site(answers) as site:
        document = elsewhere(shopped, site, tmp_path)
        with Served(document) as server:
            status, problem = server.call("list_product", page=2)
            assert (status, problem["code"]) == (502, "drift")
            assert problem["fields"] == ["price", "currency"]
            status, problem = server.call("list_product", page=3)
            assert (status, problem["code"]) == (502, "drift")
            assert "name" in problem["fields"]


def test_a_redirect_stays_on_the_site(shopped: Explored, tmp_path: Path) -> None:
    with Site() as other:
        answers: dict[str, Any] = {
            **shop(),
            "/lamp/1": Answer(status=302, headers={"Location": "/lamp/2"}),
            "/lamp/3": Answer(status=302, headers={"Location": other.url}),
        }
        with Site(answers) as site:
            document = elsewhere(shopped, site, tmp_path)
            with Served(document) as server:
                status, found = server.call("get_product", url=f"{site.url}lamp/1")
                assert (status, found["name"]) == (200, product(2)["name"])
                assert found["url"] == f"{site.url}lamp/2"
                status, problem = server.call("get_product", url=f"{site.url}lamp/3")
        assert (status, problem["code"]) == (502, "site_failed")
        assert not other.hits


def test_a_site_that_is_away_is_no_end(shopped: Explored, tmp_path: Path) -> None:
    answers: dict[str, Any] = {
        **shop(),
        "/robots.txt": Answer(status=500),
        "/lamp/2": Answer(status=503),
    }
    with Site(answers) as site:
        document = elsewhere(shopped, site, tmp_path)
        with Served(document, "-s", "VULTRCRAWL_ROBOTS_RETRY_SECS=0") as server:
            url = f"{site.url}lamp/2"
            assert server.call("get_product", url=url)[0] == 403
            assert server.call("get_product", url=url)[0] == 403
            assert server.get("/")[0] == 200


def test_the_description_is_valid_openapi(served: tuple[Explored, Served]) -> None:
    _, server = served
    _, document = server.get("openapi.json")
    validate(document)
    assert document["openapi"].startswith("3.1")
    operation = document["paths"]["/tools/get_product"]["get"]
    assert "price 100%" in operation["description"]
    assert document["components"]["schemas"]["get_product"]["required"][:2] == [
        "url",
        "name",
    ]
    _, tools = server.get("tools.json")
    assert [one["name"] for one in tools["tools"]] == [
        path.removeprefix("/tools/") for path in document["paths"]
    ]


def test_only_this_machine_may_ask(served: tuple[Explored, Served]) -> None:
    _, server = served
    assert server.get("/", Host="evil.example")[0] == 421
    assert server.get("mcp", Host=f"evil.example:{server.port}")[0] == 421
    assert server.get("/", Origin="https://evil.example")[0] == 403
    assert server.get("/", Host=f"localhost:{server.port}")[0] == 200


def test_others_need_the_token(shopped: Explored) -> None:
    folder = shopped.crawl.folder
    words = ("serve", str(folder), "--host", ANY)
    done = run_module("vultrcrawl", *words, env=environment(), timeout=60)
    assert done.exit_code == 2
    assert "VULTRCRAWL_SERVE_TOKEN" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    with Served(folder, "--host", ANY, env={"VULTRCRAWL_SERVE_TOKEN": TOKEN}) as server:
        for path in ("/", "openapi.json", "tools/list_product", "mcp"):
            assert server.get(path)[0] == 401
            assert server.get(path, Authorization="Bearer wrong")[0] == 401
        assert server.get("/", Authorization=f"Bearer {TOKEN}")[0] == 200
        done = server.end()
    assert TOKEN not in done.stderr


def test_a_server_that_is_stopped_has_done_its_work(shopped: Explored) -> None:
    with Served(shopped.crawl.folder) as server:
        assert server.call("known_pages")[0] == 200
        assert server.call("get_product")[0] == 400
        done = server.end()
    assert done.exit_code == 0, done.stderr
    assert "known_pages: done" in done.stderr
    assert "get_product: bad_arguments" in done.stderr
    assert "Traceback" not in done.stderr
    assert "serving" in done.stderr


def test_a_server_ends_while_its_client_is_silent(
    shopped: Explored, tmp_path: Path
) -> None:
    words = ("serve", str(shopped.crawl.folder), "--transport", "stdio")
    log = tmp_path / "log"
    with (
        log.open("w") as errors,
        subprocess.Popen(
            [sys.executable, "-m", "vultrcrawl", *words],
            env=environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=errors,
        ) as server,
    ):  # fmt: skip
        try:
            deadline = time.monotonic() + 60
            while "serving" not in log.read_text() and time.monotonic() < deadline:
                time.sleep(0.1)
            server.send_signal(signal.SIGTERM)
            assert server.wait(20) == 0
        finally:
            server.kill()
    assert "Traceback" not in log.read_text()


def test_what_it_needs_is_told_if_it_is_missing(shopped: Explored) -> None:
    lines = (
        "import sys; sys.modules['mcp'] = None",
        "from vultrcrawl.cli import main",
        f"main(['serve', {str(shopped.crawl.folder)!r}])",
    )
    done = subprocess.run(
        [sys.executable, "-c", "\n".join(lines)],
        env=environment(), capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr == (
        "vultrcrawl: serve needs mcp: pip install 'vultrcrawl[serve]'\n"
    )


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--port", "70000"), "port=70000"),
        (("--transport", "pigeon"), "transport=pigeon"),
        (("--host", "192.0.2.1"), "VULTRCRAWL_SERVE_TOKEN"),
        (("--requests-per-hour", "0"), "requests_per_hour=0"),
    ],
)
def test_what_is_wrong_is_told_in_one_line(
    shopped: Explored, options: tuple[str, ...], told: str
) -> None:
    words = ("serve", str(shopped.crawl.folder), *options)
    done = run_module("vultrcrawl", *words, env=environment(), timeout=60)
    assert done.exit_code == 2
    assert told in done.stderr
    assert len(done.stderr.splitlines()) == 1


async def by_mcp(client: Client, url: str) -> None:
    tools = {one.name: one for one in (await client.list_tools()).tools}
    assert {"get_product", "list_product", "search_site"} <= set(tools)
    described = tools["get_product"]
    assert "price 100%" in (described.description or "")
    assert described.annotations is not None
    assert described.annotations.read_only_hint
    # The client checks the result against the schema that the tool states.
    found = await client.call_tool("get_product", {"url": f"{url}lamp/3"})
    assert not found.is_error
    assert found.structured_content["name"] == product(3)["name"]
    assert json.loads(found.content[0].text) == found.structured_content  # type: ignore[union-attr] # text
    page = await client.call_tool("list_product", {"page": 3})
    assert len(page.structured_content["records"]) == 4
    wrong = await client.call_tool("get_product", {"url": "https://else.example/"})
    assert wrong.is_error
    assert "not a page of" in wrong.content[0].text  # type: ignore[union-attr] # text
    with pytest.raises(MCPError, match="no such tool"):
        await client.call_tool("get_nothing", {})


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_an_agent_reads_over_http(served: tuple[Explored, Served], mode: str) -> None:
    shopped, server = served

    async def ask() -> None:
        transport = streamable_http_client(f"{server.url}mcp")
        async with Client(transport, mode=mode) as client:
            await by_mcp(client, shopped.site.url)

    in_a_loop(ask)


def test_an_agent_reads_over_standard_streams(
    shopped: Explored, tmp_path: Path
) -> None:
    log = tmp_path / "log"

    async def ask() -> None:
        server = StdioServerParameters(
            command=sys.executable,
            args=["-m", "vultrcrawl", "serve", str(shopped.crawl.folder),
                  "--transport", "stdio", "-s", "DOWNLOAD_DELAY=0"],
            env=environment(), cwd=Path.cwd(),
        )  # fmt: skip
        with log.open("w") as errors:
            async with Client(stdio_client(server, errlog=errors)) as client:
                await by_mcp(client, shopped.site.url)
                began = time.monotonic()
            # It leaves when its client does, and needs not be killed.
            assert time.monotonic() - began < 5

    in_a_loop(ask)
    assert "Traceback" not in log.read_text()
    assert "serving" in log.read_text()


def test_a_site_that_asks_for_time_gets_it_and_is_asked_again(
    shopped: Explored, tmp_path: Path
) -> None:
    busy = Answer(status=429, headers={"Retry-After": "2"})
    with Site({**shop(), "/lamp/2": busy}) as site:
        document = elsewhere(shopped, site, tmp_path)
        with Served(document, "-s", "VULTRCRAWL_BACKOFF_MAX_SECS=1") as server:
            url = f"{site.url}lamp/2"
            status, problem = server.call("get_product", url=url)
            assert (status, problem["code"]) == (502, "site_failed")
            assert "asks for more time" in problem["detail"]
            asked = len(site.paths())
            assert server.call("get_product", url=url)[0] == 502
            assert len(site.paths()) == asked  # it is left alone
            site.answers["/lamp/2"] = shop()["/lamp/2"]
            time.sleep(2.1)
            assert server.call("get_product", url=url)[0] == 200


def test_what_is_served_can_be_written_to_files(
    shopped: Explored, tmp_path: Path
) -> None:
    document = elsewhere(shopped, shopped.site, tmp_path)
    words = ("export", str(document), "--api")
    done = run_module("vultrcrawl", *words, env=environment(), timeout=60)
    assert done.exit_code == 0, done.stderr
    validate(json.loads((tmp_path / "openapi.json").read_text()))
    tools = json.loads((tmp_path / "tools.json").read_text())["tools"]
    assert "get_product" in {one["name"] for one in tools}
    (tmp_path / "tools.json").write_text('{"tools": "of somebody else"}')
    done = run_module("vultrcrawl", *words, env=environment(), timeout=60)
    assert done.exit_code == 2
    assert "none of ours" in done.stderr
