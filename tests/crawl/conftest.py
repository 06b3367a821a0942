"""The shop, explored once for all tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.crawl.explored import Explored
from tests.support.crawls import explore
from tests.support.shop import shop
from tests.support.site import Site


@pytest.fixture(scope="session")
def shopped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Explored]:
    with Site(shop()) as site:
        crawl = explore(site.url, tmp_path_factory.mktemp("shop") / "out")
        assert crawl.exit_code == 0, crawl.stderr
        yield Explored(site, crawl)
