"""What processes that a crawl starts get of its environment."""

from __future__ import annotations

import os
import re
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

#: What a browser, its driver and processes of ours need: where things are, and how to
#: write. Keys, tokens and passwords stand in others.
_NEEDED = re.compile(
    r"PATH|HOME|USER|LOGNAME|SHELL|TZ|TMPDIR|TEMP|TMP|LANG|LANGUAGE|LC_\w+|XDG_\w+"
    r"|DISPLAY|WAYLAND_DISPLAY|XAUTHORITY|DBUS_\w+|FONTCONFIG_\w+|LD_LIBRARY_PATH"
    r"|PLAYWRIGHT_\w+|PW_\w+|CHROME_DEVEL_SANDBOX|SYSTEMROOT|PYTHON\w+"
)


def bare_environment(environ: Mapping[str, str]) -> dict[str, str]:
    """Return what of *environ* other processes need, without anything secret."""
    return {name: text for name, text in environ.items() if _NEEDED.fullmatch(name)}


def reader_environment() -> dict[str, str]:
    """Return what a process of ours needs to find the modules that this one has."""
    path = os.pathsep.join(filter(None, sys.path))
    return {**bare_environment(os.environ), "PYTHONPATH": path}
