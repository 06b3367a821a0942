"""Stats that make the exit code: why a crawl did not begin, or lost its results."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING, Final

from vultrcrawl.errors import DiskFull

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from vultrcrawl.errors import StorageError, VultrCrawlError

logger = logging.getLogger(__name__)

#: Why a file of the crawl could not be written, and whether for want of room.
OUTPUT_ERROR: Final = "vultrcrawl/output/error"
DISK_FULL: Final = "vultrcrawl/output/disk_full"
#: Why a crawl that can't do without a browser did not begin.
WHY_UNUSABLE: Final = "vultrcrawl/browser/unusable"
#: Why the model refused; with `classifier=llm` no crawl began.
WHY_REFUSED: Final = "vultrcrawl/refused"
#: Why a crawl of ours ended, a `StopReason`.
STOP_REASON: Final = "vultrcrawl/stop_reason"
#: That `extract` lost fields.
DRIFTED: Final = "vultrcrawl/extract/drifted"


def tell_output_error(crawler: Crawler, error: StorageError) -> None:
    """Log that a file could not be written, and see to the exit code."""
    logger.error("%s", error)
    crawler.stats.set_value(OUTPUT_ERROR, str(error))
    if isinstance(error, DiskFull):
        crawler.stats.set_value(DISK_FULL, value=True)


def refuse(error: VultrCrawlError) -> int:
    """Say on standard error why a command does nothing; return its exit code."""
    print(f"vultrcrawl: {error}", file=sys.stderr)  # noqa: T201 (a command's answer)
    return error.exit_code
