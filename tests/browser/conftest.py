"""A real Chromium for all tests of this folder."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.browser.rig import CHROMIUM


@pytest.fixture(autouse=True, scope="session")
def _chromium() -> None:
    """Fail in CI where there is no browser; elsewhere say what was not tested."""
    if Path(CHROMIUM).is_file():
        return
    missing = f"{CHROMIUM} is missing: apt-get install chromium"
    if os.environ.get("CI"):
        pytest.fail(missing, pytrace=False)
    pytest.skip(missing)
