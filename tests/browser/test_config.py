"""The settings of the browser, and which browser is found."""

from __future__ import annotations

from pathlib import Path

import pytest
from scrapy.settings import Settings

from tests.support.crawls import explore
from vultrcrawl.browser.config import BrowserConfig
from vultrcrawl.errors import UsageError
from vultrcrawl.export.processes import bare_environment


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
    named = {"VULTRCRAWL_BROWSER_EXECUTABLE": mine}
    assert BrowserConfig.from_settings(Settings(), named).find(own) == mine


def test_no_setting_names_a_program(tmp_path: Path) -> None:
    settings = Settings({"VULTRCRAWL_BROWSER_EXECUTABLE": program(tmp_path / "mine")})
    with pytest.raises(UsageError, match="is not a setting: set it in the environment"):
        BrowserConfig.from_settings(settings)


def test_the_browser_gets_no_keys() -> None:
    needed = {"PATH": "/bin", "LC_ALL": "C.UTF-8", "HOME": "/home/me", "TZ": "UTC"}
    secret = {
        "OPENAI_API_KEY": "sk-1", "AWS_SECRET_ACCESS_KEY": "x", "NODE_OPTIONS": "-r x",
        "MY_PATH_TOKEN": "y", "PATH_": "z",
    }  # fmt: skip
    assert bare_environment(needed | secret) == needed


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PAGES", 0),
        ("PAGES", "many"),
        ("TIMEOUT_SECS", 0.5),
        ("CONTEXT_PAGES", -1),
        ("ROUNDS", 1_001),
        ("MEMORY_MB", 100),
    ],
)
def test_wrong_values_are_told(name: str, value: object) -> None:
    settings = Settings({f"VULTRCRAWL_BROWSER_{name}": value})
    with pytest.raises(UsageError, match="VULTRCRAWL_BROWSER_"):
        BrowserConfig.from_settings(settings)


def test_a_wrong_setting_ends_a_crawl_before_it_begins(tmp_path: Path) -> None:
    named = {"VULTRCRAWL_BROWSER_EXECUTABLE": "/nowhere/chromium"}
    crawl = explore("http://127.0.0.1:9/", tmp_path / "out", env=named)
    assert crawl.exit_code == 2
    assert crawl.stderr == (
        "vultrcrawl: VULTRCRAWL_BROWSER_EXECUTABLE=/nowhere/chromium: "
        "there is no such program\n"
    )
