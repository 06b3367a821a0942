"""An application with JSON endpoints as an API: these, and its pages rendered."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser.rig import CHROMIUM, SETTINGS, Browsed
from tests.support import spa
from tests.support.served import Served, moved
from tests.support.site import Answer, Site

pytestmark = pytest.mark.browser


def test_an_application_is_an_api(pushed: tuple[Site, Browsed], tmp_path: Path) -> None:
    answers, fallback = spa.push_application()
    browser = {"VULTRCRAWL_BROWSER_EXECUTABLE": CHROMIUM}
    with Site(answers, fallback=fallback) as site:
        document = pushed[1].crawl.folder / "site.json"
        document = moved(document, pushed[0].url, site, tmp_path)
        with Served(document, *SETTINGS, env=browser) as server:
            before = len(site.paths())
            status, found = server.call("api_products_by_id", id=3)
            assert (status, found["data"]) == (200, spa.product(3))
            status, found = server.call("api_products")
            assert [one["id"] for one in found["data"]] == list(range(1, 9))
            assert site.paths()[before:] == ["/api/products/3", "/api/products"]
            assert server.call("api_products_by_id")[0] == 400
            assert server.call("api_products_by_id", id="x")[0] == 400
            assert server.call("api_products_by_id", id=99)[0] == 404
            status, record = server.call("get_product", url=f"{site.url}product/2")
            assert status == 200, record
            assert record["name"] == spa.product(2)["name"]
            assert record["weight"] == spa.product(2)["weight"]
            with Site() as other:  # another port of this machine is another site
                away = Answer(status=302, headers={"Location": f"{other.url}x"})
                site.answers["/api/products/6"] = away
                status, problem = server.call("api_products_by_id", id=6)
                assert (status, problem["code"]) == (502, "site_failed")
                assert not other.hits
            # An endpoint that no longer answers as it did is drift, too.
            del site.answers["/api/products/5"]
            site.answers["/api/products/5"] = '{"id": 5, "name": "Five"}'
            status, problem = server.call("api_products_by_id", id=5)
            assert (status, problem["code"]) == (502, "drift")
            assert set(problem["fields"]) == {"price", "weight", "text"}
            done = server.end()
    assert done.exit_code == 0, done.stderr
    assert "Traceback" not in done.stderr
