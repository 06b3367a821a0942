"""Parts of a crawl that keep the reactor busy for a minute."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from pathlib import Path
from typing import Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.settings import BaseSettings
from scrapy.spiderloader import SpiderLoader


def _be_busy(folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    (folder / "busy").touch()
    end = time.monotonic() + 60
    while time.monotonic() < end:
        pass


class BusyWithPages:
    """A pipeline that takes a minute for each page."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    @property
    def _folder(self) -> Path:
        folder: Path = self._crawler.spider.arguments.folder  # type: ignore[union-attr] # ours
        return folder

    def process_item(self, item: object) -> object:
        _be_busy(self._folder)
        return item


class BusyAtTheEnd(BusyWithPages):
    """A pipeline that takes a minute to close."""

    def process_item(self, item: object) -> object:
        return item

    def close_spider(self) -> None:
        _be_busy(self._folder)


class BusyLoader(SpiderLoader):
    """Takes a minute to find the spiders, before there is a crawl."""

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> Self:
        _be_busy(Path(settings["BUSY_FOLDER"]))
        return super().from_settings(settings)


class StoppedWhileOpened:
    """A pipeline in whose opening a signal comes."""

    async def open_spider(self) -> None:
        os.kill(os.getpid(), signal.SIGINT)
        await asyncio.sleep(2)


class ClockStepsBack:
    """An extension that sees the clock on the wall put back by an hour."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        crawler.signals.connect(self.engine_started, signals.engine_started)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def engine_started(self) -> None:
        engine = self._crawler.engine
        assert engine is not None
        assert engine.start_time is not None
        engine.start_time += 3600
