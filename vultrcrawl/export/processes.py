"""What the processes get that read pages and PDFs beside the crawl."""

from __future__ import annotations

import os
import re
import sys

#: What they need of the environment. Keys, tokens and passwords stand in others.
_NEEDED = re.compile(r"PATH|LANG|LC_\w+|TMPDIR|LD_LIBRARY_PATH|SYSTEMROOT|PYTHON\w+")


def bare_environment() -> dict[str, str]:
    """Return what a process of ours needs to find the modules that this one has."""
    needed = {
        name: text for name, text in os.environ.items() if _NEEDED.fullmatch(name)
    }
    return {**needed, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
