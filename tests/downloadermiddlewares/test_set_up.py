"""When the middlewares of fetching are on, and which settings they refuse."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from scrapy.exceptions import NotConfigured
from scrapy.utils.test import get_crawler

from tests.support.crawls import scrapy
from vultrcrawl.downloadermiddlewares.backoff import BackoffMiddleware
from vultrcrawl.downloadermiddlewares.egress import EgressMiddleware
from vultrcrawl.downloadermiddlewares.robots import RobotsMiddleware
from vultrcrawl.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path


def test_robots_txt_is_left_aside_only_if_told_so() -> None:
    with pytest.raises(NotConfigured):
        RobotsMiddleware.from_crawler(get_crawler(None, {"ROBOTSTXT_OBEY": False}))
    RobotsMiddleware.from_crawler(get_crawler(None, {"ROBOTSTXT_OBEY": True}))


def test_no_pauses_with_a_scheduler_that_can_not_wait() -> None:
    with pytest.raises(NotConfigured, match="block_host"):
        BackoffMiddleware.from_crawler(get_crawler())
    frontier = "vultrcrawl.scheduler.FrontierScheduler"
    BackoffMiddleware.from_crawler(get_crawler(None, {"SCHEDULER": frontier}))


def test_networks_come_as_a_list_or_as_text() -> None:
    for value in (["10.0.0.0/8", "127.0.0.1:80"], "10.0.0.0/8,127.0.0.1:80"):
        crawler = get_crawler(None, {"VULTRCRAWL_EGRESS_ALLOW": value})
        rule = EgressMiddleware.from_crawler(crawler).rule
        assert rule.permits("any.test", 443, "10.1.1.1")
        assert rule.permits("any.test", 80, "127.0.0.1")


def test_what_is_no_network_ends_the_command_with_one_line(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        EgressMiddleware.from_crawler(
            get_crawler(None, {"VULTRCRAWL_EGRESS_ALLOW": "intranet"})
        )
    words = ["-a", "start_url=http://127.0.0.1:9/", "-a", f"output={tmp_path}/out"]
    done = scrapy("crawl", "explore", *words, "-s", "VULTRCRAWL_EGRESS_ALLOW=intranet")
    assert done.exit_code == 2
    assert done.stderr.count("\n") == 1
    assert "'intranet' is no network or address" in done.stderr
