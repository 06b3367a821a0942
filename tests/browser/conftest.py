"""A real Chromium for all tests of this folder, and what they explore together."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.rig import CHROMIUM, Browsed, browse
from tests.support import spa
from tests.support.site import Site


@pytest.fixture(autouse=True, scope="session")
def _chromium() -> None:
    """Fail in CI where there is no browser; elsewhere say what was not tested."""
    if Path(CHROMIUM).is_file():
        return
    missing = f"{CHROMIUM} is missing: apt-get install chromium"
    if os.environ.get("CI"):
        pytest.fail(missing, pytrace=False)
    pytest.skip(missing)


@pytest.fixture(scope="session")
def pushed(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[Site, Browsed]]:
    """Return an application of paths, and what an exploration made of it."""
    answers, fallback = spa.push_application()
    with Site(answers, fallback=fallback) as site:
        yield site, browse(site.url, tmp_path_factory.mktemp("push"))
