"""Records against the JSON Schema that a site document gives for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vultrcrawl.site.checks import without_retrieval

if TYPE_CHECKING:
    from collections.abc import Mapping


class RecordCheck:
    """Finds what a JSON Schema has against records.

    Formats are not checked: they describe what was seen, and sites write dates badly.
    """

    def __init__(self, schema: dict[str, Any]) -> None:
        self._validator = without_retrieval(schema)

    def faults(self, record: Mapping[str, Any]) -> list[str]:
        """Return what is wrong with *record*, one line each."""
        return [
            f"{'/'.join(map(str, error.absolute_path)) or 'record'}: {error.message}"[
                :300
            ]
            for error in self._validator.iter_errors(record)
        ]
