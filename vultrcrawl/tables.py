"""Reads the tables of words and names that are kept as JSON beside the code."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any


def json_table(package: str, name: str) -> Any:
    """Return what the file *name* of *package* has."""
    return json.loads(files(package).joinpath(name).read_text("utf-8"))
