"""Checks the types of settings given on the command line."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from scrapy.exceptions import UsageError
from scrapy.settings import SETTINGS_PRIORITIES, default_settings

if TYPE_CHECKING:
    from scrapy.settings import Settings


def check_types(settings: Settings) -> None:
    """Raise UsageError, in one line, at a value of ``-s`` that its setting can't have.

    Known by the defaults, Scrapy's and ours: numbers, switches, the level of the log.
    """
    # On use: it reads the environment of the process that runs the command.
    from vultrcrawl import settings as ours  # noqa: PLC0415 (see above)

    for name in settings:
        if (settings.getpriority(name) or 0) < SETTINGS_PRIORITIES["cmdline"]:
            continue
        default = getattr(ours, name, getattr(default_settings, name, None))
        if (what := _fault(settings, name, default)) is not None:
            line = f"{name}={settings[name]!r}: {what}"
            raise UsageError(line, print_help=False)


def _fault(settings: Settings, name: str, default: object) -> str | None:
    try:
        if isinstance(default, bool):
            settings.getbool(name)
        elif isinstance(default, int | float):  # of seconds, 30 may be 2.5, too
            settings.getfloat(name)
    except (TypeError, ValueError):
        of = "True or False" if isinstance(default, bool) else "a number"
        return f"it has to be {of}"
    levels = logging.getLevelNamesMapping()
    if name == "LOG_LEVEL" and settings[name] not in levels:
        return f"it has to be one of {', '.join(levels)}"
    return None
