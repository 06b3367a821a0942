"""Settings of the browser, read and checked once."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

from vultrcrawl.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scrapy.settings import BaseSettings

#: What installs a browser and the libraries it needs.
INSTALL = "python -m playwright install --with-deps chromium"
_EXECUTABLE = "VULTRCRAWL_BROWSER_EXECUTABLE"
_NAMES = ("chromium", "google-chrome", "google-chrome-stable", "chromium-browser")


@dataclass(frozen=True, slots=True, kw_only=True)
class BrowserConfig:
    """The settings VULTRCRAWL_BROWSER_*.

    The program itself is named by the environment alone: whoever may schedule crawls,
    with any settings, must not thereby run a program.
    """

    executable: str = ""
    """Path of a Chromium (an environment variable); empty to look for one."""
    sandbox: bool = True
    """Whether pages are kept in Chromium's sandbox. It can't work as root, nor in most
    containers."""
    pages: int = 3
    """Pages in the browser at once, 1 to 32."""
    timeout: float = 15.0
    """Seconds for one page in which nothing comes of what it asked for; four times as
    many in all."""
    context_pages: int = 100
    """Pages after which cookies and memory of the browser are made new."""
    rounds: int = 10
    """How often a growing list is asked for more."""
    memory_mb: int = 1200
    """Resident memory of all its processes at which its largest page is ended."""

    @classmethod
    def from_settings(
        cls, settings: BaseSettings, environ: Mapping[str, str] | None = None
    ) -> Self:
        """Read the settings, and the program's path from *environ*, by default ours.

        Raises UsageError, with one line, on a wrong value.
        """
        if settings.get(_EXECUTABLE):
            raise UsageError(
                f"{_EXECUTABLE} is not a setting: set it in the environment"
            )
        try:
            config = cls(
                executable=(os.environ if environ is None else environ).get(
                    _EXECUTABLE, ""
                ),
                sandbox=settings.getbool("VULTRCRAWL_BROWSER_SANDBOX", True),
                pages=settings.getint("VULTRCRAWL_BROWSER_PAGES", 3),
                timeout=settings.getfloat("VULTRCRAWL_BROWSER_TIMEOUT_SECS", 15.0),
                context_pages=settings.getint("VULTRCRAWL_BROWSER_CONTEXT_PAGES", 100),
                rounds=settings.getint("VULTRCRAWL_BROWSER_ROUNDS", 10),
                memory_mb=settings.getint("VULTRCRAWL_BROWSER_MEMORY_MB", 1200),
            )
        except ValueError as error:
            raise UsageError(
                f"a setting VULTRCRAWL_BROWSER_* is wrong: {error}"
            ) from None
        for name, value, least, most in (
            ("PAGES", config.pages, 1, 32),
            ("TIMEOUT_SECS", config.timeout, 1, 600),
            ("CONTEXT_PAGES", config.context_pages, 1, 10_000),
            ("ROUNDS", config.rounds, 0, 1_000),
            ("MEMORY_MB", config.memory_mb, 200, 1_000_000),
        ):
            if not least <= value <= most:
                raise UsageError(
                    f"VULTRCRAWL_BROWSER_{name}={value:g}: give {least} to {most}"
                )
        if config.executable and shutil.which(config.executable) is None:
            raise UsageError(
                f"{_EXECUTABLE}={config.executable}: there is no such program"
            )
        return config

    def find(self, own: str) -> str | None:
        """Return the browser to start; None if there is none.

        In this order: the one that is named, Playwright's *own*, what is on PATH.
        """
        if self.executable:
            return self.executable
        if Path(own).is_file():
            return own
        return next(filter(None, map(shutil.which, _NAMES)), None)
