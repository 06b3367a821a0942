"""What a job of a scheduler, and a person, are told about how it ended."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.crawls import explore, scrapy
from tests.support.site import Site, page


def outcome(log: Path) -> dict[str, Any]:
    """Return how a job with this log ended."""
    text = log.with_suffix(".outcome.json").read_text(encoding="utf-8")
    return dict(json.loads(text))


def test_a_job_tells_in_its_log_why_it_was_refused(tmp_path: Path) -> None:
    """Scrapyd shows neither standard error nor the exit code of a job."""
    log = tmp_path / "job.log"
    done = scrapy(
        "crawl", "explore", "-a", "start_url=http://127.0.0.1:9/?a=1", "-a", "b=2",
        "-a", "_job=1", "-s", f"LOG_FILE={log}",
    )  # fmt: skip
    assert done.exit_code == 2
    assert "ERROR: unknown argument b" in log.read_text(encoding="utf-8")
    told = outcome(log)
    assert told["exit_code"] == 2
    assert told["reason"].startswith("unknown argument b")
    assert (told["run"], told["output"]) == (None, None)


@pytest.mark.parametrize(
    ("setting", "code", "said"),
    [
        ("DOWNLOAD_DELAY=soon", 2, "DOWNLOAD_DELAY='soon': it has to be a number"),
        ("FEEDS={", 2, "Invalid -s value"),
        ('ITEM_PIPELINES={"no.X": 1}', 1, "No module named 'no'"),
    ],
)
def test_a_setting_that_cannot_be_is_in_the_log_of_the_job(
    setting: str, code: int, said: str, tmp_path: Path
) -> None:
    log = tmp_path / "job.log"
    done = scrapy(
        "crawl", "explore", "-a", "start_url=http://127.0.0.1:1/",
        "-a", f"output={tmp_path / 'out'}", "-s", f"LOG_FILE={log}", "-s", setting,
    )  # fmt: skip
    told = outcome(log)
    assert (done.exit_code, told["exit_code"]) == (code, code)
    assert said in told["reason"]
    assert said in log.read_text(encoding="utf-8")


def test_a_job_tells_how_it_ended(tmp_path: Path) -> None:
    log = tmp_path / "job.log"
    with Site({"/": page("Home")}) as site:
        crawl = explore(
            site.url, tmp_path / "out", "-s", f"LOG_FILE={log}", check=False
        )
    document = json.loads((tmp_path / "out/site.json").read_text(encoding="utf-8"))
    assert crawl.exit_code == 0
    told = outcome(log)
    assert (told["exit_code"], told["reason"]) == (0, "exhausted")
    assert told["run"] == document["run"]["id"]
    assert told["output"] == str(tmp_path / "out")


def test_who_gave_a_bare_host_is_told_to_try_http(tmp_path: Path) -> None:
    with Site({"/": page("Home")}) as site:
        bare = site.url.removeprefix("http://").rstrip("/")
        crawl = explore(
            bare,
            tmp_path / "out",
            "-s",
            "RETRY_TIMES=0",
            "-s",
            "VULTRCRAWL_ROBOTS_RETRY_SECS=0",
        )
        assert crawl.exit_code == 5
        assert f"try start_url=http://{bare}/" in crawl.stderr
        full = explore(
            f"https://{bare}",
            tmp_path / "out2",
            "-s",
            "RETRY_TIMES=0",
            "-s",
            "VULTRCRAWL_ROBOTS_RETRY_SECS=0",
        )
        assert "try start_url" not in full.stderr
