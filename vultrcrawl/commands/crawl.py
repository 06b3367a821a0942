"""`scrapy crawl`, with exit codes that tell how the crawl ended."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, NoReturn

from scrapy.commands.crawl import Command as CrawlCommand
from scrapy.exceptions import UsageError as ScrapyUsageError
from scrapy.settings import SETTINGS_PRIORITIES

from vultrcrawl.commands.typed import check_types
from vultrcrawl.crawl.stop_reason import StopReason
from vultrcrawl.errors import (
    BrowserUnusable,
    LLMRejected,
    StorageError,
    UsageError,
    VultrCrawlError,
)
from vultrcrawl.lifecycle.outcome import (
    DISK_FULL,
    DRIFTED,
    OUTPUT_ERROR,
    STOP_REASON,
    WHY_REFUSED,
    WHY_UNUSABLE,
    refuse,
)
from vultrcrawl.report.files import write_json

if TYPE_CHECKING:
    import argparse

    from scrapy.crawler import Crawler, CrawlerProcessBase
    from scrapy.settings import Settings

#: What Scrapy says at INFO of its own workings; our progress and summary say the rest.
_CHATTY = (
    "scrapy.addons",
    "scrapy.core.engine",
    "scrapy.crawler",
    "scrapy.extensions.feedexport",
    "scrapy.middleware",
    "scrapy.statscollectors",
    "scrapy.utils.log",
)


#: Seconds for the last words of a process that leaves at once.
_GOODBYE = 1.0
_SHOW_CURSOR = b"\x1b[?25h\r\n"


def _matters(record: logging.LogRecord) -> bool:
    return record.levelno >= logging.WARNING


class Command(CrawlCommand):
    """Run a spider of this project; see the README for the exit codes."""

    settings: Settings  # set by Scrapy, as the next, before anything is called
    crawler_process: CrawlerProcessBase
    _why: str | None = None
    """Why the crawl was refused, if it was; else why it ended."""

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Quieten Scrapy unless a log level was asked for."""
        try:
            self._process_options(args, opts)
        except ScrapyUsageError as error:
            self._log_refusal(" ".join(str(error).split()), opts)
            raise

    def _log_refusal(self, why: str, opts: argparse.Namespace) -> None:
        """Say in the log file, if there is to be one, what Scrapy says without one."""
        settings = self.settings
        asked = dict(pair.partition("=")[::2] for pair in opts.set)
        file = opts.logfile or asked.get("LOG_FILE") or settings["LOG_FILE"]
        if not file:
            return
        settings.set("LOG_FILE", file, priority="cmdline")
        self.exitcode, self._why = 2, why
        record = logging.makeLogRecord(
            {"name": __name__, "levelname": "ERROR", "msg": why}
        )
        form = logging.Formatter(settings["LOG_FORMAT"], settings["LOG_DATEFORMAT"])
        try:
            with Path(file).open("a", encoding="utf-8") as log:
                log.write(form.format(record) + "\n")
        except OSError:
            return  # standard error has it
        self._tell_outcome(None)

    def _process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        _open_streams()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, _leave_at_once)  # until Scrapy's handlers are there
        super().process_options(args, opts)
        check_types(self.settings)
        _introduce(self.settings)
        asked = self.settings.getpriority("LOG_LEVEL") or 0
        if asked <= SETTINGS_PRIORITIES["project"]:
            for name in _CHATTY:
                logging.getLogger(name).addFilter(_matters)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Run the spider named in *args*, and set the exit code."""
        if len(args) != 1:
            raise ScrapyUsageError(
                "name one spider: explore, extract, scaffold or serve"
            )
        try:
            crawler = self._create_crawler(args[0])
        except KeyError:
            known = ", ".join(self.crawler_process.spider_loader.list())
            self._refuse(
                UsageError(f"there is no spider {args[0]}; there are: {known}")
            )
            self._tell_outcome(None)
            return
        _lighten(crawler.settings["LOG_LEVEL"])
        task = self.crawler_process.crawl(crawler, **opts.spargs)
        assert isinstance(task, asyncio.Task)  # noqa: S101 (the asyncio reactor is set)
        # Scrapy asks the reactor to stop, which may be busy for long.
        self.crawler_process._signal_kill = _leave_at_once  # type: ignore[method-assign] # noqa: SLF001 (there is no public way)
        self.crawler_process.start()
        if not task.done():  # stopped while the crawl was being opened
            self.exitcode = StopReason.INTERRUPTED.exit_code
            self._why = StopReason.INTERRUPTED.value
            self._tell_outcome(None)
            return
        error = None if task.cancelled() else task.exception()
        if isinstance(error, VultrCrawlError):
            self._refuse(error)
        elif error is not None:
            logging.getLogger(__name__).error("The crawl failed", exc_info=error)
            self.exitcode, self._why = 1, f"{type(error).__name__}: {error}"
        elif (why := crawler.stats.get_value(WHY_REFUSED)) is not None:
            self._refuse(LLMRejected(why))
        elif (why := crawler.stats.get_value(WHY_UNUSABLE)) is not None:
            self._refuse(BrowserUnusable(why))
        else:
            self.exitcode = _exit_code(crawler)
            ended = crawler.stats.get_value(STOP_REASON)
            self._why = str(ended or crawler.stats.get_value("finish_reason"))
        self._tell_outcome(crawler)

    def _refuse(self, error: VultrCrawlError) -> None:
        self.exitcode = refuse(error)
        if self.settings["LOG_FILE"]:  # of a job of Scrapyd's, nobody sees the rest
            logging.getLogger(__name__).error("%s", error)
        self._why = str(error)

    def _tell_outcome(self, crawler: Crawler | None) -> None:
        """Write how the job ended beside its log, if that is a file."""
        if not self.settings["LOG_FILE"]:
            return
        spider = crawler.spider if crawler is not None else None
        output = getattr(spider, "output", None)
        try:
            write_json(
                Path(self.settings["LOG_FILE"]).with_suffix(".outcome.json"),
                {
                    "exit_code": self.exitcode,
                    "reason": self._why,
                    "run": output.run if output is not None else None,
                    "output": str(output.folder.absolute()) if output else None,
                    "ended": datetime.now(UTC).isoformat(timespec="seconds"),
                },
            )
        except StorageError as error:
            logging.getLogger(__name__).warning("%s", error)


def _open_streams() -> None:
    """Give a process that was started without streams ones that lead nowhere.

    Otherwise Python has None for them, and the first file or socket takes their number:
    what is written to standard error would go there.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            # The lowest free number, which is the stream's own.
            nowhere = os.open(os.devnull, os.O_RDWR)
            os.set_inheritable(nowhere, True)
            setattr(sys, name, os.fdopen(nowhere, mode))


