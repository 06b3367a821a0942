"""`vultrcrawl report`: report.html of a site.json, made again."""

from __future__ import annotations

from pathlib import Path

from vultrcrawl.report.files import write_text
from vultrcrawl.report.page import report_html
from vultrcrawl.site.loading import load_site
from vultrcrawl.spiders.arguments import SiteArguments


class ReportArguments(SiteArguments):
    """Arguments of `vultrcrawl report`."""

    output: Path | None = None
    """File to write; by default report.html beside site.json."""


def report(arguments: ReportArguments) -> int:
    """Write the report; return 0. Raises UsageError, StorageError."""
    target = arguments.output or arguments.site.with_name("report.html")
    write_text(target, report_html(load_site(arguments.site).raw))
    print(target)  # noqa: T201 (the answer)
    return 0
