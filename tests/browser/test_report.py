"""report.html in a real Chromium: of a hostile site (F50), and on a telephone."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, sync_playwright

from tests.browser.rig import CHROMIUM
from tests.support.site_documents import HOSTILE, full, poisoned, with_names
from vultrcrawl.report.page import report_html

pytestmark = pytest.mark.browser

_OPEN = "for (const one of document.querySelectorAll('details')) one.open = true"
_WIDTH = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@dataclass(slots=True)
class Seen:
    """What happened while a page was open."""

    requests: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    """Errors of the console, such as what the page's policy refused."""
    acted: Any = None
    """What a script of the site left."""
    sideways: int = 0
    """Pixels by which the page is wider than its window."""


def look(path: Path, *widths: int) -> list[Seen]:
    """Open *path* in windows so many pixels wide, and all that opens in it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, chromium_sandbox=False
        )
        found = [
            _look(path, browser.new_page(viewport={"width": width, "height": 800}))
            for width in widths
        ]
        browser.close()
    return found


def _look(path: Path, page: Page) -> Seen:
    seen = Seen()
    page.on("request", lambda request: seen.requests.append(request.url))
    page.on("console", lambda message: seen.complaints.append(message.text))
    page.on("pageerror", lambda error: seen.complaints.append(str(error)))

    def close(dialog: Any) -> None:
        seen.dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", close)
    page.goto(path.as_uri())
    page.locator("summary").first.click()
    page.locator("[title]:visible").first.hover()
    page.evaluate(_OPEN)
    seen.acted = page.evaluate("window.__xss")
    seen.sideways = page.evaluate(_WIDTH)
    return seen


def test_a_hostile_site_does_nothing_in_a_browser(tmp_path: Path) -> None:
    document = full()
    document["templates"] = [
        one
        for text in HOSTILE.values()
        for one in with_names(poisoned(full(), text), text)["templates"]
    ]
    document["warnings"] = list(HOSTILE.values())
    path = tmp_path / "report.html"
    path.write_text(report_html(document), encoding="utf-8")
    with ThreadPoolExecutor(1) as thread:  # the tests' own thread has a loop already
        seen = thread.submit(look, path, 390, 1280).result()
    assert seen == [Seen(requests=[path.as_uri()])] * 2