def _leave_at_once(signum: int, _: object) -> NoReturn:  # noqa: ARG001 (a handler's)
    """End a process that was asked to stop twice, or before it began, from the handler.

    The reactor may be deep in a page, and Python would wait for threads: for a name
    server, for a file that is being written. The state of the crawl is sound at any
    moment; see `vultrcrawl.frontier.state.store`, and so is the output folder.
    """
    # In a thread: the lock of the log may be held by what was interrupted.
    last = Thread(target=_say_goodbye, daemon=True)
    last.start()
    last.join(_GOODBYE)
    os._exit(StopReason.INTERRUPTED.exit_code)


def _say_goodbye() -> None:
    if os.isatty(2):
        os.write(2, _SHOW_CURSOR)  # the display hides it
    if "vultrcrawl.browser.processes" in sys.modules:  # else none was started
        from vultrcrawl.browser.processes import kill_browser  # noqa: PLC0415 (slow)

        kill_browser()
    logging.getLogger(__name__).warning("Stopped at once; no output was written")
    logging.shutdown()


def _introduce(settings: Settings) -> None:
    """Add VULTRCRAWL_CONTACT to the User-Agent, unless that was set by the user."""
    contact = str(settings["VULTRCRAWL_CONTACT"] or "")
    if not (contact.isascii() and contact.isprintable()):
        raise ScrapyUsageError(
            "VULTRCRAWL_CONTACT: an address or URL in ASCII", print_help=False
        )
    asked = settings.getpriority("USER_AGENT") or 0
    if contact and asked <= SETTINGS_PRIORITIES["project"]:
        agent = f"{settings['USER_AGENT']} (+{contact})"
        settings.set("USER_AGENT", agent, priority="project")


def _lighten(log_level: str) -> None:
    """Spare a crawl work that nobody sees the result of.

    Each page makes thousands of objects that die young, so that the collector of cycles
    runs for a tenth of the time: less often is enough. Records that no handler takes
    are not made.
    """
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    logging.getLogger("scrapy").setLevel(log_level)


def _exit_code(crawler: Crawler) -> int:
    stats = crawler.stats
    reason = stats.get_value(STOP_REASON)
    # Of a part of the pages, as of one that was stopped, fields may seem lost.
    if stats.get_value(DRIFTED) and reason != StopReason.INTERRUPTED:
        return 7
    if reason == StopReason.NO_DISK or stats.get_value(DISK_FULL):
        return 3
    if stats.get_value(OUTPUT_ERROR):
        return 22
    if any(name.startswith("feedexport/failed_count/") for name in stats.get_stats()):
        return 22
    if reason is not None:
        return StopReason(reason).exit_code
    # A spider of somebody's own.
    return 0 if stats.get_value("finish_reason") == "finished" else 11
