"""The settings of the browser, and which browser is found."""

from __future__ import annotations

from pathlib import Path

import pytest
from scrapy.settings import Settings

from tests.support.crawls import explore
from vultrcrawl.browser.config import BrowserConfig
from vultrcrawl.errors import UsageError


def program(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return str(path)


def test_browsers_are_looked_for_in_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    config = BrowserConfig()
    assert config.find(str(tmp_path / "own")) is None
    chrome = program(tmp_path / "bin" / "google-chrome")
    assert config.find(str(tmp_path / "own")) == chrome
    chromium = program(tmp_path / "bin" / "chromium")
    assert config.find(str(tmp_path / "own")) == chromium
    own = program(tmp_path / "own")
    assert config.find(own) == own
    mine = program(tmp_path / "mine")
    settings = Settings({"VULTRCRAWL_BROWSER_EXECUTABLE": mine})
    assert BrowserConfig.from_settings(settings).find(own) == mine


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PAGES", 0),
        ("PAGES", "many"),
        ("TIMEOUT_SECS", 0.5),
        ("CONTEXT_PAGES", -1),
        ("ROUNDS", 1_001),
        ("MEMORY_MB", 100),
        ("EXECUTABLE", "/nowhere/chromium"),
    ],
)
def test_wrong_values_are_told(name: str, value: object) -> None:
    settings = Settings({f"VULTRCRAWL_BROWSER_{name}": value})
    with pytest.raises(UsageError, match="VULTRCRAWL_BROWSER_"):
        BrowserConfig.from_settings(settings)


def test_a_wrong_setting_ends_a_crawl_before_it_begins(tmp_path: Path) -> None:
    setting = "VULTRCRAWL_BROWSER_EXECUTABLE=/nowhere/chromium"
    crawl = explore("http://127.0.0.1:9/", tmp_path / "out", "-s", setting)
    assert crawl.exit_code == 2
    assert crawl.stderr == f"vultrcrawl: {setting}: there is no such program\n"
