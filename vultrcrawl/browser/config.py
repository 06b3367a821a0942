"""Settings of the browser, read and checked once."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Self

from pydantic import Field

from vultrcrawl.configuration import Configuration
from vultrcrawl.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scrapy.settings import BaseSettings

#: What installs a browser and the libraries it needs.
INSTALL = "python -m playwright install --with-deps chromium"
_EXECUTABLE = "VULTRCRAWL_BROWSER_EXECUTABLE"
_NAMES = ("chromium", "google-chrome", "google-chrome-stable", "chromium-browser")


class BrowserConfig(Configuration):
    """The settings VULTRCRAWL_BROWSER_*.

    The program itself is named by the environment alone: whoever may schedule crawls,
    with any settings, must not thereby run a program.
    """

    prefix: ClassVar[str] = "VULTRCRAWL_BROWSER_"

    executable: str = ""
    """Path of a Chromium (an environment variable); empty to look for one."""
    sandbox: bool = True
    """Whether pages are kept in Chromium's sandbox. It can't work as root, nor in most
    containers."""
    pages: int = Field(default=3, ge=1, le=32)
    """Pages in the browser at once."""
    timeout_s: float = Field(default=15.0, ge=1, le=600)
    """Seconds for one page in which nothing comes of what it asked for; four times as
    many in all."""
    context_pages: int = Field(default=100, ge=1, le=10_000)
    """Pages after which cookies and memory of the browser are made new."""
    rounds: int = Field(default=10, ge=0, le=1_000)
    """How often a growing list is asked for more."""
    memory_mb: int = Field(default=1200, ge=200, le=1_000_000)
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
        named = (os.environ if environ is None else environ).get(_EXECUTABLE, "")
        config = cls.read(settings, executable=named)
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
